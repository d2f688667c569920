import { BookText, Files, FileText, KeyRound, Send, Settings } from 'lucide-react';

/** Where one can go, in the order in which the rail shows it and the number keys count it. */
export const PAGES = [
  { id: 'documents', icon: FileText },
  { id: 'batch', icon: Files },
  { id: 'tokens', icon: KeyRound },
  { id: 'outbox', icon: Send },
  { id: 'ledger', icon: BookText },
  { id: 'settings', icon: Settings },
] as const;
