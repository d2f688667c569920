import { type BridgeTransport, buildBridge } from '../../../shared/contract/build-bridge.ts';
import { CALLS, EVENTS } from '../../../shared/contract/channels.ts';
import { LARGEST_UPLOAD, UPLOAD_PIECE } from './uploads.ts';

/** Name of the binding behind one call, as the page finds it before our script takes it away. */
export function bindingName(call: string): string {
  return `countersign:${call}`;
}

/** Name of the function by which main hands an event to the page. */
export const DELIVER = 'countersign:deliver';

interface ScriptFacts {
  readonly origin: string;
  readonly calls: readonly string[];
  readonly events: readonly string[];
  readonly prefix: string;
  readonly deliver: string;
  readonly largestUpload: number;
  readonly piece: number;
}

/** The script that runs before any of the page's own: it builds the same `window.bridge` as the preload does under Electron. */
export function pageScript(origin: string): string {
  const facts: ScriptFacts = {
    origin,
    calls: CALLS,
    events: EVENTS,
    prefix: bindingName(''),
    deliver: DELIVER,
    largestUpload: LARGEST_UPLOAD,
    piece: UPLOAD_PIECE,
  };
  return `(${install.toString()})(${JSON.stringify(facts)}, ${buildBridge.toString()});`;
}

/** Runs in the page: refers to nothing outside itself. */
function install(facts: ScriptFacts, build: typeof buildBridge): void {
  const world = globalThis as unknown as Record<string, unknown> & { location: { origin: string }; top: unknown };
  const raw = new Map<string, (input: unknown) => Promise<unknown>>();
  for (const name of facts.calls) {
    const binding = world[facts.prefix + name];
    delete world[facts.prefix + name];
    if (typeof binding === 'function') raw.set(name, (input) => binding(input) as Promise<unknown>);
  }
  if (world.location.origin !== facts.origin || world.top !== globalThis) return;

  const failure = (code: string, details?: object) => ({ ok: false, error: { code, ...(details ? { details } : {}) } });
  const call = async (name: string, input: unknown): Promise<unknown> => {
    try {
      return (await raw.get(name)?.(input)) ?? failure('BRIDGE_REFUSED');
    } catch {
      return failure('INTERNAL');
    }
  };

  const listeners = new Map<string, (value: unknown) => void>();
  Object.defineProperty(world, facts.deliver, {
    value: (name: string, value: unknown) => listeners.get(name)?.(value),
  });

  const upload = async (address: string, body: Blob | null): Promise<{ token?: string; error?: unknown }> => {
    const response = await fetch(address, { method: 'POST', body, headers: { 'x-countersign': 'upload' } });
    return (await response.json()) as { token?: string; error?: unknown };
  };
  const referenceOf: BridgeTransport['referenceOf'] = async (dropped) => {
    if (!(dropped instanceof File)) return { failure: failure('INPUT_INVALID') };
    if (dropped.size > facts.largestUpload) {
      const details = { size: dropped.size, limit: facts.largestUpload };
      return { failure: failure('FILE_TOO_LARGE_FOR_UPLOAD', details) };
    }
    try {
      const begun = await upload(`/upload?name=${encodeURIComponent(dropped.name)}&size=${dropped.size}`, null);
      if (begun.token === undefined) return { failure: { ok: false, error: begun.error } };
      for (let offset = 0; offset < dropped.size; offset += facts.piece) {
        const piece = dropped.slice(offset, Math.min(dropped.size, offset + facts.piece));
        const sent = await upload(`/upload?token=${begun.token}&offset=${offset}`, piece);
        if (sent.error !== undefined) return { failure: { ok: false, error: sent.error } };
      }
      return { reference: begun.token };
    } catch {
      return { failure: failure('INPUT_UNREADABLE') };
    }
  };

  const transport: BridgeTransport = {
    call,
    listen: (name, deliver) => listeners.set(name, deliver),
    referenceOf,
  };
  Object.defineProperty(world, 'bridge', { value: build(facts.calls, facts.events, transport), enumerable: true });
}
