import { createHash } from 'node:crypto';
import { AppError } from '../../shared/contract/app-error.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import type { Certificate } from './certificate.ts';
import { checkedOnce } from './check-memo.ts';
import { CrlIndex, type RevokedEntry } from './crl-index.ts';
import { type CrlScope, readCrlScope, WHOLE_SCOPE } from './crl-scope.ts';
import { contextTag, Members, readDer, readSignatureValue, readSmallInteger, readTime, sameBytes, TAG } from './der.ts';
import { publishedAt, readDistributionPoints } from './distribution-point.ts';
import { EXTENSION, type Extension, hint, readAuthorityKeyId, readExtensions } from './extensions.ts';
import { FormatError, isFormatError } from './format-error.ts';
import { type Name, nameKey, nameToString, readName } from './name.ts';
import { pemBlocks } from './pem.ts';
import type { SignatureCheck } from './verify-signature.ts';

/** A certificate revocation list (RFC 5280, 5). Entries stay encoded; looking one up builds an index once. */
export class Crl {
  readonly der: Uint8Array;
  readonly issuerName: Name;
  readonly thisUpdate: Date;
  /** Undefined where the list promises no successor. */
  readonly nextUpdate: Date | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  readonly scope: CrlScope;
  /** DER of the issuingDistributionPoint; undefined where there is none. Lists with equal ones have the same scope. */
  readonly scopeDer: Uint8Array | undefined;
  /** cRLNumber (RFC 5280, 5.2.3); undefined where the list has none. */
  readonly number: bigint | undefined;
  /** Of a delta list (RFC 5280, 5.2.4): number of the complete list that it goes on from; undefined for a complete list. */
  readonly baseNumber: bigint | undefined;
  /** Certificates that expired since then stay on the list (expiredCertsOnCRL, ISO/IEC 9594-8); undefined: it forgets them. */
  readonly expiredSince: Date | undefined;
  /** Critical extensions of the list or of any entry that are not understood: the list must not be used (RFC 5280, 5.2, 5.3). */
  readonly unknownCritical: readonly string[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** URLs of the delta lists that go on from it (freshestCRL, RFC 5280, 5.2.6) with http or https, in order. */
  readonly freshestUrls: readonly string[];
  readonly #tbs: Uint8Array;
  readonly #signature: Uint8Array | undefined;
  readonly #index: CrlIndex;
  #sha256: string | undefined;

  /** @throws FormatError */
  constructor(der: Uint8Array) {
    const outer = new Members(readDer(der));
    const tbs = outer.take(TAG.sequence);
    this.signatureAlgorithm = readAlgorithm(outer.take());
    this.#signature = readSignatureValue(outer.take());
    outer.end();
    this.der = der;
    this.#tbs = tbs.bytes;
    const members = new Members(tbs);
    const version = members.optional(TAG.integer);
    if (version !== undefined && readSmallInteger(version) !== 1) {
      throw new FormatError('A CRL has a version other than 1 and 2.');
    }
    if (!sameBytes(members.take(TAG.sequence).bytes, this.signatureAlgorithm.der)) {
      throw new FormatError('A CRL names two different signature algorithms.');
    }
    this.issuerName = readName(members.take());
    this.thisUpdate = readTime(members.take());
    const nextUpdate = members.optional(TAG.utcTime, TAG.generalizedTime);
    this.nextUpdate = nextUpdate === undefined ? undefined : readTime(nextUpdate);
    const entries = members.optional(TAG.sequence)?.content ?? new Uint8Array();
    this.#index = new CrlIndex(entries, nameKey(this.issuerName));
    const tagged = members.optional(contextTag(0));
    members.end();
    const extensions = tagged === undefined ? new Map() : readExtensions(new Members(tagged, tagged.tag).take());
    const keyId = extensions.get(EXTENSION.authorityKeyId);
    const scope = extensions.get(EXTENSION.issuingDistributionPoint);
    this.authorityKeyId = keyId === undefined ? undefined : readAuthorityKeyId(keyId.value);
    this.scope = scope === undefined ? WHOLE_SCOPE : readCrlScope(scope.value);
    this.scopeDer = scope?.value;
    this.number = readNumber(extensions.get(EXTENSION.crlNumber));
    this.baseNumber = readNumber(extensions.get(EXTENSION.deltaCrlIndicator));
    const expired = extensions.get(EXTENSION.expiredCertsOnCrl);
    this.expiredSince = expired === undefined ? undefined : readTime(readDer(expired.value));
    this.freshestUrls = publishedAt(hint(extensions.get(EXTENSION.freshestCrl)?.value, readDistributionPoints) ?? []);
    const unknown = [...extensions.values()].filter(({ oid, critical }) => critical && !UNDERSTOOD.has(oid));
    const misplaced = this.#index.namesIssuers && !this.scope.indirect ? [EXTENSION.certificateIssuer] : [];
    this.unknownCritical = [...unknown.map(({ oid }) => oid), ...this.#index.unknownCritical, ...misplaced];
  }

  /** Lower-case hexadecimal SHA-256 of the DER. */
  get sha256(): string {
    this.#sha256 ??= createHash('sha256').update(this.der).digest('hex');
    return this.#sha256;
  }

  /** RFC 4514 string. */
  get issuer(): string {
    return nameToString(this.issuerName);
  }

  /** Number of revoked certificates. */
  get size(): number {
    return this.#index.size;
  }

  get isDelta(): boolean {
    return this.baseNumber !== undefined;
  }

  /**
   * The entry for a serial number (content octets of the INTEGER); undefined where the list does not name it.
   * Of several entries the last one counts.
   * @param issuer of the certificate, where that may be another than the list's (indirect lists)
   */
  find(serial: Uint8Array, issuer: Name = this.issuerName): RevokedEntry | undefined {
    return this.#index.find(serial, nameKey(issuer));
  }

  /** Checks the signature with the key of `issuer`. Its name and its right to sign CRLs are the caller's matter. */
  verifyIssuedBy(issuer: Certificate): SignatureCheck {
    const check = () => issuer.check(this.signatureAlgorithm, this.#tbs, this.#signature);
    return checkedOnce(this.sha256, issuer.keyedAs, check);
  }
}

const UNDERSTOOD: ReadonlySet<string> = new Set([
  EXTENSION.authorityKeyId,
  EXTENSION.crlNumber,
  EXTENSION.issuingDistributionPoint,
  EXTENSION.deltaCrlIndicator,
  EXTENSION.expiredCertsOnCrl,
]);

/** A CRLNumber: not negative, up to 20 octets (RFC 5280, 5.2.3). @throws FormatError */
function readNumber(extension: Extension | undefined): bigint | undefined {
  if (extension === undefined) return undefined;
  const { content } = readDer(extension.value, TAG.integer);
  if (content.length === 0 || content.length > 21 || (content[0] ?? 0) >= 0x80) {
    throw new FormatError('The number of a CRL is negative or too large.');
  }
  return BigInt(`0x${Buffer.from(content).toString('hex')}`);
}

/**
 * CRLs out of a file's bytes: PEM (any number of X509 CRL blocks) or one DER CRL. Never empty.
 * @throws AppError CRL_UNREADABLE
 */
export function readCrls(bytes: Uint8Array): Crl[] {
  const blocks = pemBlocks(bytes, ['X509 CRL', 'CRL']);
  try {
    return (blocks.length > 0 ? blocks : [bytes]).map((der) => new Crl(der));
  } catch (error) {
    if (!isFormatError(error)) {
      throw error;
    }
    throw new AppError(
      'CRL_UNREADABLE',
      'The data is not a readable revocation list: give an X.509 CRL as PEM or DER.',
      { size: bytes.length, reason: error.message },
      { cause: error },
    );
  }
}
