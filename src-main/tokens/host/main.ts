import nodeModule from 'node:module';
import pkcs11js from 'pkcs11js';
import type { ModuleInfo } from '../token-info.ts';
import { InOrder } from './in-order.ts';
import { listTokens, takesNoPin, trimmed } from './listing.ts';
import { attempt, bufferOf, call, HostError, type NativeModule } from './native.ts';
import { createObject, destroyObject, generateKeyPair, listObjects } from './objects.ts';
import { endWithParent } from './parent-watch.ts';
import { PinDoor } from './pin-door.ts';
import { changePin, pinFacts, unblockPin } from './pins.ts';
import { parentPort } from './port.ts';
import { presentTokens } from './presence.ts';
import type { HostCalls, HostFailure, HostRequest } from './protocol.ts';
import { readCardReaders } from './readers.ts';
import { Sessions } from './sessions.ts';
import { untrustedOnWindows } from './windows-places.ts';

/**
 * The token host: one process, one PKCS#11 module, one call at a time in the order of arrival, but for signatures where the token allows
 * two at a time. It holds no state that its parent could not lose: when the module crashes or hangs, the parent ends this process and names the module.
 */
let module: NativeModule | undefined;
let door: PinDoor | undefined;
let sessions: Sessions | undefined;
/** For a module that sees new tokens only when it is initialised again. */
let lookAnew: (() => void) | undefined;

function serve(request: HostRequest): unknown {
  if (request.call === 'load') return load(request.args);
  if (request.call === 'readers') return readCardReaders(request.args);
  if (module === undefined || door === undefined || sessions === undefined) {
    throw new HostError({ kind: 'internal', reason: 'the module is not loaded' });
  }
  switch (request.call) {
    case 'list':
      lookAnew?.();
      return listTokens(module);
    case 'present': {
      lookAnew?.();
      const { tokens, slotIds } = presentTokens(module, request.args.known);
      sessions.endRemoved(slotIds);
      return tokens;
    }
    case 'login':
      return sessions.login(request.args);
    case 'sign':
      return sessions.sign(request.args);
    case 'logout':
      sessions.logout(request.args.session);
      return null;
    case 'pinFacts':
      return pinFacts(module, request.args);
    case 'changePin':
      return changePin(module, door, request.args);
    case 'unblockPin':
      return unblockPin(module, door, request.args);
    case 'open':
      return sessions.open(request.args);
    case 'objects':
      return listObjects(module, sessions.handleOf(request.args.session));
    case 'create':
      return createObject(module, sessions.handleOf(request.args.session), request.args.template);
    case 'generate':
      return generateKeyPair(module, sessions.handleOf(request.args.session), request.args);
    case 'destroy':
      destroyObject(module, sessions.handleOf(request.args.session), request.args.object);
      return null;
    case 'chooseKey':
      sessions.chooseKey(request.args.session, bufferOf(request.args.object));
      return null;
  }
}

function load({ module: path, parameters, ownWindow = false, rescan = false }: HostCalls['load']['args']): ModuleInfo {
  const fault = untrustedOnWindows(path);
  if (fault !== undefined) throw new HostError({ kind: 'open-place', reason: fault });
  const loaded = new pkcs11js.PKCS11();
  try {
    loaded.load(path);
  } catch (error) {
    throw new HostError({ kind: 'load', reason: error instanceof Error ? error.message : 'unknown' });
  }
  const takesThreads = initialize(loaded, parameters) && !ownWindow;
  if (ownWindow) takesNoPin(loaded);
  module = loaded;
  door = new PinDoor(loaded, path);
  const open = new Sessions(loaded, door, takesThreads);
  sessions = open;
  let isFresh = true;
  lookAnew = () => {
    const isTold = isFresh;
    isFresh = false;
    if (!rescan || isTold || open.slotsAtWork().size > 0) return;
    call('C_Finalize', () => loaded.C_Finalize());
    initialize(loaded, parameters);
  };
  const info = attempt(() => loaded.C_GetInfo());
  const version = info?.libraryVersion;
  return {
    manufacturer: trimmed(info?.manufacturerID),
    description: trimmed(info?.libraryDescription),
    version: version === undefined ? '' : `${version.major}.${version.minor}`,
  };
}

/**
 * With OS locking, and without where the module cannot: then it is called by one thread alone.
 * @param parameters for modules that want some (NSS); others are not told of them
 * @returns whether it takes calls of several threads
 */
function initialize(loaded: NativeModule, parameters: string | undefined): boolean {
  const reserved = parameters === undefined ? {} : { libraryParameters: parameters };
  try {
    call('C_Initialize', () => loaded.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK, ...reserved }));
    return true;
  } catch (error) {
    const value = error instanceof HostError && error.failure.kind === 'ckr' ? error.failure.value : undefined;
    if (value === pkcs11js.CKR_CRYPTOKI_ALREADY_INITIALIZED) return false;
    if (value !== pkcs11js.CKR_CANT_LOCK && value !== pkcs11js.CKR_ARGUMENTS_BAD) throw error;
    call('C_Initialize', () => loaded.C_Initialize(parameters === undefined ? undefined : { flags: 0, ...reserved }));
    return false;
  }
}

function failureOf(error: unknown): HostFailure {
  if (error instanceof HostError) return error.failure;
  return { kind: 'internal', reason: error instanceof Error ? error.message : 'unknown' };
}

const PINS: ReadonlySet<string> = new Set(['pin', 'newPin', 'code']);

/** The door overwrites what goes through it; what was refused before never came there. */
function forgetPins({ args }: Pick<HostRequest, 'args'>): void {
  for (const [name, value] of Object.entries(args)) {
    if (PINS.has(name) && value instanceof Uint8Array) value.fill(0);
  }
  // A private key that was written to the token.
  if ('template' in args) for (const { value } of args.template) if (value instanceof Uint8Array) value.fill(0);
}

/** Milliseconds between two looks at the memory: the system is asked for it, which takes longer than the rest of an answer. */
const LOOK = 20;
let looked = Number.NEGATIVE_INFINITY;
let bytes = 0;

/** Bytes that this process holds, or held a moment ago. */
function memory(): number {
  const now = performance.now();
  if (now - looked < LOOK) return bytes;
  looked = now;
  bytes = process.memoryUsage.rss();
  return bytes;
}

// Ctrl+C, and the end of a terminal, reach the whole group: the parent ends its work in order and closes the line, which ends this process.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
endWithParent(Number(process.argv[2] ?? process.ppid));
const port = parentPort();
// Where compiled code is kept (NODE_COMPILE_CACHE) that happens when a process ends of itself, which this one seldom does.
let keepCompiled = () => {
  keepCompiled = () => undefined;
  setImmediate(() => nodeModule.flushCompileCache?.());
};
const served = new InOrder({
  serve,
  besides: ({ call, args }) => {
    if (call !== 'sign' || args.pin === null) return undefined;
    const places = sessions?.placesOf(args.session);
    return places === undefined ? undefined : { lane: places, begin: () => places.sign(args) };
  },
  answer: ({ id, ...request }, result) => {
    if ('value' in result) port.post({ id, memory: memory(), ok: true, value: result.value });
    else port.post({ id, memory: memory(), ok: false, failure: failureOf(result.error) });
    forgetPins(request);
    keepCompiled();
  },
});
port.onRequest((request) => served.take(request));
