import { foreignFunctions } from './foreign.ts';

/** How PC/SC calls a reader: bytes, which need not be UTF-8, with a zero at their end; on Windows the text itself. */
type ReaderName = Uint8Array | string;

/** One reader at one moment: SCARD_STATE_* and the answer to reset. */
export interface ReaderState {
  /** To be asked by. */
  readonly key: ReaderName;
  /** To be shown. */
  readonly name: string;
  readonly flags: number;
  readonly atr: Uint8Array;
  /** How many cards were put in or pulled out until now, modulo 2 ** 16; undefined where the system does not count. */
  readonly moves: number | undefined;
}

/** SCARD_STATE_* (PC/SC part 5; winscard.h, pcsclite.h). */
export const STATE = { unknown: 0x4, unavailable: 0x8, present: 0x20, exclusive: 0x80, mute: 0x200 } as const;

/** What a call of PC/SC gave back other than success. */
export class PcscError extends Error {
  /** As an unsigned number: 0x8010001D … */
  readonly value: number;
  constructor(name: string, value: number) {
    super(`${name}: 0x${value.toString(16)}`);
    this.value = value;
  }
}

/** The library of PC/SC is not on this machine. */
export class NoPcscError extends Error {}

/** How the three systems differ: the width of DWORD, LONG and handles, how structures are packed, what the functions are called, and whether the upper half of a state counts. */
const SYSTEMS = {
  linux: {
    library: () => 'libpcsclite.so.1',
    word: 'unsigned long',
    handle: 'long',
    atr: 33,
    packed: false,
    wide: '',
    control: 'SCardControl',
    features: 0x42000000 + 3400,
    counts: true,
  },
  darwin: {
    library: () => '/System/Library/Frameworks/PCSC.framework/PCSC',
    word: 'uint32_t',
    handle: 'int32_t',
    atr: 33,
    packed: true,
    wide: '',
    control: 'SCardControl132',
    features: 0x42000000 + 3400,
    counts: false,
  },
  win32: {
    library: () => `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\winscard.dll`,
    word: 'uint32_t',
    handle: 'uintptr_t',
    atr: 36,
    packed: false,
    wide: 'W',
    control: 'SCardControl',
    features: (0x31 << 16) | (3400 << 2),
    counts: true,
  },
} as const;

/** SCARD_SCOPE_SYSTEM; SCARD_SHARE_DIRECT; SCARD_LEAVE_CARD. */
const [SCOPE_SYSTEM, SHARE_DIRECT, LEAVE_CARD] = [2, 3, 0];
const NO_READERS_AVAILABLE = 0x8010002e;
/** SCARD_E_INSUFFICIENT_BUFFER, SCARD_E_UNKNOWN_READER: a reader came or went between two calls. */
const OVERTAKEN: ReadonlySet<number> = new Set([0x80100008, 0x80100009]);
/** Times that readers are listed where they change meanwhile. */
const LISTINGS = 4;
/** Bytes. Longer than the features of any reader, six bytes each. */
const FEATURES_SPACE = 256;

/** PC/SC by its own functions: nothing that is asked here powers a card up or talks to it. */
export class Pcsc {
  readonly #system: (typeof SYSTEMS)[keyof typeof SYSTEMS];
  readonly #call: (name: string, ...args: unknown[]) => void;

  /** @throws NoPcscError; Error where foreign functions cannot be called at all */
  constructor() {
    const { platform } = process;
    if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32') throw new NoPcscError(platform);
    this.#system = SYSTEMS[platform];
    this.#call = functionsOf(platform);
  }

  /**
   * Does something within a context of its own, so that a service that was restarted is found again.
   * @throws PcscError
   */
  within<T>(work: (context: bigint | number) => T): T {
    const context: (bigint | number)[] = [0];
    this.#call('SCardEstablishContext', SCOPE_SYSTEM, null, null, context);
    const [opened = 0] = context;
    try {
      return work(opened);
    } finally {
      this.#call('SCardReleaseContext', opened);
    }
  }

  /** Readers that are there, each as it is at this moment. @throws PcscError */
  readers(context: bigint | number): ReaderState[] {
    for (let left = LISTINGS - 1; ; left -= 1) {
      try {
        return this.#states(context);
      } catch (error) {
        if (left === 0 || !(error instanceof PcscError) || !OVERTAKEN.has(error.value)) throw error;
      }
    }
  }

