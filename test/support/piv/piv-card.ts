import { constants, type KeyObject, privateDecrypt } from 'node:crypto';
import { p256, p384 } from '@noble/curves/nist.js';
import { answer, type Command, readCommand, STATUS } from './apdu.ts';
import { ReferenceData } from './reference-data.ts';
import { children, tlv } from './tlv.ts';

/** Slots of a PIV card (NIST SP 800-73-4, part 1, table 4b): their key references and where their certificates lie. */
const SLOTS = {
  authentication: { key: 0x9a, object: 0x5fc105 },
  signature: { key: 0x9c, object: 0x5fc10a },
  cardAuthentication: { key: 0x9e, object: 0x5fc101 },
  keyManagement: { key: 0x9d, object: 0x5fc10b },
} as const;
export type PivSlot = keyof typeof SLOTS;

export interface PivKey {
  readonly slot: PivSlot;
  readonly key: KeyObject;
  /** DER; absent for a key without a certificate. */
  readonly certificate?: Uint8Array;
}

export interface PivCardOptions {
  readonly keys: readonly PivKey[];
  /** Six to eight digits. */
  readonly pin?: string;
  readonly puk?: string;
  readonly tries?: number;
  /** Tries of the PIN that are left at the beginning; 1: the last one, 0: locked. */
  readonly left?: number;
  /** 16 bytes: the card's identity, from which its serial number is made. */
  readonly guid?: Uint8Array;
}

const APPLICATION = Buffer.from('a000000308', 'hex');
const APPLICATION_VERSION = Buffer.from('000010000100', 'hex');
/** FASC-N of a card outside the government (agency 9999): its identity is the GUID then (SP 800-73-4, part 1, 3.1.2). */
const FASC_N = Buffer.from('d4e739da739ced39ce739d836858210842108421c84210c3eb', 'hex');
/** Bytes of a short answer; the rest is fetched with GET RESPONSE. */
const SHORT = 256;

/**
 * A PIV card (NIST SP 800-73-4, part 2) at the level of its commands: as much of it as signing software uses. The signature key asks
 * for the PIN before each use.
 */
export class PivCard {
  readonly pin: ReferenceData;
  readonly puk: ReferenceData;
  /** What the card was asked to do, by instruction, in order. */
  readonly asked: number[] = [];
  readonly #keys: readonly PivKey[];
  readonly #objects: ReadonlyMap<number, Buffer>;
  #selected = false;
  #verified = false;
  /** Set by a verification that nothing used yet: the signature key wants one for itself. */
  #fresh = false;
  #chain: Buffer = Buffer.alloc(0);
  #rest: Buffer = Buffer.alloc(0);

  constructor({ keys, pin = '123456', puk = '12345678', tries = 3, left, guid = Buffer.alloc(16, 7) }: PivCardOptions) {
    this.pin = new ReferenceData(pin, tries, left);
    this.puk = new ReferenceData(puk, tries);
    this.#keys = keys;
    this.#objects = objectsOf(keys, guid);
  }

  /** Power on or reset: nothing is selected, nobody is logged in. */
  reset(): void {
    this.#selected = false;
    this.#logOut();
    this.#chain = Buffer.alloc(0);
    this.#rest = Buffer.alloc(0);
  }

