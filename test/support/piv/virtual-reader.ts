import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { acknowledge } from './prompt-line.ts';

/** What lies in the reader: a card at the level of its commands. */
export interface Card {
  /** Answer to reset; that of a test card that is in no table where absent. */
  readonly atr?: Uint8Array;
  reset(): void;
  process(command: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** How a card may misbehave. Each is asked anew for every command. */
export interface Mischief {
  /** Milliseconds before the answer to this instruction. */
  readonly delay?: (ins: number) => number;
  /** An answer in place of the card's. */
  readonly answer?: (ins: number) => Uint8Array | undefined;
  /** True: the card is pulled out in the middle of this command, before its answer. */
  readonly pull?: (ins: number) => boolean;
  /** True: the card is pulled out in the middle of its answer. */
  readonly half?: (ins: number) => boolean;
}

/**
 * TS, T0, TD1, TD2, eight historical bytes, check byte (ISO/IEC 7816-3, 8.2): direct convention, T=0 and T=1.
 */
const ATR = (() => {
  const body = Buffer.from([0x88, 0x80, 0x01, ...Buffer.from('PIV-TEST', 'latin1')]);
  const check = body.reduce((sum, byte) => sum ^ byte, 0);
  return Buffer.concat([Buffer.from([0x3b]), body, Buffer.from([check])]);
})();

/** The daemon looks every 400 ms whether a card is there: one that is exchanged faster than that goes unnoticed, in real readers, too. */
const EXCHANGE_MS = 1_000;

const [POWER_OFF, POWER_ON, RESET, GET_ATR] = [0, 1, 2, 4];

/** How commands reach the card. */
export type Line = 'prompt' | 'slow';

/** A reader of the driver `vpcd`, seen from the card: a connection is a card that was inserted, its end one that was pulled out. */
export class VirtualReader {
  readonly #port: number;
  readonly #isPrompt: boolean;
  #socket: Socket | undefined;
  #removed = Number.NEGATIVE_INFINITY;
  mischief: Mischief = {};

  /**
   * @param port where the driver waits for a card
   * @param line `slow`: each command takes 40 ms more on its way, as at a reader of long ago
   */
  constructor(port: number, line: Line = 'prompt') {
    this.#port = port;
    this.#isPrompt = line === 'prompt';
  }

  /** Puts a card in; resolves when the reader has noticed it. @throws Error where no reader does within `patience` ms */
  async insert(card: Card, patience = 10_000): Promise<void> {
    if (this.#socket !== undefined) throw new Error('a card is in the reader already');
    await sleep(Math.max(0, this.#removed + EXCHANGE_MS - performance.now()));
    const end = performance.now() + patience;
    for (;;) {
      const socket = await tryConnect(this.#port);
      if (socket !== undefined) {
        this.#socket = socket;
        return new Promise((noticed) => this.#serve(socket, card, noticed));
      }
      if (performance.now() > end) throw new Error(`no virtual reader listens on port ${this.#port}`);
      await sleep(20);
    }
  }

  /** Pulls the card out. */
  remove(): void {
    if (this.#socket === undefined) return;
    this.#removed = performance.now();
    this.#socket.destroy();
    this.#socket = undefined;
  }

  #serve(socket: Socket, card: Card, noticed: () => void): void {
    let received = Buffer.alloc(0);
    let work = Promise.resolve();
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (this.#isPrompt) acknowledge(socket);
      received = Buffer.concat([received, bytes]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const message = received.subarray(2, 2 + received.readUInt16BE(0));
        received = received.subarray(2 + message.length);
        work = work.then(() => this.#take(socket, card, message, noticed));
      }
    });
  }

  async #take(socket: Socket, card: Card, message: Buffer, noticed: () => void): Promise<void> {
    if (message.length === 1) {
      const [control] = message;
      if (control === GET_ATR) write(socket, framed(card.atr ?? ATR));
      if (control === POWER_ON) noticed();
      if (control === POWER_OFF || control === POWER_ON || control === RESET) card.reset();
      return;
    }
    const ins = message[1] ?? 0;
    const { delay, answer, pull, half } = this.mischief;
    const wait = delay?.(ins) ?? 0;
    if (wait > 0) await sleep(wait);
    if (pull?.(ins) === true) {
      this.remove();
      return;
    }
    const reply = framed(answer?.(ins) ?? (await card.process(message)));
    if (half?.(ins) !== true) return write(socket, reply);
    socket.end(reply.subarray(0, Math.ceil(reply.length / 2)));
    this.#socket = undefined;
    this.#removed = performance.now();
  }
}

function framed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function write(socket: Socket, bytes: Uint8Array): void {
  if (!socket.destroyed) socket.write(bytes);
}

function tryConnect(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', () => resolve(undefined));
  });
}
