import { AppError } from '../../shared/contract/app-error.ts';
import type { TokenObject } from '../../shared/domain/token-object.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { KeyWish } from './keys.ts';
import { tokenObjects, withToken } from './manage-token.ts';

/**
 * What is seen of a token without its PIN, which nobody is asked for.
 * @throws AppError TOKEN_*, MODULE_*, CKR_*
 */
export async function publicObjects(tokens: Tokens, wish: KeyWish): Promise<TokenObject[]> {
  if (wish.kind !== 'pkcs11')
    throw new AppError(
      'TOKEN_NOT_FOUND',
      'This key is in a key store and not on a token: the store holds nothing else.',
    );
  const nobody = () => Promise.reject(new AppError('PIN_REQUIRED', 'No PIN is asked for to look at a token.'));
  return withToken(tokens, wish, { login: false, readPin: nobody, acceptLastTry: async () => false }, tokenObjects);
}
