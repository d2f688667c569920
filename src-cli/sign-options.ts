import path from 'node:path';
import type { SignatureLevel } from '../shared/contract/signing-choices.ts';
import type { CertifyWish } from '../src-main/workflow/field-rules.ts';
import type { LevelWish } from '../src-main/workflow/open-levels.ts';
import type { SignJob } from '../src-main/workflow/sign-document.ts';
import { parseLock, parsePlace } from './arguments.ts';
import type { KeyOptions } from './key-options.ts';
import { type LookOptions, parseLook } from './look-options.ts';
import { documentPassword, type PasswordOptions } from './password.ts';
import type { Risk } from './risks.ts';

/** The flags of `countersign sign`. */
export interface SignOptions extends KeyOptions, PasswordOptions, LookOptions {
  readonly batch?: string;
  readonly resume?: boolean;
  readonly new?: boolean;
  readonly results?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly page?: string;
  readonly rect?: string;
  readonly field?: string;
  readonly reason?: string;
  readonly location?: string;
  readonly contact?: string;
  readonly trust?: string[];
  readonly allowExpired?: boolean;
  readonly certify?: CertifyWish;
  readonly lock?: string;
  readonly repair?: boolean;
  readonly strict?: boolean;
  readonly acceptRisk?: Risk[];
  readonly level?: SignatureLevel;
  readonly tsa?: string[];
  /** False for --no-queue. */
  readonly queue?: boolean;
}

/** Makes the job of one PDF. @throws AppError USAGE, RECT_INVALID, IMAGE_UNREADABLE, INPUT_* */
export async function pdfJobs(options: SignOptions): Promise<(source: string, target: string) => SignJob> {
  const place = parsePlace(options.page, options.rect);
  const look = await parseLook(options);
  return (source, target) => ({ ...jobOf(source, target, options, place), ...look });
}

function jobOf(source: string, target: string, options: SignOptions, place: SignJob['place']): SignJob {
  const { field, reason, location, contact, certify, lock, allowExpired } = options;
  return {
    source: path.resolve(source),
    target: path.resolve(target),
    replace: options.force ?? false,
    field,
    place,
    reason,
    location,
    contact,
    certify,
    lock: lock === undefined ? undefined : parseLock(lock),
    allowExpired,
    password: documentPassword(options),
    strict: options.strict,
    acceptShadow: options.acceptRisk?.includes('shadow') ?? false,
  };
}

/** @throws AppError USAGE */
export function levelWish({ level = 'B-B', tsa, queue = true, trust }: SignOptions): LevelWish {
  return { level, network: { tsa }, queue, trust };
}
