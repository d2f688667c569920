import { AppError, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import { checkTimestampToken } from '../cms/timestamp-check.ts';
import { timestampRequest, tokenOfResponse } from '../cms/timestamp-request.ts';
import type { Clock } from '../platform/clock.ts';
import type { HostBudget, Http } from '../platform/net/http.ts';
import { randomBytes } from '../platform/random.ts';
import type { Timestamper, TimestampHash } from '../platform/timestamper.ts';

/** One timestamp authority. */
export interface Authority {
  readonly url: string;
  /** What it allows; a default otherwise. */
  readonly budget?: HostBudget | undefined;
}

/** Octets: tokens of public authorities with their chains have 3 to 7 kilobytes. */
const EXPECTED_SIZE = 8192;
const LARGEST_ANSWER = 256 * 1024;
const DEADLINE = 20_000;
/** How far an authority and this computer may disagree about the time: milliseconds. Neither is believed against the other. */
const LARGEST_DISAGREEMENT = 3_600_000;
/** An authority that failed is asked last for so long: milliseconds. */
const FAILURE_HOLDS = 60_000;

/** What is allowed where nothing is said: enough for batches, few enough to be no nuisance. */
const USUAL_BUDGET: HostBudget = { requests: 1000, perMilliseconds: 600_000 };
/** Public authorities that shut out whoever asks more often. */
const KNOWN_BUDGETS: Readonly<Record<string, HostBudget>> = {
  'ts.cartaodecidadao.pt': { requests: 20, perMilliseconds: 1_200_000 },
};

/**
 * An authority as it is written: its URL, where wanted with `#budget=REQUESTS/MINUTES`, which stays here.
 * @throws AppError USAGE for what is no such URL
 */
export function readAuthority(text: string): Authority {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const budget = url === undefined ? null : readBudget(url.hash);
  if (url === undefined || budget === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw new AppError(
      'USAGE',
      'The address of a timestamp authority cannot be used: give it as http://… or https://…, where wanted with #budget=REQUESTS/MINUTES.',
    );
  }
  const known = budget ?? KNOWN_BUDGETS[url.hostname] ?? USUAL_BUDGET;
  url.hash = '';
  return { url: url.href, budget: known };
}

/** Null for a fragment that is no budget. */
function readBudget(fragment: string): HostBudget | undefined | null {
  if (fragment === '') return undefined;
  const [, requests = '', minutes = ''] = /^#budget=(\d{1,4})\/(\d{1,4})$/.exec(fragment) ?? [];
  return Number(requests) > 0 && Number(minutes) > 0
    ? { requests: Number(requests), perMilliseconds: Number(minutes) * 60_000 }
    : null;
}

/**
 * Timestamps over HTTP (RFC 3161, 3.4), from the first authority that gives one that holds. Each answer is checked against its request
 * before anything is done with it.
 * @param authorities in order of preference; not empty
 */
export function httpTimestamper(
  authorities: readonly Authority[],
  { http, clock }: { http: Http; clock: Clock },
): Timestamper {
  const failedUntil = new Map<Authority, number>();
  let largest = 0;

  function inOrder(): Authority[] {
    const now = clock.now().getTime();
    const isDown = (authority: Authority) => (failedUntil.get(authority) ?? 0) > now;
    return [...authorities.filter((one) => !isDown(one)), ...authorities.filter(isDown)];
  }

  return {
    get expectedTokenSize() {
      return largest === 0 ? EXPECTED_SIZE : largest + 512;
    },
    async timestamp(digest, hash, signal) {
      const failures: Failure[] = [];
      for (const authority of inOrder()) {
        try {
          const token = await ask(authority, digest, hash, { http, clock }, signal);
          largest = Math.max(largest, token.length);
          return token;
        } catch (error) {
          if (!isAppError(error) || !isAuthoritysFault(error)) throw error;
          failedUntil.set(authority, clock.now().getTime() + FAILURE_HOLDS);
          failures.push(error);
        }
      }
      throw joined(failures);
    },
  };
}

async function ask(
  { url, budget }: Authority,
  digest: Uint8Array,
  hash: TimestampHash,
  { http, clock }: { http: Http; clock: Clock },
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const nonce = randomBytes(8);
  const authority = new URL(url).host;
  const { body } = await http.request(
    {
      method: 'POST',
      url,
      body: timestampRequest({ hash, digest, nonce }),
      contentType: 'application/timestamp-query',
      accept: 'application/timestamp-reply',
      maxBytes: LARGEST_ANSWER,
      deadline: DEADLINE,
      purpose: 'A timestamp',
      budget,
    },
    signal,
  );
  const token = tokenOfResponse(body, authority);
  const { genTime } = checkTimestampToken(token, { hash, digest, nonce, authority });
  const now = clock.now();
  if (Math.abs(genTime.getTime() - now.getTime()) > LARGEST_DISAGREEMENT) throw disagrees(authority, genTime, now);
  return token;
}

function disagrees(authority: string, genTime: Date, now: Date): AppError {
  return new AppError(
    'TSA_RESPONSE_INVALID',
    `The timestamp authority ${authority} says that it is ${genTime.toISOString()}, this computer says ${now.toISOString()}. The timestamp was not used: check the clock, or name another authority.`,
    { authority, reason: 'the clocks disagree' },
  );
}

function isAuthoritysFault({ code }: Failure): boolean {
  return /^(NETWORK|TSA)_/.test(code);
}

/** One error for what several authorities failed with: its code where all agree, the earliest time at which asking again makes sense. */
export function joined(failures: readonly Failure[]): AppError {
  const [first, ...others] = failures;
  if (first === undefined) {
    return new AppError(
      'TSA_NOT_CONFIGURED',
      'No timestamp authority is set up. Name one with --tsa URL, or add one in the settings.',
    );
  }
  if (others.length === 0) return new AppError(first.code, first.message, first.details, { cause: first });
  const code = others.every((one) => one.code === first.code) ? first.code : 'TSA_UNREACHABLE';
  const times = failures.map(({ details }) => details.freeAt);
  const freeAt = times.every((time) => typeof time === 'string') ? [...times].sort()[0] : undefined;
  return new AppError(
    code,
    `None of the ${failures.length} timestamp authorities could be used. ${failures.map(({ message }) => message).join(' ')}`,
    {
      authorities: failures.length,
      codes: failures.map((one) => one.code).join(' '),
      ...(freeAt !== undefined && { freeAt }),
    },
    { cause: first },
  );
}