  #states(context: bigint | number): ReaderState[] {
    const names = this.#names(context);
    if (names.length === 0) return [];
    const states = names.map((szReader) => ({
      szReader,
      pvUserData: null,
      dwCurrentState: 0,
      dwEventState: 0,
      cbAtr: this.#system.atr,
      rgbAtr: new Uint8Array(this.#system.atr),
    }));
    this.#call(`SCardGetStatusChange${this.#system.wide}`, context, 0, states, states.length);
    return states.map(({ dwEventState, cbAtr, rgbAtr }, index) => ({
      ...nameOf(names[index] ?? ''),
      flags: Number(dwEventState) & 0xffff,
      moves: this.#system.counts ? (Number(dwEventState) >>> 16) & 0xffff : undefined,
      atr: rgbAtr.slice(0, Math.min(Number(cbAtr), this.#system.atr)),
    }));
  }

  /** What the reader can do (PC/SC part 10, 2.2: CM_IOCTL_GET_FEATURE_REQUEST): tags of its features. @throws PcscError */
  features(context: bigint | number, reader: ReaderName): number[] {
    const handle: (bigint | number)[] = [0];
    this.#call(`SCardConnect${this.#system.wide}`, context, reader, SHARE_DIRECT, 0, handle, [0]);
    const [opened = 0] = handle;
    try {
      const answer = Buffer.alloc(FEATURES_SPACE);
      const length = [0];
      this.#call(this.#system.control, opened, this.#system.features, null, 0, answer, answer.length, length);
      return tagsOf(answer.subarray(0, Number(length[0] ?? 0)));
    } finally {
      this.#call('SCardDisconnect', opened, LEAVE_CARD);
    }
  }

  #names(context: bigint | number): ReaderName[] {
    const { wide } = this.#system;
    const length = [0];
    try {
      this.#call(`SCardListReaders${wide}`, context, null, null, length);
      const list = Buffer.alloc(Number(length[0] ?? 0) * (wide === '' ? 1 : 2));
      this.#call(`SCardListReaders${wide}`, context, null, list, length);
      if (wide === '') return namesIn(list);
      return list
        .toString('utf16le')
        .split('\0')
        .filter((name) => name !== '');
    } catch (error) {
      if (error instanceof PcscError && error.value === NO_READERS_AVAILABLE) return [];
      throw error;
    }
  }
}

type Foreign = ReturnType<typeof foreignFunctions>;

/** Type of a parameter, or how it is passed. */
type Parameter = ReturnType<Foreign['out']> | ReturnType<Foreign['struct']> | string;

/** SCARD_READERSTATE as a system lays it out. @param system whose, not only this one’s */
export function readerStateType(koffi: Foreign, system: keyof typeof SYSTEMS): ReturnType<Foreign['struct']> {
  const { word, atr, packed, wide } = SYSTEMS[system];
  const members = {
    szReader: textOf(wide),
    pvUserData: 'void *',
    dwCurrentState: word,
    dwEventState: word,
    cbAtr: word,
    rgbAtr: koffi.array('uint8_t', atr, 'Typed'),
  };
  return packed ? koffi.pack(members) : koffi.struct(members);
}

function textOf(wide: string): string {
  return wide === '' ? 'uint8_t *' : 'str16';
}

/** The names of a list, each with its zero. A reader that could not be asked by its very name would hide all the others. */
function namesIn(list: Uint8Array): Uint8Array[] {
  const names: Uint8Array[] = [];
  for (let at = 0, end = list.indexOf(0); end >= at; at = end + 1, end = list.indexOf(0, at)) {
    if (end > at) names.push(list.slice(at, end + 1));
  }
  return names;
}

function nameOf(key: ReaderName): Pick<ReaderState, 'key' | 'name'> {
  return { key, name: typeof key === 'string' ? key : Buffer.from(key.subarray(0, -1)).toString('utf8') };
}

/** Declares the functions once; each call checks what comes back. */
function functionsOf(system: keyof typeof SYSTEMS) {
  const { library, word, handle, wide, control } = SYSTEMS[system];
  const koffi = foreignFunctions();
  const native = libraryOf(koffi, library());
  const text = textOf(wide);
  const state = readerStateType(koffi, system);
  const out = (type: string) => koffi.out(koffi.pointer(type));
  const result = word === 'unsigned long' ? 'long' : 'int32_t';
  const signatures: Readonly<Record<string, Parameter[]>> = {
    SCardEstablishContext: [word, 'void *', 'void *', out(handle)],
    SCardReleaseContext: [handle],
    [`SCardListReaders${wide}`]: [handle, 'void *', 'void *', koffi.inout(koffi.pointer(word))],
    [`SCardGetStatusChange${wide}`]: [handle, word, koffi.inout(koffi.pointer(state)), word],
    [`SCardConnect${wide}`]: [handle, text, word, word, out(handle), out(word)],
    [control]: [handle, word, 'void *', word, 'void *', word, out(word)],
    SCardDisconnect: [handle, word],
  };
  const functions = new Map(
    Object.entries(signatures).map(([name, parameters]) => [name, native.func(name, result, parameters)]),
  );
  return (name: string, ...args: unknown[]): void => {
    const value = Number(functions.get(name)?.(...args)) >>> 0;
    if (value !== 0) throw new PcscError(name, value);
  };
}

function libraryOf(koffi: Foreign, name: string) {
  try {
    return koffi.load(name);
  } catch {
    throw new NoPcscError(name);
  }
}

/** Tags of a list of TLV objects with lengths of one byte. */
function tagsOf(list: Uint8Array): number[] {
  const tags: number[] = [];
  for (let at = 0; at + 1 < list.length; at += 2 + (list[at + 1] ?? 0)) tags.push(list[at] ?? 0);
  return tags;
}
