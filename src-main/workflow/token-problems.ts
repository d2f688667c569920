import path from 'node:path';
import { neverSetUp } from '../tokens/choice.ts';
import { slow } from '../tokens/token-errors.ts';
import type { ListedModule, ListedToken, ListedTokens } from './token-list.ts';

/** What stands in the way of a token, with the file of its module or the reader that it is in. */
export interface Problem {
  readonly module: string;
  readonly code: string;
  readonly message: string;
}

/** Why something that is inserted cannot be signed with: modules that fail, tokens that cannot be read or are empty, cards without a driver. */
export function tokenProblems({ modules, unread }: ListedTokens): Problem[] {
  const ofModules = modules.flatMap((module): Problem[] => {
    const name = path.basename(module.path);
    if (module.error !== null) return [{ module: name, code: module.error.code, message: module.error.message }];
    return module.tokens.flatMap((token) => unreadToken(name, token));
  });
  const ofCards = unread.map(({ code, message, details }) => ({ module: String(details.reader ?? ''), code, message }));
  return [...ofModules, ...ofCards, ...notSetUp(modules)];
}

/** @param file path of a module that takes long to answer */
export function slowModule(file: string): Problem {
  const { code, message } = slow(file);
  return { module: path.basename(file), code, message };
}

/** A token that is there and says nothing is told of: otherwise it would look as if nothing were inserted. */
function unreadToken(module: string, { label, slot, problem }: ListedToken): Problem[] {
  if (problem === null) return [];
  const code = problem.split(': ').at(-1) ?? problem;
  const message = `The token “${label || slot}” could not be read (${problem}). Remove it, insert it again and look anew.`;
  return [{ module, code, message }];
}

/** An empty token is told of where no other is there: some software tokens show an empty one beside those that are used. */
function notSetUp(modules: readonly ListedModule[]): Problem[] {
  const all = modules.flatMap(({ path: file, tokens }) => tokens.map((token) => ({ file, token })));
  if (all.some(({ token }) => token.initialized)) return [];
  return all
    .filter(({ token }) => token.problem === null)
    .map(({ file, token }) => ({
      module: path.basename(file),
      code: 'TOKEN_NOT_INITIALIZED',
      message: neverSetUp(token.slot),
    }));
}
