import { z } from 'zod';

/**
 * A run that makes a file that has begun and not ended. The note is written before the first byte of the staged file, and again,
 * durably and with the digest of the result, before the rename: whatever instant a crash picks, start-up knows what to do.
 */
const pendingRun = z.strictObject({
  /** Kind of the ledger entry. */
  kind: z.string(),
  operation: z.string(),
  staged: z.string(),
  target: z.string(),
  document: z.string(),
  sourceSha256: z.string().nullable(),
  /** Set once the staged file is complete and verified. */
  resultSha256: z.string().nullable(),
  signerSha256: z.string().nullable(),
  signer: z.string().nullable(),
});
export type PendingRun = z.infer<typeof pendingRun>;

const pendingNote = z.union([z.strictObject({ run: pendingRun }), z.strictObject({ ended: z.string() })]);

/** One line of a journal. */
export type PendingNote = z.infer<typeof pendingNote>;

/**
 * The runs that a journal says have begun and not that they ended, each as it was noted last. A line that is not whole is the trace of
 * a crash: what it was to announce had not begun.
 */
export function unendedRuns(text: string): PendingRun[] {
  const runs = new Map<string, PendingRun>();
  for (const line of text.split('\n')) {
    const note = noteOf(line);
    if (note === undefined) continue;
    if ('run' in note) runs.set(note.run.operation, note.run);
    else runs.delete(note.ended);
  }
  return [...runs.values()];
}

function noteOf(line: string): PendingNote | undefined {
  if (line === '') return undefined;
  try {
    return pendingNote.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
