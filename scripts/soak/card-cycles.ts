import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfCancelled } from '../../src-main/platform/cancel.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { isSignatureOf, keyKindOf } from '../../src-main/tokens/key-kind.ts';
import { Tokens } from '../../src-main/tokens/tokens.ts';
import { type FollowOptions, followTokens } from '../../src-main/workflow/token-follower.ts';
import { PivCard } from '../../test/support/piv/piv-card.ts';
import type { SmartCards } from '../../test/support/piv/smart-cards.ts';
import { issueCertificate } from '../pki/issue.ts';
import { generateKey } from '../pki/keys.ts';
import { type Holding, holding, hostsWith } from './resources.ts';

const PIN = '123456';
/** Milliseconds after which an event that did not come fails the run. */
const PATIENCE = 30_000;
/** GENERAL AUTHENTICATE: the private operation. */
const AUTHENTICATE = 0x87;
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');
const NOT_AFTER = new Date('2040-01-01T00:00:00Z');

export interface CardRun {
  readonly samples: readonly Holding[];
  /** Milliseconds, the longest of the run: from the card's coming until that was told, until its token was, and from its going. */
  readonly longestCard: number;
  readonly longestToken: number;
  readonly longestRemoval: number;
}

/**
 * Puts a card in, signs with it, pulls it out, again and again; every fifth time it is pulled out while it signs. One watch
 * sees all of it, and each time the host of the module ends.
 * @param folder without anything in it, for the home
 * @param module of OpenSC
 * @throws Error where a signature does not hold or an event does not come; AppError CANCELLED
 */
export async function cardCycles(
  folder: string,
  module: string,
  cards: SmartCards,
  cycles: number,
  signal?: AbortSignal,
): Promise<CardRun> {
  const key = generateKey('p-256');
  const { certificate } = issueCertificate({
    subject: { CN: 'Soak' },
    key,
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
  });
  const card = () => new PivCard({ pin: PIN, keys: [{ slot: 'signature', key, certificate }] });
  const tokens = new Tokens();
  const samples: Holding[] = [];
  const stop = new AbortController();
  const events = new EventEmitter();
  const onEvent: FollowOptions['onEvent'] = (event) => {
    if (!('module' in event) || event.module === module) events.emit(event.kind);
  };
  const home = locateHome({ COUNTERSIGN_HOME: folder });
  const watching = followTokens(home, tokens, { onEvent, signal: stop.signal, keepsAlive: true });
  const [reader] = cards.readers;
  /** Milliseconds until each of these events. */
  const awaited = async (kinds: readonly string[], cause: () => Promise<void> | void): Promise<number[]> => {
    let start = performance.now();
    const patience = AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(signal === undefined ? [] : [signal])]);
    const seen = kinds.map(async (kind) => {
      await once(events, kind, { signal: patience }).catch(() => {
        throw new Error(`cycle ${samples.length}: “${kind}” was not told within ${PATIENCE / 1000} s`);
      });
      return performance.now() - start;
    });
    // What is told too late, or no more, while this goes on fails the run below.
    for (const one of seen) one.catch(() => undefined);
    await cause();
    start = performance.now();
    return Promise.all(seen);
  };
  const signOnce = async (cycle: number) => {
    const token = { uri: 'pkcs11:model=PKCS%2315%20emulated' };
    const signer = await tokens.openTokenSigner({ module, token, pin: new TextEncoder().encode(PIN) });
    try {
      const message = new Uint8Array([cycle & 0xff, cycle >> 8]);
      const signature = await signer.sign(message, 'ecdsa-sha256');
      if (!isSignatureOf(keyKindOf(certificate), 'ecdsa-sha256', message, signature)) {
        throw new Error(`the signature of cycle ${cycle} does not hold`);
      }
    } finally {
      await signer.close();
    }
  };
  // Where others of this process have the module loaded, that is theirs.
  const others = hostsWith(module);
  const unloaded = async () => {
    const patience = AbortSignal.timeout(PATIENCE);
    while (hostsWith(module).some((pid) => !others.includes(pid))) {
      if (patience.aborted) throw new Error(`cycle ${samples.length}: the host of the module did not end`);
      await sleep(50, undefined, { signal });
    }
  };
  const longest = { card: 0, token: 0, removal: 0 };
  try {
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      throwIfCancelled(signal);
      const [told = 0, listed = 0] = await awaited(['card-inserted', 'inserted'], () => reader.insert(card()));
      longest.card = Math.max(longest.card, told);
      longest.token = Math.max(longest.token, listed);
      const isPulled = cycle % 5 === 4;
      const leave = async () => {
        if (!isPulled) return reader.remove();
        reader.mischief = { pull: (ins) => ins === AUTHENTICATE };
        const failed = await signOnce(cycle).then(
          () => false,
          () => true,
        );
        reader.mischief = {};
        if (!failed) throw new Error(`a card that was pulled out signed in cycle ${cycle}`);
      };
      if (!isPulled) await signOnce(cycle);
      longest.removal = Math.max(longest.removal, ...(await awaited(['removed', 'card-removed'], leave)));
      await unloaded();
      samples.push(holding());
    }
    return { samples, longestCard: longest.card, longestToken: longest.token, longestRemoval: longest.removal };
  } catch (error) {
    // Whatever the end of the run made fail.
    throwIfCancelled(signal);
    throw error;
  } finally {
    stop.abort();
    await watching;
    reader.mischief = {};
    reader.remove();
    await tokens.close();
  }
}
