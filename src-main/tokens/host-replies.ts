import { z } from 'zod';
import { cardReader } from '../../shared/domain/doctor.ts';
import type { HostCallName, HostCalls, HostFailure, HostReply } from './host/protocol.ts';

/*
 * The forms of what a token host answers. A module shares its process with the host and may write over its memory, or to the line itself:
 * what comes back is looked at before anything is made of it.
 */

const bytes = z.instanceof(Uint8Array);
const text = z.string();
const count = z.number();
const yesNo = z.enum(['yes', 'no', 'unknown']);
const pinState = z.enum(['ok', 'count-low', 'final-try', 'locked', 'to-be-changed', 'unknown']);
const session = z.object({ session: count });
const present = z.object({ slotId: count, slot: text, label: text, serial: text });
const hostObject = z.object({ handle: bytes, attributes: z.map(count, bytes) });
const pinFacts = z.object({
  user: pinState,
  officer: pinState,
  protectedPath: z.boolean(),
  loginRequired: z.boolean(),
  shortest: count.nullable(),
  longest: count.nullable(),
});
const token = z.object({
  slotId: count,
  slotDescription: text,
  slotManufacturer: text,
  label: text,
  serial: text,
  manufacturer: text,
  model: text,
  flags: count,
  initialized: z.boolean(),
  pinState,
  loginRequired: z.boolean(),
  protectedPath: z.boolean(),
  signMechanisms: z.array(count),
  certificates: z.array(
    z.object({
      certificate: bytes,
      sha256: text,
      keyId: text,
      label: text,
      privateKey: yesNo,
      pinPerSignature: yesNo,
    }),
  ),
  bareKeys: z.array(z.object({ keyId: text, label: text })),
  more: z.boolean(),
  problem: z.object({ code: text, function: text, value: count }).nullable(),
});

const RESULTS: { readonly [K in HostCallName]: z.ZodType<HostCalls[K]['result']> } = {
  load: z.object({ manufacturer: text, description: text, version: text }),
  readers: z.object({
    service: z.enum(['running', 'absent', 'unknown']),
    readers: z.array(cardReader),
    moves: z.map(text, count).optional(),
  }),
  list: z.array(token),
  present: z.array(present),
  login: session.extend({ pinPerSignature: z.boolean() }),
  sign: bytes,
  logout: z.null(),
  pinFacts,
  changePin: pinFacts,
  unblockPin: pinFacts,
  open: session,
  objects: z.object({ objects: z.array(hostObject), more: z.boolean() }),
  create: bytes,
  generate: z.object({ publicKey: hostObject, privateKey: hostObject }),
  destroy: z.null(),
  chooseKey: z.null(),
};

const nothing = z.object({});
const reason = z.object({ reason: text });
type More<K> = Omit<Extract<HostFailure, { kind: K }>, 'kind'>;

/** What comes with each kind of failure. */
const FAILURES: { readonly [K in HostFailure['kind']]: z.ZodType<More<K>> } = {
  ckr: z.object({ function: text, value: count }),
  load: reason,
  'open-place': reason,
  'token-changed': nothing,
  'last-try': nothing,
  'so-last-try': nothing,
  'so-locked': nothing,
  'not-locked': nothing,
  'new-pin': z.object({ fault: z.object({ kind: z.enum(['short', 'long']), limit: count }) }),
  'key-missing': nothing,
  'key-not-for-signing': nothing,
  nonsense: reason,
  internal: reason,
};
const failure = z.custom<HostFailure>((value) => {
  const kind = z.object({ kind: z.string() }).safeParse(value).data?.kind;
  const more = Object.entries(FAILURES).find(([name]) => name === kind)?.[1];
  return more?.safeParse(value).success === true;
});
const head = { id: count, memory: count };
const REPLIES = new Map(
  Object.entries(RESULTS).map(([call, value]) => [
    call,
    z.union([z.object({ ...head, ok: z.literal(true), value }), z.object({ ...head, ok: z.literal(false), failure })]),
  ]),
);

/** The answer to a call, or undefined for what is none. */
export function replyTo(call: HostCallName, message: unknown): HostReply | undefined {
  return REPLIES.get(call)?.safeParse(message).data;
}
