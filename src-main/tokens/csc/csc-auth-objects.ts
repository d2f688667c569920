import { z } from 'zod';
import { said } from './csc-request.ts';

const text = z.string().max(4096);

/** `auth.objects` of credentials/info (CSC API v2.0.0.2, 8.3). */
export const authObject = z.object({
  type: text.default('Password'),
  id: text,
  label: text.optional(),
  description: text.optional(),
  /** What makes the value anew each time, as `totp`. */
  generator: text.optional(),
});
type AuthObject = z.infer<typeof authObject>;

/** Something that the person proves who they are with, at each authorisation. */
export interface AuthSecret {
  readonly id: string;
  /** `code`: good once, made anew for each authorisation. */
  readonly kind: 'password' | 'code';
  /** In the service's words. */
  readonly label: string;
  /** Answers something that the service is asked for first (credentials/getChallenge, 11.8). */
  readonly isChallenged?: boolean;
}

/** What an authorisation takes. */
export interface AuthWish {
  /** What the person gives here. */
  readonly secrets: readonly AuthSecret[];
  /** Objects that are named alone: what they stand for reaches the service in another way, as from the person's telephone. */
  readonly elsewhere: readonly string[];
}

/** Alternatives of an expression that are looked at. */
const MOST_ALTERNATIVES = 64;
/** Brackets within each other that are followed. */
const DEEPEST = 32;
const CHALLENGED = /^ChallengeResponse$/i;
const ELSEWHERE = /OOB$/i;

/** Of what the service lets the person choose from, what asks least of them. @param expression `auth.expression` (11.5) */
export function authWish(objects: readonly AuthObject[], expression: string): AuthWish {
  const chosen = alternatives(objects, expression).sort((one, other) => cost(one) - cost(other))[0] ?? objects;
  const [elsewhere, here] = [chosen.filter(isElsewhere), chosen.filter((object) => !isElsewhere(object))];
  return { secrets: here.map(secretOf), elsewhere: elsewhere.map(({ id }) => id) };
}

function isElsewhere({ type }: AuthObject): boolean {
  return ELSEWHERE.test(type);
}

function secretOf({ type, id, label, description, generator }: AuthObject): AuthSecret {
  const isChallenged = CHALLENGED.test(type);
  const isCode = isChallenged || generator !== undefined || /otp|one.?time|sms/i.test(`${type} ${id}`);
  return {
    id,
    kind: isCode ? 'code' : 'password',
    label: said(label ?? description ?? (isCode ? 'One-time code' : 'PIN')),
    ...(isChallenged && { isChallenged }),
  };
}

/** A password is remembered, a code is looked up, and what is confirmed elsewhere wants another device at hand. */
function cost(objects: readonly AuthObject[]): number {
  return objects.reduce((sum, object) => {
    return sum + (isElsewhere(object) ? 20 : secretOf(object).kind === 'code' ? 10 : 1);
  }, 0);
}

/**
 * What would be enough: AND binds closer than OR and XOR; without an expression all objects are wanted, and with one that is not understood,
 * too.
 */
function alternatives(objects: readonly AuthObject[], expression: string): AuthObject[][] {
  let rest = expression.trim();
  const taken = (pattern: RegExp): boolean => {
    const [found] = pattern.exec(rest) ?? [];
    if (found === undefined) return false;
    rest = rest.slice(found.length).trimStart();
    return true;
  };
  // Ids may hold spaces: the longest that fits is meant.
  const longestFirst = [...objects].sort((one, other) => other.id.length - one.id.length);
  let depth = 0;
  const one = (): AuthObject[][] | undefined => {
    if (taken(/^\(/)) {
      depth += 1;
      const inner = depth > DEEPEST ? undefined : either();
      depth -= 1;
      return taken(/^\)/) ? inner : undefined;
    }
    const object = longestFirst.find(({ id }) => rest.startsWith(id));
    if (object === undefined) return undefined;
    rest = rest.slice(object.id.length).trimStart();
    return [[object]];
  };
  const all = (): AuthObject[][] | undefined => {
    let found = one();
    while (found !== undefined && taken(/^AND\b/)) {
      const more = one();
      found = more && found.flatMap((some) => more.map((others) => joined(some, others))).slice(0, MOST_ALTERNATIVES);
    }
    return found;
  };
  const either = (): AuthObject[][] | undefined => {
    let found = all();
    while (found !== undefined && taken(/^X?OR\b/)) {
      const more = all();
      found = more && [...found, ...more].slice(0, MOST_ALTERNATIVES);
    }
    return found;
  };
  const found = rest === '' ? undefined : either();
  return found === undefined || rest !== '' ? [[...objects]] : found;
}

/** What both want, each object once. */
function joined(some: readonly AuthObject[], others: readonly AuthObject[]): AuthObject[] {
  return [...new Set([...some, ...others])];
}
