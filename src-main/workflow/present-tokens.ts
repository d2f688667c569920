import { AppError } from '../../shared/contract/app-error.ts';
import { type TokenId, tokenId } from '../../shared/contract/ids.ts';
import type { PresentToken } from '../../shared/contract/object-calls.ts';
import { hashState } from '../pades/sign/sign-pdf.ts';
import { selectorText } from '../tokens/pkcs11-uri.ts';
import type { HeldToken } from './token-hold.ts';
import type { ListedModule, ListedToken } from './token-list.ts';
import type { TokenWish } from './token-pins.ts';

/** A token that is inserted: as the page sees it, and as it is asked for. */
export interface InsertedToken extends TokenWish, HeldToken {
  readonly view: PresentToken;
}

/** Tokens that are set up and can be read, whatever is on them; one that two modules show is there once. */
export function insertedTokens(modules: readonly ListedModule[]): InsertedToken[] {
  const found = modules.flatMap((module) =>
    module.tokens
      .filter(({ problem, label, serial }) => problem === null && label !== '' && serial !== '')
      .map((token) => inserted(module, token)),
  );
  const isSame = (one: InsertedToken, other: InsertedToken) =>
    one.label === other.label && one.view.detail === other.view.detail;
  return found.filter((token, index) => found.findIndex((other) => isSame(other, token)) === index);
}

/** @throws AppError TOKEN_NOT_FOUND where the token is no longer there */
export function insertedToken(tokens: readonly InsertedToken[], id: TokenId): InsertedToken {
  const token = tokens.find(({ view }) => view.id === id);
  if (token === undefined) {
    throw new AppError('TOKEN_NOT_FOUND', 'This token is no longer there. Insert it again.');
  }
  return token;
}

/** Where a key on a token is said to be, beside the token's name. */
export function tokenDetail({ model, serial }: Pick<ListedToken, 'model' | 'serial'>): string {
  return `${model}, serial ${serial}`;
}

/** Where the PIN of a token is typed. */
export function entryOf({ protectedPath }: Pick<ListedToken, 'protectedPath'>): 'here' | 'reader' {
  return protectedPath ? 'reader' : 'here';
}

function inserted({ path, tokens }: ListedModule, token: ListedToken): InsertedToken {
  const { label, serial, pin, keys, more } = token;
  const selector = selectorText(token, tokens);
  const digest = hashState('sha256').update(`${path}\0${selector}`).digest('hex');
  const id = tokenId.parse(`token-${digest.slice(0, 32)}`);
  const view = { id, label, detail: tokenDetail(token), pin, pinEntry: entryOf(token), keys: [...keys], more };
  return { module: path, token: selector, label, serial, view };
}
