import type { CertificateName } from '../../../shared/domain/verification.ts';
import type { VerdictAction } from './judgement.ts';

export type ReportFormat = 'pdf' | 'xml' | 'json';

/** What can be done about a verdict, wherever it is shown. */
export interface VerdictActions {
  /** False where the network is switched off: the button then leads to the settings. */
  readonly network: boolean;
  /** False for what is no PDF: it has no earlier versions to look at. */
  readonly comparable: boolean;
  readonly onOnline: () => void;
  readonly onExtend: () => void;
  readonly onSettings: () => void;
  readonly onTrust: (chain: readonly CertificateName[]) => void;
  /** Versions count from 1. */
  readonly onCompare: (revision: number, signer: string) => void;
  readonly onShowSigned: (revision: number, signer: string) => void;
  /** Shows where a page differs from that version. Pages count from 1. */
  readonly onPlace: (revision: number, page: number) => void;
  readonly onSaveReport: (format: ReportFormat) => void;
}

export const ACTION_TEXT = {
  trust: 'verdict.trustIssuer',
  trustSigner: 'verdict.trustSigner',
  online: 'verdict.checkOnline',
  compare: 'verdict.compare',
  extend: 'verdict.keepVerifiable',
} as const satisfies Record<VerdictAction, string>;
