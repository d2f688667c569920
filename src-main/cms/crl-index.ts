import { children, derAt, expectTag, Members, readDer, readSmallInteger, readTime, sameBytes, TAG } from './der.ts';
import { EXTENSION, type Extension, readExtensions } from './extensions.ts';
import { FormatError } from './format-error.ts';
import { nameKey, readGeneralName } from './name.ts';

/** One revoked certificate on a CRL (RFC 5280, 5.3). */
export interface RevokedEntry {
  readonly revocationDate: Date;
  /** CRLReason number; 0 (unspecified) where the entry gives none. 6 is certificateHold, 8 removeFromCRL. */
  readonly reason: number;
}

const UNDERSTOOD: ReadonlySet<string> = new Set([
  EXTENSION.reasonCode,
  EXTENSION.invalidityDate,
  EXTENSION.certificateIssuer,
]);

/**
 * Finds serial numbers among the encoded entries of a CRL. One pass checks the shape of every entry and notes its offset; lists
 * with hundreds of thousands of entries cost an open-addressed table of offsets, no objects.
 */
export class CrlIndex {
  readonly size: number;
  /** Critical entry extensions that are not understood. */
  readonly unknownCritical: readonly string[];
  /** Entries name who issued the certificates: only an indirect list may do so (RFC 5280, 5.3.3). */
  readonly namesIssuers: boolean;
  readonly #entries: Uint8Array;
  /** Offset + 1 of an entry at the slot of its serial's hash; 0 is empty. The length is a power of two, at most half full. */
  readonly #slots: Uint32Array;
  /** From which offset on entries are of which certificate issuers, in order: an entry without the extension goes with the one before. */
  readonly #issuers: { readonly from: number; readonly keys: readonly string[] }[];

  /**
   * @param entries content of revokedCertificates
   * @param issuer `nameKey` of who issued the list, and the certificates on it unless their entries say otherwise
   * @throws FormatError
   */
  constructor(entries: Uint8Array, issuer: string) {
    const offsets: number[] = [];
    const unknown = new Set<string>();
    this.#issuers = [{ from: 0, keys: [issuer] }];
    for (let offset = 0; offset < entries.length; ) {
      const entry = expectTag(derAt(entries, offset), TAG.sequence);
      offsets.push(offset);
      for (const { oid, critical, value } of entryExtensions(entry.content)) {
        if (critical && !UNDERSTOOD.has(oid)) unknown.add(oid);
        if (oid === EXTENSION.certificateIssuer) this.#issuers.push({ from: offset, keys: directoryNames(value) });
      }
      offset += entry.bytes.length;
    }
    this.size = offsets.length;
    this.unknownCritical = [...unknown];
    this.namesIssuers = this.#issuers.length > 1;
    this.#entries = entries;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * offsets.length + 2)));
    for (const offset of offsets) {
      const serial = serialAt(entries, offset);
      this.#slots[this.#slotOf(serial, (other) => this.#issuersAt(other) === this.#issuersAt(offset))] = offset + 1;
    }
  }

  /**
   * @param serial content octets of the INTEGER
   * @param issuer `nameKey` of the certificate's issuer
   */
  find(serial: Uint8Array, issuer: string): RevokedEntry | undefined {
    const slot = this.#slotOf(serial, (offset) => this.#issuersAt(offset).includes(issuer));
    const found = this.#slots[slot] ?? 0;
    if (found === 0) {
      return undefined;
    }
    const members = new Members(derAt(this.#entries, found - 1));
    members.take(TAG.integer);
    const revocationDate = readTime(members.take());
    const list = members.optional(TAG.sequence);
    members.end();
    const reason = list === undefined ? undefined : readExtensions(list).get(EXTENSION.reasonCode);
    return {
      revocationDate,
      reason: reason === undefined ? 0 : readSmallInteger(readDer(reason.value), TAG.enumerated),
    };
  }

  /** The `nameKey`s of whose certificate the entry at `offset` is. */
  #issuersAt(offset: number): readonly string[] {
    let [low, high] = [0, this.#issuers.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#issuers[middle]?.from ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return this.#issuers[low]?.keys ?? [];
  }

  /** The slot that holds this serial with an entry that fits, or the empty one where it would go. */
  #slotOf(serial: Uint8Array, fits: (offset: number) => boolean): number {
    const mask = this.#slots.length - 1;
    let slot = hash(serial) & mask;
    for (;;) {
      const found = this.#slots[slot] ?? 0;
      if (found === 0 || (sameBytes(serialAt(this.#entries, found - 1), serial) && fits(found - 1))) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }
}

function serialAt(entries: Uint8Array, offset: number): Uint8Array {
  return expectTag(derAt(derAt(entries, offset).content), TAG.integer).content;
}

function entryExtensions(entry: Uint8Array): Iterable<Extension> {
  const serial = expectTag(derAt(entry), TAG.integer);
  const date = derAt(entry, serial.bytes.length);
  if (date.tag !== TAG.utcTime && date.tag !== TAG.generalizedTime) {
    throw new FormatError('A CRL entry has no revocation date.');
  }
  const offset = serial.bytes.length + date.bytes.length;
  if (offset === entry.length) {
    return [];
  }
  const list = derAt(entry, offset);
  if (list.bytes.length + offset !== entry.length) {
    throw new FormatError('A CRL entry holds more than its type names.');
  }
  return readExtensions(list).values();
}

/** `nameKey`s of the directory names among GeneralNames. */
function directoryNames(value: Uint8Array): string[] {
  return children(readDer(value, TAG.sequence))
    .map(readGeneralName)
    .flatMap((name) => (name.kind === 'directory' ? [nameKey(name.value)] : []));
}

/** FNV-1a; serial numbers are issued by those who sign the list, so no more than speed is asked of it. */
function hash(bytes: Uint8Array): number {
  return bytes.reduce((sum, octet) => Math.imul(sum ^ octet, 0x01000193), 0x811c9dc5) >>> 0;
}
