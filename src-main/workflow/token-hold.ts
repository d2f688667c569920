import { createHash } from 'node:crypto';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { AppError } from '../../shared/contract/app-error.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { claimFile, claimOf } from './file-claim.ts';

/** A token as its home knows it. */
export interface HeldToken {
  readonly label: string;
  readonly serial: string;
}

export interface HoldOptions {
  /** Files that are to be signed: whoever signs many is not waited for. */
  readonly documents: number;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds that a run of a few files is waited for, and between two looks. */
const PATIENCE = 10_000;
const PAUSE = 100;
/** So many files are signed while one waits. */
const FEW = 3;

/**
 * Holds a token for one run of this home: two that take turns at one card would log each other out. A run of a few files is waited for a
 * moment; a longer one is named.
 * @returns the way to let go
 * @throws AppError TOKEN_IN_USE, HOME_NOT_WRITABLE, DISK_FULL, CANCELLED
 */
export async function holdToken(
  home: Home,
  token: HeldToken,
  { documents, signal }: HoldOptions,
): Promise<() => Promise<void>> {
  const folder = await ensureHome(home, 'tokens-in-use');
  const name = createHash('sha256').update(`${token.serial}\0${token.label}`).digest('hex').slice(0, 32);
  const lock = path.join(folder, name);
  const until = performance.now() + PATIENCE;
  for (;;) {
    throwIfCancelled(signal);
    const letGo = await claimFile(lock, String(documents));
    if (letGo !== undefined) return letGo;
    const by = await claimOf(lock);
    const isLong = by !== undefined && Number(by.note) > FEW;
    if (isLong || performance.now() > until) throw inUse(token, by);
    await setTimeout(PAUSE, undefined, { signal }).catch(() => undefined);
  }
}

function inUse({ label }: HeldToken, by: { readonly process: number; readonly note: string } | undefined): AppError {
  const count = Number(by?.note ?? 1);
  const what = count > 1 ? `${count} files with it` : 'with it';
  const own = by?.process === process.pid;
  const who = by === undefined ? 'Another run of this program' : own ? 'This program' : `Process ${by.process}`;
  return new AppError(
    'TOKEN_IN_USE',
    `The token “${label}” is in use: ${who} is signing ${what}. Wait until that has ended, or stop it, and try again.`,
    { token: label, process: by?.process ?? null },
  );
}
