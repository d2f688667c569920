import type { TakenTrustedLists, TrustedScheme } from '../../shared/contract/verification-calls.ts';
import type { SchemeState, TakenLists } from './trusted-lists.ts';

/** The lists of a scheme as the window shows them. */
export function schemeView({ id, title, taken, lists }: SchemeState): TrustedScheme {
  return {
    id,
    title,
    taken,
    lists: lists.map(({ territory, issued, nextUpdate, stale, services }) => ({
      territory,
      issued,
      nextUpdate,
      stale,
      services,
    })),
  };
}

/** What an import or update did, as the window tells it. */
export function takenView({ state, taken, refused }: TakenLists): TakenTrustedLists {
  return {
    schemes: state.map(schemeView),
    taken: taken.length,
    refused: refused.map(({ list, failure: { code, details } }) => ({ list, problem: { code, details } })),
  };
}
