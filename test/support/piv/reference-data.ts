import { answer, STATUS } from './apdu.ts';

/** PIN or PUK with its counter (NIST SP 800-73-4, part 2, 3.2). */
export class ReferenceData {
  /** Tries that are left; 0 is blocked. */
  left: number;
  #value: Buffer;
  readonly #tries: number;

  constructor(value: string, tries: number, left = tries) {
    this.#value = padded(value);
    this.#tries = tries;
    this.left = left;
  }

  /** How many were offered in its life, and how many of them wrong: a PIN that is typed once must be sent once. */
  tried = 0;
  wrong = 0;

  /** Compares and counts. @returns the answer of the card */
  check(offered: Uint8Array): Buffer {
    this.tried += 1;
    if (this.left === 0) return answer(STATUS.blocked);
    if (Buffer.compare(this.#value, Buffer.from(offered)) === 0) {
      this.left = this.#tries;
      return answer(STATUS.ok);
    }
    this.left -= 1;
    this.wrong += 1;
    return this.state();
  }

  /** 63 CX with the tries that are left, or blocked. */
  state(): Buffer {
    return answer(this.left === 0 ? STATUS.blocked : 0x63c0 | this.left);
  }

  /** Replaces the value and unblocks it. @param value 8 bytes, padded with FF */
  set(value: Uint8Array): void {
    this.#value = Buffer.from(value);
    this.left = this.#tries;
  }
}

/** Eight bytes, filled up with FF (SP 800-73-4, part 2, 2.4.3). */
function padded(value: string): Buffer {
  return Buffer.from(value, 'latin1').length > 8
    ? Buffer.alloc(8)
    : Buffer.concat([Buffer.from(value, 'latin1'), Buffer.alloc(8, 0xff)]).subarray(0, 8);
}
