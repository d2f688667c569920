import { derAt, expectTag, Members, readDer, readSmallInteger, readTime, sameBytes, TAG } from './der.ts';
import { EXTENSION, readExtensions } from './extensions.ts';
import { FormatError } from './format-error.ts';

/** One revoked certificate on a CRL (RFC 5280, 5.3). */
export interface RevokedEntry {
  readonly revocationDate: Date;
  /** CRLReason number; 0 (unspecified) where the entry gives none. 6 is certificateHold, 8 removeFromCRL. */
  readonly reason: number;
}

const UNDERSTOOD: ReadonlySet<string> = new Set([EXTENSION.reasonCode, '2.5.29.24']);

/**
 * Finds serial numbers among the encoded entries of a CRL. One pass checks the shape of every entry and notes its offset; lists
 * with hundreds of thousands of entries cost an open-addressed table of offsets, no objects.
 */
export class CrlIndex {
  readonly size: number;
  /** Critical entry extensions that are not understood, certificateIssuer of indirect CRLs among them. */
  readonly unknownCritical: readonly string[];
  readonly #entries: Uint8Array;
  /** Offset + 1 of an entry at the slot of its serial's hash; 0 is empty. The length is a power of two, at most half full. */
  readonly #slots: Uint32Array;

  /** @param entries content of revokedCertificates. @throws FormatError */
  constructor(entries: Uint8Array) {
    const offsets: number[] = [];
    const unknown = new Set<string>();
    for (let offset = 0; offset < entries.length; ) {
      const entry = expectTag(derAt(entries, offset), TAG.sequence);
      offsets.push(offset);
      for (const oid of criticalExtensions(entry.content)) {
        unknown.add(oid);
      }
      offset += entry.bytes.length;
    }
    this.size = offsets.length;
    this.unknownCritical = [...unknown];
    this.#entries = entries;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * offsets.length + 2)));
    for (const offset of offsets) {
      this.#slots[this.#slotOf(serialAt(entries, offset))] = offset + 1;
    }
  }

  /** @param serial content octets of the INTEGER */
  find(serial: Uint8Array): RevokedEntry | undefined {
    const found = this.#slots[this.#slotOf(serial)] ?? 0;
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

  /** The slot that holds this serial, or the empty one where it would go. */
  #slotOf(serial: Uint8Array): number {
    const mask = this.#slots.length - 1;
    let slot = hash(serial) & mask;
    for (;;) {
      const found = this.#slots[slot] ?? 0;
      if (found === 0 || sameBytes(serialAt(this.#entries, found - 1), serial)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }
}

function serialAt(entries: Uint8Array, offset: number): Uint8Array {
  return expectTag(derAt(derAt(entries, offset).content), TAG.integer).content;
}

function criticalExtensions(entry: Uint8Array): string[] {
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
  return [...readExtensions(list).values()]
    .filter((extension) => extension.critical && !UNDERSTOOD.has(extension.oid))
    .map((extension) => extension.oid);
}

/** FNV-1a; serial numbers are issued by those who sign the list, so no more than speed is asked of it. */
function hash(bytes: Uint8Array): number {
  return bytes.reduce((sum, octet) => Math.imul(sum ^ octet, 0x01000193), 0x811c9dc5) >>> 0;
}
