import type { BatchPreparation } from '../../../shared/domain/batch.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import { chooseKey, type KeyWish } from '../keys.ts';
import { codeWarnings, pinEntries } from '../run-pin.ts';
import type { Session } from '../session.ts';
import { clockWarnings, signingWarnings } from '../signing-checks.ts';
import { loadTrust } from '../trust-store.ts';
import { sharedFileWarnings } from './unfinished.ts';

/**
 * What is to be known of key, clock and other batches before these files are signed.
 * @param sources absolute paths
 * @throws AppError as chooseKey
 */
export async function preparationOf(
  { session, tokens }: { readonly session: Session; readonly tokens: Tokens },
  wish: KeyWish,
  sources: readonly string[],
): Promise<BatchPreparation> {
  const key = await chooseKey(wish, tokens);
  const now = session.clock.now();
  // How often the PIN is wanted the window says from `pinEntries`.
  const said = clockWarnings(now, await session.newestEntryTime());
  if (key.certificate !== undefined) {
    const circumstances = { now, trust: await loadTrust({}, session.home), chain: key.chain };
    said.push(...signingWarnings(key.certificate, circumstances));
  }
  said.push(...codeWarnings(key, sources.length), ...(await sharedFileWarnings(session, sources)));
  return { warnings: said, pinEntries: pinEntries(key, sources.length) };
}
