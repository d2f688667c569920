import { createHash } from 'node:crypto';
import { Certificate } from '../cms/certificate.ts';
import { Crl } from '../cms/crl.ts';
import { isFormatError } from '../cms/format-error.ts';
import { OcspResponse } from '../cms/ocsp-response.ts';
import type { ValidationMaterial } from '../cms/validation-material.ts';

/** More of each than any document holds. */
const MOST_ITEMS = 5000;

interface Item {
  readonly der: Uint8Array;
}

/** Everything that was seen, each item once and read once: large lists keep the result of their signature check. */
export class EvidencePool {
  readonly #certificates = new Map<string, Certificate>();
  readonly #crls = new Map<string, Crl>();
  readonly #ocsps = new Map<string, OcspResponse>();
  /** Digests of items that a document holds. */
  readonly #known = new Set<string>();

  #bytes = 0;

  /** Octets of all items together. */
  get bytes(): number {
    return this.#bytes;
  }

  get certificates(): Certificate[] {
    return [...this.#certificates.values()];
  }

  /** The last that was added first: of two lists of one time the one that was fetched counts. */
  get crls(): Crl[] {
    return [...this.#crls.values()].reverse();
  }

  /** As the lists. */
  get ocsps(): OcspResponse[] {
    return [...this.#ocsps.values()].reverse();
  }

  /** True for revocation data that a document holds: its timestamps may prove it older. */
  wasKnown(sha256: string): boolean {
    return this.#known.has(sha256);
  }

  /** Takes what is at hand. What cannot be read is left out. */
  addKnown(material: ValidationMaterial): void {
    for (const der of material.certificates) this.#read(this.#certificates, der, (bytes) => new Certificate(bytes));
    for (const der of material.crls) this.#note(this.#read(this.#crls, der, (bytes) => new Crl(bytes)));
    for (const der of material.ocsps) this.#note(this.#read(this.#ocsps, der, (bytes) => new OcspResponse(bytes)));
  }

  addCertificates(certificates: readonly Certificate[]): void {
    for (const certificate of certificates) this.#put(this.#certificates, certificate.sha256, certificate);
  }

  addCrls(crls: readonly Crl[]): void {
    for (const crl of crls) this.#put(this.#crls, crl.sha256, crl);
  }

  addOcsps(responses: readonly OcspResponse[]): void {
    for (const response of responses) this.#put(this.#ocsps, digestOf(response.der), response);
  }

  #note(item: { readonly sha256: string } | undefined): void {
    if (item !== undefined) this.#known.add(item.sha256);
  }

  #read<T extends Item>(items: Map<string, T>, der: Uint8Array, read: (der: Uint8Array) => T): T | undefined {
    const key = digestOf(der);
    const there = items.get(key);
    if (there !== undefined) return there;
    try {
      const item = read(der);
      this.#put(items, key, item);
      return item;
    } catch (error) {
      if (!isFormatError(error)) throw error;
      return undefined;
    }
  }

  #put<T extends Item>(items: Map<string, T>, key: string, item: T): void {
    if (items.size >= MOST_ITEMS || items.has(key)) return;
    items.set(key, item);
    this.#bytes += item.der.length;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
