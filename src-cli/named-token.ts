import { locateHome } from '../src-main/platform/home.ts';
import type { Tokens } from '../src-main/tokens/tokens.ts';
import { moduleOfToken } from '../src-main/workflow/find-token.ts';
import { usage } from './arguments.ts';

/** Flags that name a token. */
export interface TokenFlags {
  readonly module?: string;
  readonly token?: string;
}

/**
 * The token that the flags name. Without its module it is looked for in all modules of this machine.
 * @throws AppError USAGE; TOKEN_NOT_FOUND, TOKEN_AMBIGUOUS, DRIVER_MISSING, CARD_NOT_READ
 */
export async function namedToken(
  tokens: Tokens,
  { module, token }: TokenFlags,
): Promise<{ module: string; token: string | undefined }> {
  if (module !== undefined) return { module, token };
  if (token === undefined) throw usage('Say which token: --token LABEL, or --module PATH where it shows only one.');
  return { module: await moduleOfToken(locateHome(), tokens, token), token };
}
