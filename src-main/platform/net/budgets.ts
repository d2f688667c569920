import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock.ts';
import { homeError, readOwnText, systemCode, writeFileAtomic } from '../files.ts';
import { makeFolder } from '../home.ts';
import type { HostBudget } from './http.ts';

/** The right to one request. Given back where nothing was sent. */
export interface Slot {
  giveBack(): Promise<void>;
}

/** A wish to be left alone is heard for this long at most, whatever a service says. */
const LONGEST_WAIT = 24 * 3_600_000;

/**
 * What each host may still be asked, kept in a folder so that it holds over restarts and for all processes at once.
 *
 * A budget of N requests is N files named `INDEX-TIME`, in folders of a few each that come into being when they are needed. Taking one
 * renames a file whose time has run out to the present time: of several processes one succeeds and the others find the old name gone, so
 * no lock is needed and no N+1st request ever goes out.
 */
export class Budgets {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /**
   * When the next request may be sent; undefined for at once.
   * @throws AppError HOME_NOT_WRITABLE, DISK_FULL
   */
  async freeAt(host: string, budget: HostBudget): Promise<Date | undefined> {
    const asked = await this.#askedToWait(host);
    if (asked !== undefined) return asked;
    const times: number[] = [];
    for (const rack of this.#racks(host, budget)) {
      const names = await slotsIn(rack.folder);
      if (names.length === 0 || this.#free(names, budget) !== undefined) return undefined;
      times.push(...names.map(timeOf));
    }
    return new Date(Math.min(...times) + budget.perMilliseconds);
  }

  /**
   * Takes the right to one request, or says when there is one again.
   * @throws AppError HOME_NOT_WRITABLE, DISK_FULL
   */
  async take(host: string, budget: HostBudget): Promise<Slot | Date> {
    const asked = await this.#askedToWait(host);
    if (asked !== undefined) return asked;
    const times: number[] = [];
    for (const { folder, size } of this.#racks(host, budget)) {
      for (;;) {
        const names = await this.#filled(folder, size);
        const free = this.#free(names, budget);
        if (free === undefined) {
          times.push(...names.map(timeOf));
          break;
        }
        const index = free.split('-')[0];
        const taken = path.join(folder, `${index}-${this.#clock.now().getTime()}`);
        if (await moved(path.join(folder, free), taken, GONE)) {
          return { giveBack: async () => void (await moved(taken, path.join(folder, `${index}-0`), GONE)) };
        }
      }
    }
    return new Date(Math.min(...times) + budget.perMilliseconds);
  }

  /** Remembers that a host asked to be left alone until `until` (Retry-After, RFC 9110, 10.2.3). */
  async postpone(host: string, until: Date): Promise<void> {
    const latest = this.#clock.now().getTime() + LONGEST_WAIT;
    const time = Math.min(until.getTime(), latest);
    await makeFolder(this.#folder).catch((error: unknown) => {
      throw homeError(error, this.#folder);
    });
    await writeFileAtomic(this.#waitFile(host), String(time));
  }

  async #askedToWait(host: string): Promise<Date | undefined> {
    const time = Number(await readOwnText(this.#waitFile(host)).catch(() => '0'));
    const now = this.#clock.now().getTime();
    return time > now && time <= now + LONGEST_WAIT ? new Date(time) : undefined;
  }

  #waitFile(host: string): string {
    return path.join(this.#folder, `${nameOf(host)}.wait`);
  }

  /** A slot whose time has run out. A time that lies ahead by more than the span was written by a clock that was wrong. */
  #free(names: readonly string[], { perMilliseconds }: HostBudget): string | undefined {
    const now = this.#clock.now().getTime();
    return names.find((name) => timeOf(name) <= now - perMilliseconds || timeOf(name) > now + perMilliseconds);
  }

  #racks(host: string, { requests, perMilliseconds }: HostBudget): { folder: string; size: number }[] {
    const name = `${nameOf(host)}-${requests}-${perMilliseconds}`;
    return Array.from({ length: Math.ceil(requests / RACK) }, (_, index) => ({
      folder: path.join(this.#folder, `${name}.${index}`),
      size: Math.min(RACK, requests - index * RACK),
    }));
  }

  /** The slots of a rack, which comes into being whole: it is filled under another name first. */
  async #filled(folder: string, size: number): Promise<string[]> {
    const there = await slotsIn(folder);
    if (there.length > 0) return there;
    try {
      await makeFolder(this.#folder);
      const draft = await mkdtemp(path.join(this.#folder, 'new-'));
      await Promise.all(
        Array.from({ length: size }, (_, index) => writeFile(path.join(draft, `${index}-0`), '', { mode: 0o600 })),
      );
      // Another process may have been first: then its folder stands, and is not empty.
      if (!(await moved(draft, folder, STANDS))) await rm(draft, { recursive: true, force: true });
    } catch (error) {
      throw homeError(error, this.#folder);
    }
    return await slotsIn(folder);
  }
}

/** Slots that lie together in one folder. */
const RACK = 32;

async function slotsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^\d+-\d+$/.test(name));
}

function timeOf(slot: string): number {
  return Number(slot.split('-')[1]);
}

/** Another process was first: the slot has another name by now. */
const GONE: readonly string[] = ['ENOENT'];
/** Another process was first: the folder is there. */
const STANDS: readonly string[] = ['EEXIST', 'ENOTEMPTY', 'EPERM'];

/** False where the move failed in one of the ways `otherwise` names. */
async function moved(from: string, to: string, otherwise: readonly string[]): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (otherwise.includes(systemCode(error))) return false;
    throw homeError(error, path.dirname(to));
  }
}

/** A host as a file name, readable and unique. */
function nameOf(host: string): string {
  const digest = createHash('sha256').update(host).digest('hex').slice(0, 12);
  return `${host.replaceAll(/[^a-z0-9.]/gi, '_').slice(0, 60)}-${digest}`;
}
