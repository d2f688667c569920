import type { CardReader } from '../../shared/domain/doctor.ts';

/**
 * The card readers of this machine as PC/SC tells of them. `absent`: its service or daemon is not installed or not running, which on some
 * systems is so until the first reader is plugged in. `unknown`: it could not be asked; then nothing follows from an empty list.
 */
export interface CardReaders {
  readonly service: 'running' | 'absent' | 'unknown';
  readonly readers: readonly CardReader[];
  /** By reader how many cards were put in or pulled out until now, modulo 2 ** 16, where the system counts. */
  readonly moves?: ReadonlyMap<string, number> | undefined;
}

/** Whether a card lies there that can be asked something. */
export function holdsCard({ card }: CardReader): boolean {
  return card === 'present' || card === 'in-use';
}
