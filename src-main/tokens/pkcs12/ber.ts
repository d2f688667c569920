import * as asn1js from 'asn1js';
import { AppError } from '../../../shared/contract/app-error.ts';

/**
 * One ASN.1 value. Key stores are read as BER: Windows, Java and NSS write indefinite lengths and octet strings in pieces.
 * Every accessor throws P12_UNREADABLE where the value is not of that shape.
 */
export class Ber {
  readonly #node: asn1js.AsnType;

  private constructor(node: asn1js.AsnType) {
    this.#node = node;
  }

  /** @throws AppError P12_UNREADABLE */
  static parse(bytes: Uint8Array): Ber {
    const { result, offset } = asn1js.fromBER(Uint8Array.from(bytes).buffer);
    if (offset === -1) throw unreadable();
    return new Ber(result as asn1js.AsnType);
  }

  /** Members of a SEQUENCE, a SET or an explicit tag. */
  get members(): readonly Ber[] {
    if (!(this.#node instanceof asn1js.Constructed)) throw unreadable();
    return this.#node.valueBlock.value.map((node) => new Ber(node as asn1js.AsnType));
  }

  /** The member at `index`. */
  at(index: number): Ber {
    const member = this.members[index];
    if (member === undefined) throw unreadable();
    return member;
  }

  get oid(): string {
    if (!(this.#node instanceof asn1js.ObjectIdentifier)) throw unreadable();
    return this.#node.valueBlock.toString();
  }

  get isInteger(): boolean {
    return this.#node instanceof asn1js.Integer;
  }

  /** A small INTEGER. */
  get integer(): number {
    if (!(this.#node instanceof asn1js.Integer)) throw unreadable();
    return this.#node.valueBlock.valueDec;
  }

  /** Content of an OCTET STRING, implicitly tagged or not, its pieces joined. */
  get octets(): Uint8Array {
    const node = this.#node;
    if (node.idBlock.isConstructed) {
      if (!(node instanceof asn1js.Constructed || node instanceof asn1js.OctetString)) throw unreadable();
      return Buffer.concat(node.valueBlock.value.map((piece) => new Ber(piece as asn1js.AsnType).octets));
    }
    if (!(node instanceof asn1js.OctetString || node instanceof asn1js.Primitive)) throw unreadable();
    return node.valueBlock.valueHexView;
  }

  /** Text of a BMPString, undefined for anything else. */
  get bmpText(): string | undefined {
    return this.#node instanceof asn1js.BmpString ? this.#node.getValue() : undefined;
  }

  /** The value as it was read, header included. */
  get encoded(): Uint8Array {
    return new Uint8Array(this.#node.valueBeforeDecodeView);
  }
}

export function unreadable(cause?: unknown): AppError {
  return new AppError(
    'P12_UNREADABLE',
    'The file is not a readable PKCS#12 key store; export the key again from where it came.',
    {},
    { cause },
  );
}

export function unsupported(what: string): AppError {
  return new AppError(
    'P12_UNSUPPORTED',
    `The key store uses ${what}, which is not supported; export the key again with AES-256.`,
    { what },
  );
}
