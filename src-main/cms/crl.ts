import { createHash } from 'node:crypto';
import { AppError } from '../../shared/contract/app-error.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import type { Certificate } from './certificate.ts';
import { CrlIndex, type RevokedEntry } from './crl-index.ts';
import {
  contextTag,
  Members,
  readBitString,
  readBoolean,
  readDer,
  readSmallInteger,
  readTime,
  sameBytes,
  TAG,
} from './der.ts';
import { EXTENSION, readAuthorityKeyId, readDistributionPointName, readExtensions } from './extensions.ts';
import { FormatError, isFormatError } from './format-error.ts';
import { type GeneralName, type Name, nameToString, readName } from './name.ts';
import { pemBlocks } from './pem.ts';
import type { SignatureCheck } from './verify-signature.ts';

/** What an issuingDistributionPoint limits a CRL to (RFC 5280, 5.2.5). */
export interface CrlScope {
  readonly names: readonly GeneralName[];
  /** True where the point is named relative to the CRL issuer. */
  readonly relativeName: boolean;
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly onlySomeReasons: boolean;
  readonly indirect: boolean;
}

/** A certificate revocation list (RFC 5280, 5). Entries stay encoded; looking one up builds an index once. */
export class Crl {
  readonly der: Uint8Array;
  readonly issuerName: Name;
  readonly thisUpdate: Date;
  /** Undefined where the list promises no successor. */
  readonly nextUpdate: Date | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  /** Undefined: the list covers every certificate of its issuer. */
  readonly scope: CrlScope | undefined;
  readonly isDelta: boolean;
  /** Certificates that expired since then stay on the list (expiredCertsOnCRL, ISO/IEC 9594-8); undefined: it forgets them. */
  readonly expiredSince: Date | undefined;
  /** Critical extensions of the list or of any entry that are not understood: the list must not be used (RFC 5280, 5.2, 5.3). */
  readonly unknownCritical: readonly string[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly #tbs: Uint8Array;
  /** By SHA-256 of the issuer: large lists are digested once per issuer. */
  readonly #checks = new Map<string, SignatureCheck>();
  readonly #signature: Uint8Array;
  readonly #index: CrlIndex;
  #sha256: string | undefined;

  /** @throws FormatError */
  constructor(der: Uint8Array) {
    const outer = new Members(readDer(der));
    const tbs = outer.take(TAG.sequence);
    this.signatureAlgorithm = readAlgorithm(outer.take());
    this.#signature = readBitString(outer.take());
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
    this.#index = new CrlIndex(members.optional(TAG.sequence)?.content ?? new Uint8Array());
    const tagged = members.optional(contextTag(0));
    members.end();
    const extensions = tagged === undefined ? new Map() : readExtensions(new Members(tagged, tagged.tag).take());
    const keyId = extensions.get(EXTENSION.authorityKeyId);
    const scope = extensions.get(EXTENSION.issuingDistributionPoint);
    this.authorityKeyId = keyId === undefined ? undefined : readAuthorityKeyId(keyId.value);
    this.scope = scope === undefined ? undefined : readScope(scope.value);
    this.isDelta = extensions.has(EXTENSION.deltaCrlIndicator);
    const expired = extensions.get(EXTENSION.expiredCertsOnCrl);
    this.expiredSince = expired === undefined ? undefined : readTime(readDer(expired.value));
    const unknown = [...extensions.values()].filter(({ oid, critical }) => critical && !UNDERSTOOD.has(oid));
    this.unknownCritical = [...unknown.map(({ oid }) => oid), ...this.#index.unknownCritical];
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

  /**
   * The entry for a serial number (content octets of the INTEGER); undefined where the list does not name it.
   * Of several entries the last one counts.
   */
  find(serial: Uint8Array): RevokedEntry | undefined {
    return this.#index.find(serial);
  }

  /** Checks the signature with the key of `issuer`. Its name and its right to sign CRLs are the caller's matter. */
  verifyIssuedBy(issuer: Certificate): SignatureCheck {
    const known = this.#checks.get(issuer.sha256) ?? issuer.check(this.signatureAlgorithm, this.#tbs, this.#signature);
    this.#checks.set(issuer.sha256, known);
    return known;
  }
}

const UNDERSTOOD: ReadonlySet<string> = new Set([
  EXTENSION.authorityKeyId,
  EXTENSION.crlNumber,
  EXTENSION.issuingDistributionPoint,
  EXTENSION.deltaCrlIndicator,
  EXTENSION.expiredCertsOnCrl,
]);

function readScope(value: Uint8Array): CrlScope {
  const members = new Members(readDer(value));
  const flag = (number: number) => {
    const member = members.optional(contextTag(number, false));
    return member !== undefined && readBoolean(member, member.tag);
  };
  const point = members.optional(contextTag(0));
  const names = point === undefined ? [] : readDistributionPointName(point);
  const scope = {
    names,
    relativeName: point !== undefined && names.length === 0,
    onlyUserCertificates: flag(1),
    onlyCaCertificates: flag(2),
    onlySomeReasons: members.optional(contextTag(3, false)) !== undefined,
    indirect: flag(4),
    onlyAttributeCertificates: flag(5),
  };
  members.end();
  return scope;
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
