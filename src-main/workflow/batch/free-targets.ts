import path from 'node:path';
import { type Made, resultName } from '../../../shared/domain/result-name.ts';
import { freeTarget } from '../target-name.ts';

/** Where something new goes to. */
export interface FreeTarget {
  /** Absolute; nothing is there. */
  readonly target: string;
  /** The usual name is taken, so that a number was put to it. */
  readonly isNumbered: boolean;
}

/** Names for many new files: none that exists, and none that another one of them gets. */
export class FreeTargets {
  readonly #given = new Set<string>();

  /** @param isPdf whether the source is one */
  async next(source: string, folder: string, made: Made, isPdf: boolean): Promise<FreeTarget> {
    const target = await freeTarget(source, folder, made, isPdf, (candidate) => this.#given.has(sameName(candidate)));
    this.#given.add(sameName(target));
    return { target, isNumbered: path.basename(target) !== resultName(path.basename(source), made, isPdf) };
  }
}

/** As file systems that ignore case, or compose letters, see it. */
const sameName = (file: string): string => file.normalize('NFC').toLowerCase();
