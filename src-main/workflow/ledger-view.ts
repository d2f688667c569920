import type { LedgerEntryView } from '../../shared/contract/ledger-calls.ts';
import type { LedgerEntry } from '../ledger/entry.ts';

/** A ledger entry as the window shows it. */
export function viewOf(entry: LedgerEntry): LedgerEntryView {
  return {
    index: entry.index,
    time: entry.time,
    kind: entry.kind,
    document: entry.document ?? '',
    sourceSha256: entry.sourceSha256,
    resultSha256: entry.resultSha256,
    signer: entry.signer,
    leafHash: entry.leafHash,
  };
}
