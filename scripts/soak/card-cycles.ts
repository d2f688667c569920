import { EventEmitter, once } from 'node:events';
import { isSignatureOf, keyKindOf } from '../../src-main/tokens/key-kind.ts';
import { watchTokens } from '../../src-main/tokens/token-watch.ts';
import { Tokens } from '../../src-main/tokens/tokens.ts';
import { PivCard } from '../../test/support/piv/piv-card.ts';
import type { SmartCards } from '../../test/support/piv/smart-cards.ts';
import { issueCertificate } from '../pki/issue.ts';
import { generateKey } from '../pki/keys.ts';
import { type Holding, holding } from './resources.ts';

const PIN = '123456';
/** Milliseconds after which an event that did not come fails the run. */
const PATIENCE = 30_000;
/** GENERAL AUTHENTICATE: the private operation. */
const AUTHENTICATE = 0x87;
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');
const NOT_AFTER = new Date('2040-01-01T00:00:00Z');

export interface CardRun {
  readonly samples: readonly Holding[];
  /** Milliseconds from the card's coming or going to the event, the longest of the run. */
  readonly longestInsert: number;
  readonly longestRemoval: number;
}

/**
 * Puts a card in, signs with it, pulls it out, again and again; every fifth time it is pulled out while it signs. One host and one watch
 * see all of it.
 * @param module of OpenSC
 * @throws Error where a signature does not hold or an event does not come
 */
export async function cardCycles(module: string, cards: SmartCards, cycles: number): Promise<CardRun> {
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
  const watching = watchTokens({
    modules: [module],
    present: tokens.presentTokens.bind(tokens),
    onEvent: ({ kind }) => events.emit(kind),
    signal: stop.signal,
    period: 300,
    keepsAlive: true,
  });
  const [reader] = cards.readers;
  const awaited = async (kind: 'inserted' | 'removed', cause: () => Promise<void> | void): Promise<number> => {
    const seen = once(events, kind, { signal: AbortSignal.timeout(PATIENCE) });
    await cause();
    const start = performance.now();
    await seen;
    return performance.now() - start;
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
  let [longestInsert, longestRemoval] = [0, 0];
  try {
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      longestInsert = Math.max(longestInsert, await awaited('inserted', () => reader.insert(card())));
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
      longestRemoval = Math.max(longestRemoval, await awaited('removed', leave));
      samples.push(holding());
    }
    return { samples, longestInsert, longestRemoval };
  } finally {
    stop.abort();
    await watching;
    reader.mischief = {};
    reader.remove();
    await tokens.close();
  }
}
