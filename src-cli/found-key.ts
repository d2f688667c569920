import { locateHome } from '../src-main/platform/home.ts';
import type { Tokens } from '../src-main/tokens/tokens.ts';
import type { KeyWish } from '../src-main/workflow/keys.ts';
import { KEY_HOMES, type KeyOptions, keyWish } from './key-options.ts';

/**
 * The key that the flags name. A token without its module is looked for in all modules of this machine; the one that shows it stays loaded
 * for who signs with it.
 * @param tokens whose module is going to sign
 * @throws AppError USAGE; TOKEN_NOT_FOUND, TOKEN_AMBIGUOUS, DRIVER_MISSING, CARD_NOT_READ
 */
export async function foundKey(options: KeyOptions, tokens: Tokens): Promise<KeyWish> {
  if (options.token === undefined || KEY_HOMES.some((home) => home !== 'token' && options[home] !== undefined)) {
    return keyWish(options);
  }
  const { moduleOfToken } = await import('../src-main/workflow/find-token.ts');
  const module = await moduleOfToken(locateHome(), tokens, options.token);
  // The others were asked where the token is, and nobody asks them any more.
  tokens.endUnneeded([module], 0);
  return keyWish({ ...options, module });
}
