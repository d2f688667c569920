import type { DocumentId } from '../../shared/contract/ids.ts';

/** Passwords of the encrypted documents that are open, for the reader that draws their pages. Never in the state of the window. */
const passwords = new Map<DocumentId, string>();

export function keepPassword(id: DocumentId, password: string | undefined): void {
  if (password !== undefined) passwords.set(id, password);
}

export function passwordOf(id: DocumentId): string | undefined {
  return passwords.get(id);
}

export function forgetPassword(id: DocumentId): void {
  passwords.delete(id);
}
