import { deserialize, serialize } from 'node:v8';

/** File descriptor of the line in a token host that is a child process of Node: after standard input, output and error. */
export const LINE = 3;

/** Bytes. Longest message: what lies on the fullest token, several times. */
const MOST_BYTES = 32 * 1024 * 1024;
const HEAD = 4;

/** What came over the line is no message. */
export class FrameError extends Error {}

/** A message as it goes over the line: its length in four bytes, little-endian, and the structured clone. To be overwritten when it was sent. */
export function frameOf(message: unknown): Buffer {
  const body = serialize(message);
  const frame = Buffer.alloc(HEAD + body.length);
  frame.writeUInt32LE(body.length);
  body.copy(frame, HEAD);
  body.fill(0);
  return frame;
}

/**
 * Cuts what arrives into messages. Node's own channel does the same, but what a module writes there by accident would end the process
 * that reads it.
 */
export class FrameReader {
  readonly #head = Buffer.alloc(HEAD);
  #headFilled = 0;
  #body: Buffer | undefined;
  #bodyFilled = 0;

  /**
   * @param bytes become ours and are overwritten: a PIN may be among them
   * @throws FrameError
   */
  *read(bytes: Uint8Array): Generator<unknown> {
    let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    while (rest.length > 0) {
      if (this.#body === undefined) {
        const taken = rest.copy(this.#head, this.#headFilled);
        this.#headFilled += taken;
        rest = cut(rest, taken);
        if (this.#headFilled < HEAD) return;
        const length = this.#head.readUInt32LE();
        if (length === 0 || length > MOST_BYTES) throw new FrameError();
        this.#body = Buffer.alloc(length);
        this.#bodyFilled = 0;
      }
      const taken = rest.copy(this.#body, this.#bodyFilled);
      this.#bodyFilled += taken;
      rest = cut(rest, taken);
      if (this.#bodyFilled < this.#body.length) return;
      const body = this.#body;
      this.#body = undefined;
      this.#headFilled = 0;
      yield messageOf(body);
    }
  }
}

function cut(bytes: Buffer, taken: number): Buffer {
  bytes.fill(0, 0, taken);
  return bytes.subarray(taken);
}

function messageOf(body: Buffer): unknown {
  try {
    return deserialize(body);
  } catch {
    throw new FrameError();
  }
}
