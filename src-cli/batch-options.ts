import { usage } from './arguments.ts';
import { KEY_HOMES, KEY_NAMES, KEY_SECRETS, KEY_SIGN_IN } from './key-options.ts';
import type { SignOptions } from './sign-options.ts';

/** What is said anew with each command: it is no choice about the signatures. */
const OF_THE_COMMAND = ['batch', 'resume', 'new', 'results', 'force', 'json', ...KEY_SECRETS, 'trust'] as const;
/** Which key: as it was, unless another way to it is named. */
const OF_THE_KEY = [...KEY_NAMES, 'passwordEnv', 'acceptRisk'] as const;
/** Has a value also where nobody gave one. */
const USUAL: Readonly<Record<string, unknown>> = { level: 'B-B', queue: true };

/** What a batch keeps of its flags, to be taken up again with. Flags hold no secret. */
export function keptChoices(options: SignOptions): Record<string, unknown> {
  const left: Record<string, unknown> = { ...options };
  for (const name of OF_THE_COMMAND) delete left[name];
  // The last try of a PIN is accepted each time anew.
  if (options.acceptRisk !== undefined) left.acceptRisk = options.acceptRisk.filter((risk) => risk !== 'last-try');
  return left;
}

/**
 * The flags of a batch that goes on: those it was begun with.
 * @param given may name the key anew and say what belongs to the command, and repeat the rest
 * @throws AppError USAGE where it says something else
 */
export function resumedOptions(kept: Readonly<Record<string, unknown>>, given: SignOptions): SignOptions {
  const own: Record<string, unknown> = { ...kept };
  const isAnotherKey = KEY_HOMES.some((home) => home !== 'token' && given[home] !== undefined);
  if (isAnotherKey) for (const name of KEY_NAMES) delete own[name];
  // An access token, in place of the browser that it was begun with.
  if (given.accessTokenEnv !== undefined) for (const name of KEY_SIGN_IN) delete own[name];
  for (const [name, value] of Object.entries(given)) {
    const isFree = [...OF_THE_COMMAND, ...OF_THE_KEY].some((free) => free === name);
    if (isFree) own[name] = value;
    else if (value !== undefined && value !== USUAL[name] && JSON.stringify(value) !== JSON.stringify(kept[name])) {
      throw usage(
        `This batch was begun with other choices than --${dashed(name)} says now. Leave it out, or begin anew without --resume.`,
      );
    }
  }
  return own as SignOptions;
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
