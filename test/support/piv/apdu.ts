/** Status words (ISO/IEC 7816-4, 5.6) that the emulated card answers with. */
export const STATUS = {
  ok: 0x9000,
  wrongLength: 0x6700,
  securityNotSatisfied: 0x6982,
  blocked: 0x6983,
  wrongData: 0x6a80,
  notSupported: 0x6a81,
  notFound: 0x6a82,
  wrongReference: 0x6a88,
  unknownInstruction: 0x6d00,
} as const;

/** A command to the card (ISO/IEC 7816-4, 5.2), its data put together where it came in a chain. */
export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
}

/** Reads short and extended commands; undefined where the lengths do not fit. */
export function readCommand(bytes: Uint8Array): Command | undefined {
  const [cla, ins, p1, p2, first, ...rest] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const header = { cla, ins, p1, p2 };
  if (first === undefined || rest.length === 0) return { ...header, data: new Uint8Array() };
  if (first === 0 && rest.length >= 2) {
    const length = (rest[0] ?? 0) * 256 + (rest[1] ?? 0);
    if (rest.length === 2) return { ...header, data: new Uint8Array() };
    if (rest.length !== 2 + length && rest.length !== 4 + length) return undefined;
    return { ...header, data: bytes.subarray(7, 7 + length) };
  }
  if (rest.length !== first && rest.length !== first + 1) return undefined;
  return { ...header, data: bytes.subarray(5, 5 + first) };
}

/** An answer with its status word. */
export function answer(status: number, data: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.concat([data, Buffer.from([status >> 8, status & 0xff])]);
}