  /** Answers one command. */
  process(bytes: Uint8Array): Buffer {
    const command = readCommand(bytes);
    if (command === undefined) return answer(STATUS.wrongLength);
    this.asked.push(command.ins);
    if (command.ins === 0xc0) return this.#more(this.#rest);
    if ((command.cla & 0x10) !== 0) {
      this.#chain = Buffer.concat([this.#chain, command.data]);
      return answer(STATUS.ok);
    }
    const data = Buffer.concat([this.#chain, command.data]);
    this.#chain = Buffer.alloc(0);
    const full = this.#execute({ ...command, data });
    return this.#more(full.subarray(0, -2), full.readUInt16BE(full.length - 2));
  }

  /** What fits into one answer; the status tells how much is left. */
  #more(data: Buffer, status: number = STATUS.ok): Buffer {
    this.#rest = data.subarray(SHORT);
    if (this.#rest.length === 0) return answer(status, data);
    return answer(0x6100 | (this.#rest.length >= SHORT ? 0 : this.#rest.length), data.subarray(0, SHORT));
  }

  #execute(command: Command): Buffer {
    if (command.ins === 0xa4) return this.#select(command);
    if (!this.#selected) return answer(STATUS.notFound);
    switch (command.ins) {
      case 0xcb:
        return this.#getData(command);
      case 0x20:
        return this.#verify(command);
      case 0x24:
        return this.#change(command);
      case 0x2c:
        return this.#unblock(command);
      case 0x87:
        return this.#authenticate(command);
      default:
        return answer(STATUS.unknownInstruction);
    }
  }

  #select({ p1, data }: Command): Buffer {
    if (p1 !== 4 || data.length < 5 || Buffer.compare(APPLICATION, data.subarray(0, 5)) !== 0) {
      return answer(STATUS.notFound);
    }
    if (!this.#selected) this.#logOut();
    this.#selected = true;
    return answer(STATUS.ok, tlv(0x61, tlv(0x4f, APPLICATION_VERSION), tlv(0x79, tlv(0x4f, APPLICATION))));
  }

  #getData({ p1, p2, data }: Command): Buffer {
    const [list] = tryChildren(data);
    if (p1 !== 0x3f || p2 !== 0xff || list?.tag !== 0x5c) return answer(STATUS.wrongData);
    const tag = [...list.content].reduce((value, byte) => value * 256 + byte, 0);
    const object = this.#objects.get(tag);
    return object === undefined ? answer(STATUS.notFound) : answer(STATUS.ok, object);
  }

  #verify({ p1, p2, data }: Command): Buffer {
    if (p2 !== 0x80) return answer(STATUS.wrongReference);
    if (p1 === 0xff) {
      this.#logOut();
      return answer(STATUS.ok);
    }
    if (data.length === 0) return this.#verified ? answer(STATUS.ok) : this.pin.state();
    if (data.length !== 8) return answer(STATUS.wrongData);
    const result = this.pin.check(data);
    this.#verified = result.readUInt16BE(0) === STATUS.ok;
    this.#fresh = this.#verified;
    return result;
  }

  /** CHANGE REFERENCE DATA (3.2.2): the old value, then the new one. */
  #change({ p2, data }: Command): Buffer {
    const reference = p2 === 0x80 ? this.pin : p2 === 0x81 ? this.puk : undefined;
    if (reference === undefined) return answer(STATUS.wrongReference);
    if (data.length !== 16 || !isPin(data.subarray(8))) return answer(STATUS.wrongData);
    const result = reference.check(data.subarray(0, 8));
    if (result.readUInt16BE(0) === STATUS.ok) reference.set(data.subarray(8));
    return result;
  }

  /** RESET RETRY COUNTER (3.2.3): the PUK, then the new PIN. */
  #unblock({ p2, data }: Command): Buffer {
    if (p2 !== 0x80) return answer(STATUS.wrongReference);
    if (data.length !== 16 || !isPin(data.subarray(8))) return answer(STATUS.wrongData);
    const result = this.puk.check(data.subarray(0, 8));
    if (result.readUInt16BE(0) === STATUS.ok) this.pin.set(data.subarray(8));
    return result;
  }

  /** GENERAL AUTHENTICATE (3.2.4) with a challenge: the private operation of a key. */
  #authenticate({ p1, p2, data }: Command): Buffer {
    const slot = this.#keys.find((one) => SLOTS[one.slot].key === p2);
    const [template] = tryChildren(data);
    const challenge =
      template?.tag === 0x7c ? tryChildren(template.content).find(({ tag }) => tag === 0x81) : undefined;
    if (slot === undefined || challenge === undefined || p1 !== algorithmOf(slot.key)) return answer(STATUS.wrongData);
    const allowed = slot.slot === 'cardAuthentication' || (slot.slot === 'signature' ? this.#fresh : this.#verified);
    if (!allowed) return answer(STATUS.securityNotSatisfied);
    if (slot.slot === 'signature') this.#fresh = false;
    const signature = privateOperation(slot.key, challenge.content);
    return signature === undefined ? answer(STATUS.wrongData) : answer(STATUS.ok, tlv(0x7c, tlv(0x82, signature)));
  }

  #logOut(): void {
    this.#verified = false;
    this.#fresh = false;
  }
}

function objectsOf(keys: readonly PivKey[], guid: Uint8Array): Map<number, Buffer> {
  const empty = tlv(0xfe);
  const expiry = Buffer.from('20401231', 'latin1');
  const holder = tlv(0x53, tlv(0x30, FASC_N), tlv(0x34, guid), tlv(0x35, expiry), tlv(0x3e), empty);
  // Only the PIN of the application itself is asked for (part 1, 3.3.2).
  const discovery = tlv(0x7e, tlv(0x4f, APPLICATION, APPLICATION_VERSION), tlv(0x5f2f, Buffer.from([0x40, 0x00])));
  const objects = new Map([
    [0x5fc102, holder],
    [0x7e, discovery],
  ]);
  for (const { slot, certificate } of keys) {
    if (certificate === undefined) continue;
    objects.set(SLOTS[slot].object, tlv(0x53, tlv(0x70, certificate), tlv(0x71, Buffer.from([0])), empty));
  }
  return objects;
}

/** Algorithm references (NIST SP 800-78-4, table 6-2). */
function algorithmOf(key: KeyObject): number | undefined {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength === 2048) return 0x07;
  return namedCurve === 'prime256v1' ? 0x11 : namedCurve === 'secp384r1' ? 0x14 : undefined;
}

/** RSA: the block as it comes; ECDSA: over a digest that was made elsewhere, DER. Undefined where the length does not fit. */
function privateOperation(key: KeyObject, input: Uint8Array): Uint8Array | undefined {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) {
    if (input.length * 8 !== modulusLength) return undefined;
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, input);
  }
  const curve = namedCurve === 'prime256v1' ? p256 : p384;
  const secret = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
  return curve.sign(input, secret, { prehash: false, format: 'der' });
}

function tryChildren(bytes: Uint8Array): ReturnType<typeof children> {
  try {
    return children(bytes);
  } catch {
    return [];
  }
}

/** Six to eight digits, filled up with FF. */
function isPin(bytes: Uint8Array): boolean {
  return /^[0-9]{6,8}ÿ*$/.test(Buffer.from(bytes).toString('latin1'));
}
