import type { SigningRun } from '../signing-run.ts';
import { isFullDisk } from './full-disk.ts';

/** True where the next file of the run would fail too: the key is gone, the disk is full, or the person asked to stop. */
export function stopsBatch(run: Pick<SigningRun, 'isOver'>, error: unknown): boolean {
  return run.isOver(error) || isFullDisk(error);
}
