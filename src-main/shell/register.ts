import { CALLS, type CallName } from '../../shared/contract/channels.ts';
import { type BridgeResult, contract, type Output, type Parsed, type Reply } from '../../shared/contract/contract.ts';
import type { Log } from '../platform/log.ts';
import { plainValue } from './plain-value.ts';
import { type SafeError, safeError } from './safe-details.ts';
import { isOurPage, type SenderFacts } from './sender.ts';

/** What a handler knows of its call beside the input. */
export interface CallContext {
  /** Aborted when the window that asked is gone. */
  readonly signal: AbortSignal;
}

/** One handler per call of the contract; a missing one does not compile. */
export type Handlers = {
  readonly [K in CallName]: (input: Parsed<K>, context: CallContext) => Promise<Reply<K>>;
};

export interface Door {
  readonly handlers: Handlers;
  /** Origin of our own page in this shell. */
  readonly origin: string;
  readonly log: Log;
}

export type Dispatch = (
  name: string,
  sender: SenderFacts,
  rawInput: unknown,
  context: CallContext,
) => Promise<BridgeResult<unknown>>;

/**
 * The one door of the bridge. Order: sender, input, handler, output, result. Never rejects: only codes and safe details leave.
 */
export function createDispatch(door: Door): Dispatch {
  return async (name, sender, rawInput, context) => {
    try {
      if (!isOurPage(sender, door.origin)) {
        door.log.write('warn', 'bridge.refused', { call: name, sender });
        return refuse({ code: 'BRIDGE_REFUSED' });
      }
      if (!isCallName(name)) {
        door.log.write('warn', 'bridge.unknown-call', { call: String(name).slice(0, 100) });
        return refuse({ code: 'BRIDGE_REFUSED' });
      }
      return await run(door, name, rawInput, context);
    } catch (error) {
      door.log.write('error', 'bridge.failed', { call: name, error });
      return refuse({ code: 'INTERNAL' });
    } finally {
      wipeBytes(rawInput);
    }
  };
}

async function run<K extends CallName>(
  door: Door,
  name: K,
  rawInput: unknown,
  context: CallContext,
): Promise<BridgeResult<Output<K>>> {
  const definition = contract[name];
  const input = definition.input.safeParse(rawInput);
  if (!input.success) {
    const field = input.error.issues[0]?.path.join('.') ?? '';
    door.log.write('warn', 'bridge.bad-input', { call: name, field });
    return refuse({ code: 'INPUT_INVALID', details: { call: name, field } });
  }
  let reply: Reply<K>;
  try {
    reply = await door.handlers[name](input.data as Parsed<K>, context);
  } catch (error) {
    const safe = safeError(error);
    door.log.write(safe === undefined ? 'error' : 'info', 'bridge.call-failed', { call: name, error });
    return refuse(safe ?? { code: 'INTERNAL', details: { call: name } });
  }
  // SECURITY: a reply is parsed too, so that a handler cannot leak a field that the contract does not name.
  const output = definition.output.safeParse(reply);
  if (!output.success) {
    door.log.write('error', 'bridge.bad-output', {
      call: name,
      issues: output.error.issues.map((issue) => issue.path),
    });
    return refuse({ code: 'INTERNAL', details: { call: name } });
  }
  return { ok: true, value: plainValue(output.data as Output<K>) };
}

function isCallName(name: unknown): name is CallName {
  return (CALLS as readonly unknown[]).includes(name);
}

function refuse(error: SafeError): BridgeResult<never> {
  return { ok: false, error: plainValue(error) };
}

/**
 * Overwrites the byte arrays that came with the input: a PIN does not outlive its call.
 * The contract has bytes at the top level only; an input nested deeper than that was refused and is not walked.
 */
// SECURITY: a PIN crosses once, inward, as bytes that are wiped.
export function wipeBytes(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  for (const value of [input, ...Object.values(input)]) if (value instanceof Uint8Array) value.fill(0);
}
