import type { Home } from '../platform/home.ts';
import { chooseToken } from '../tokens/choice.ts';
import { matchesToken, tokenSelector } from '../tokens/pkcs11-uri.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { readModules, unreadCard } from './read-modules.ts';

/**
 * The path of the module through which a token is seen.
 * @param text label, `serial:TEXT` or `pkcs11:` URI
 * @throws AppError TOKEN_NOT_FOUND, TOKEN_AMBIGUOUS, USAGE; DRIVER_MISSING or CARD_NOT_READ where it may be on a card that nothing reads;
 * what a module failed with where no other shows any token
 */
export async function moduleOfToken(home: Home, tokens: Tokens, text: string): Promise<string> {
  const selector = tokenSelector(text);
  const { modules, unread } = await readModules(home, tokens);
  const all = modules.flatMap((module) => module.tokens.map((token) => ({ module: module.path, token })));
  const [only, ...others] = all.filter(({ token }) => token.initialized && matchesToken(selector, token));
  const [card] = unread;
  if (only === undefined && card !== undefined) throw unreadCard(card);
  const [failure] = modules.flatMap(({ error }) => error ?? []);
  // It would be no help to hear that no token is inserted.
  if (failure !== undefined && !all.some(({ token }) => token.initialized)) throw failure;
  if (only !== undefined && others.length === 0) return only.module;
  // Says which there are.
  const chosen = chooseToken(
    all.map(({ token }) => token),
    selector,
    '',
  );
  return all.find(({ token }) => token === chosen)?.module ?? '';
}
