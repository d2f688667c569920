import path from 'node:path';
import { AppError, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import { isRegularFile } from '../platform/files.ts';
import { digestOf } from './digest-of.ts';
import { extendDocument } from './extend-document.ts';
import type { ExtendStage } from './extend-job.ts';
import type { LevelServices } from './level-services.ts';
import { checkNetwork, levelServices, type NetworkChoice, openNetwork } from './network.ts';
import type { OutboxItem } from './outbox.ts';
import type { StoredEntry } from './outbox-entry.ts';
import { nextTryAfter } from './outbox-times.ts';
import { isAtLeast, isShortfall } from './raise-level.ts';
import type { Session } from './session.ts';
import { plain } from './signing-levels.ts';
import { loadTrust, type TrustMaterial } from './trust-store.ts';

/** Entries that are done are kept to be looked at for so long: milliseconds. */
const DONE_KEPT = 7 * 86_400_000;

export interface OutboxRunOptions {
  /** One entry; all that are not done where absent. */
  readonly id?: string | undefined;
  /** Only what is due by itself: neither what waits for a later moment nor what failed. */
  readonly onlyDue?: boolean | undefined;
  readonly network?: Pick<NetworkChoice, 'proxy' | 'offline'> | undefined;
  /** Password of encrypted documents: it is not kept with the entries. */
  readonly password?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((entry: StoredEntry, stage: ExtendStage, fraction: number | null) => void) | undefined;
}

/**
 * Completes what waits in the outbox, one file after the other: each is taken as far as it goes and replaces the signed file, which must still
 * hold the bytes it was put in with. Entries that another process is working on are left to it.
 * @returns the entries that were tried, as they are now
 * @throws AppError OUTBOX_ENTRY_NOT_FOUND, CANCELLED, HOME_NOT_WRITABLE, DISK_FULL (of the home)
 */
export async function runOutbox(session: Session, options: OutboxRunOptions = {}): Promise<OutboxItem[]> {
  const { outbox, clock } = session;
  const listed = options.id === undefined ? await outbox.list() : [await outbox.find(options.id)];
  const now = clock.now();
  const ways = new Ways(session, options);
  const tried: string[] = [];
  for (const { id, state, queued, nextTry } of listed) {
    if (state === 'done' && now.getTime() - Date.parse(queued) > DONE_KEPT) await outbox.remove(id);
    if (state === 'done' || state === 'running') continue;
    if (options.onlyDue === true && (nextTry === null || Date.parse(nextTry) > now.getTime())) continue;
    await outbox.claim(id, (entry) => attempt(entry, session, options, ways));
    tried.push(id);
  }
  const after = await outbox.list();
  return after.filter(({ id }) => tried.includes(id));
}

/** The way to the authorities that an entry names, opened and tried once for all entries that name the same. */
class Ways {
  readonly #session: Session;
  readonly #options: OutboxRunOptions;
  readonly #opened = new Map<string, Promise<{ services: LevelServices; trust: TrustMaterial } | Failure>>();

  constructor(session: Session, options: OutboxRunOptions) {
    this.#session = session;
    this.#options = options;
  }

  to(entry: StoredEntry): Promise<{ services: LevelServices; trust: TrustMaterial } | Failure> {
    const key = JSON.stringify([entry.authorities, entry.trust]);
    const opened = this.#opened.get(key) ?? this.#open(entry);
    this.#opened.set(key, opened);
    return opened;
  }

  async #open({ authorities, trust: paths }: StoredEntry) {
    const { home, clock } = this.#session;
    try {
      const network = await openNetwork(home, clock, { ...this.#options.network, tsa: authorities });
      const failure = await checkNetwork(network, this.#options.signal);
      if (failure !== undefined) return failure;
      const trust = await loadTrust({ trust: paths }, home);
      return { trust, services: levelServices(network, trust, clock) };
    } catch (error) {
      if (!isAppError(error) || error.code === 'CANCELLED') throw error;
      return error;
    }
  }
}

async function attempt(stored: StoredEntry, session: Session, options: OutboxRunOptions, ways: Ways): Promise<void> {
  const { outbox, clock } = session;
  const entry = await caughtUp(stored);
  if (isAtLeast(entry.reached, entry.asked)) return outbox.put(done(entry));
  try {
    if (!(await isRegularFile(entry.file))) throw missing(entry);
    const way = await ways.to(entry);
    if ('code' in way) throw new AppError(way.code, way.message, way.details);
    const outcome = await extendDocument(
      {
        source: entry.file,
        target: entry.file,
        replace: true,
        inPlace: { sha256: entry.sha256 },
        level: entry.asked,
        field: entry.field ?? undefined,
        partial: true,
        password: options.password,
        signal: options.signal,
        onProgress: (stage, fraction) => options.onProgress?.(entry, stage, fraction),
        onResult: (sha256, { reached }) => outbox.put({ ...entry, next: { sha256, reached } }),
      },
      { ...session, ...way },
    );
    const held = { ...entry, sha256: outcome.resultSha256, reached: outcome.reached, next: null };
    const [problem] = outcome.problems;
    await outbox.put(problem === undefined ? done(held) : later(held, problem, clock.now()));
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === 'CANCELLED') await outbox.put(entry);
    else await outbox.put(later(entry, error, clock.now()));
    if (error.code === 'CANCELLED') throw error;
  }
}

/** An attempt that was killed after it had replaced the file had come to its end. */
async function caughtUp(entry: StoredEntry): Promise<StoredEntry> {
  const { next } = entry;
  if (next === null) return entry;
  const found = await digestOf(entry.file);
  return found === next.sha256 ? { ...entry, ...next, next: null } : { ...entry, next: null };
}

function done(entry: StoredEntry): StoredEntry {
  return { ...entry, state: 'done', problem: null, nextTry: null, attempts: entry.attempts + 1 };
}

function later(entry: StoredEntry, problem: Failure, now: Date): StoredEntry {
  const attempts = entry.attempts + 1;
  const mayPass = passes(problem);
  const nextTry = mayPass ? nextTryAfter(attempts, problem, now).toISOString() : null;
  return { ...entry, state: mayPass ? 'waiting' : 'failed', problem: plain(problem), attempts, nextTry };
}

/** True for what another attempt may find otherwise, without anybody doing anything. A certificate that was revoked stays so. */
function passes(problem: Failure): boolean {
  if (problem.details.revoked === true || problem.code === 'TSA_NOT_CONFIGURED') return false;
  return isShortfall(problem) || problem.code === 'DISK_FULL' || problem.code === 'LEDGER_BUSY';
}

function missing({ file }: StoredEntry): AppError {
  const name = path.basename(file);
  return new AppError(
    'OUTBOX_FILE_MISSING',
    `“${name}” is no longer where it was signed to. Put it back, or remove it from the outbox and extend it where it is.`,
    { file: name },
  );
}
