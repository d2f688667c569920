import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { NewEntry } from '../../src-main/ledger/entry.ts';
import { type Ledger, openLedger } from '../../src-main/ledger/ledger.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { type Home, locateHome } from '../../src-main/platform/home.ts';
import { randomHex } from '../../src-main/platform/random.ts';

/** A home of its own in the temporary folder. */
export async function temporaryHome(): Promise<Home & { remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'countersign-home-'));
  return { ...locateHome({ COUNTERSIGN_HOME: folder }), remove: () => rm(folder, { recursive: true, force: true }) };
}

export function openTestLedger(home: Home): Promise<Ledger> {
  return openLedger({ home, clock: systemClock });
}

/** An entry such as a signing run records, with random digests. */
export function newEntry(changes: Partial<NewEntry> = {}): NewEntry {
  return {
    kind: 'document.signed',
    operation: randomHex(16),
    document: 'Kaufvertrag Łódź.pdf',
    signer: 'Alice Example',
    sourceSha256: randomHex(32),
    resultSha256: randomHex(32),
    signerSha256: randomHex(32),
    ...changes,
  };
}
