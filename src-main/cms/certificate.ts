import { createHash, type KeyObject } from 'node:crypto';
import { AppError } from '../../shared/contract/app-error.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { knownScheme, type SignatureScheme } from './algorithms.ts';
import { checkedOnce } from './check-memo.ts';
import {
  contextTag,
  Members,
  onlyChild,
  readDer,
  readSignatureValue,
  readSmallInteger,
  readTime,
  sameBytes,
  TAG,
} from './der.ts';
import { type DistributionPoint, isHttp, publishedAt, readDistributionPoints } from './distribution-point.ts';
import {
  EXTENSION,
  type Extension,
  hint,
  type KeyUsage,
  readAuthorityInfoAccess,
  readAuthorityKeyId,
  readBasicConstraints,
  readExtendedKeyUsage,
  readExtensions,
  readKeyUsage,
} from './extensions.ts';
import { FormatError, isFormatError, placedIn } from './format-error.ts';
import { type Name, nameAttribute, nameToString, readName, sameName } from './name.ts';
import { type PublicKeyInfo, readPublicKeyInfo, toKeyObject, withDsaParameters } from './public-key.ts';
import { checkSignature, type SignatureCheck } from './verify-signature.ts';

/** An X.509 certificate (RFC 5280, 4.1). Immutable; `der` must not be written to. */
export class Certificate {
  readonly der: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Content octets of the serial number. */
  readonly serialBytes: Uint8Array;
  readonly subjectName: Name;
  readonly issuerName: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: PublicKeyInfo;
  readonly extensions: ReadonlyMap<string, Extension>;
  /** Undefined where the extension is absent: every usage is allowed. */
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  readonly isCa: boolean;
  /** pathLenConstraint of a CA; undefined for no limit. */
  readonly pathLen: number | undefined;
  /** OIDs; undefined where the extension is absent. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  readonly distributionPoints: readonly DistributionPoint[];
  /** URLs of authorityInfoAccess with http or https, in order: OCSP responders, and where the issuer's certificate lies. */
  readonly ocspUrls: readonly string[];
  readonly caIssuersUrls: readonly string[];
  readonly signatureAlgorithm: AlgorithmIdentifier;

  readonly #tbs: Uint8Array;
  readonly #signature: Uint8Array | undefined;
  #key: KeyObject | undefined;
  #sha256: string | undefined;

  /** Whose DSA parameters the key uses, where it has none of its own: only this certificate may follow in a path. */
  readonly inheritsFrom: Certificate | undefined;

  /**
   * @param inheritsFrom the issuer whose DSA parameters count for a key that has none (RFC 3279, 2.3.2)
   * @throws FormatError for bytes that are not exactly one certificate
   */
  constructor(der: Uint8Array, inheritsFrom?: Certificate) {
    const outer = new Members(readDer(der));
    const tbs = outer.take(TAG.sequence);
    this.signatureAlgorithm = readAlgorithm(outer.take());
    this.#signature = readSignatureValue(outer.take());
    outer.end();
    this.der = der;
    this.#tbs = tbs.bytes;

    const members = new Members(tbs);
    const version = members.optional(contextTag(0));
    this.version = version === undefined ? 1 : readSmallInteger(new Members(version, version.tag).take()) + 1;
    this.serialBytes = members.take(TAG.integer).content;
    if (!sameBytes(members.take(TAG.sequence).bytes, this.signatureAlgorithm.der)) {
      throw new FormatError('A certificate names two different signature algorithms.');
    }
    this.issuerName = readName(members.take());
    const validity = new Members(members.take());
    this.notBefore = readTime(validity.take());
    this.notAfter = readTime(validity.take());
    validity.end();
    this.subjectName = readName(members.take());
    const spki = readPublicKeyInfo(members.take());
    const inherited = inheritsFrom?.spki.dsa;
    this.spki = inherited === undefined ? spki : withDsaParameters(spki, inherited);
    this.inheritsFrom = inheritsFrom;
    members.optional(contextTag(1, false));
    members.optional(contextTag(2, false));
    const extensions = members.optional(contextTag(3));
    members.end();
    this.extensions = extensions === undefined ? new Map() : readExtensions(onlyChild(extensions));

    const value = (oid: string) => this.extensions.get(oid)?.value;
    const constraints = decode(value(EXTENSION.basicConstraints), readBasicConstraints);
    const access = hint(value(EXTENSION.authorityInfoAccess), readAuthorityInfoAccess);
    this.keyUsage = decode(value(EXTENSION.keyUsage), readKeyUsage);
    this.isCa = constraints?.isCa ?? false;
    this.pathLen = constraints?.pathLen;
    this.extendedKeyUsage = decode(value(EXTENSION.extendedKeyUsage), readExtendedKeyUsage);
    this.subjectKeyId = hint(value(EXTENSION.subjectKeyId), (bytes) => readDer(bytes, TAG.octetString).content);
    this.authorityKeyId = hint(value(EXTENSION.authorityKeyId), readAuthorityKeyId);
    this.distributionPoints = hint(value(EXTENSION.crlDistributionPoints), readDistributionPoints) ?? [];
    this.ocspUrls = (access?.ocsp ?? []).filter(isHttp);
    this.caIssuersUrls = (access?.caIssuers ?? []).filter(isHttp);
  }

  /** @throws AppError CERTIFICATE_UNREADABLE for bytes that are not exactly one DER certificate */
  static parse(der: Uint8Array): Certificate {
    return readable(() => new Certificate(der), der);
  }

  /** Lower-case hexadecimal SHA-256 of the DER. */
  get sha256(): string {
    this.#sha256 ??= createHash('sha256').update(this.der).digest('hex');
    return this.#sha256;
  }

  /** Names this certificate together with the key it checks signatures with. */
  get keyedAs(): string {
    return this.inheritsFrom === undefined ? this.sha256 : `${this.sha256} ${this.inheritsFrom.keyedAs}`;
  }

  /** This certificate with a DSA key that has the parameters of its issuer (RFC 3279, 2.3.2). */
  inheriting(issuer: Certificate): Certificate {
    return new Certificate(this.der, issuer);
  }

  /** RFC 4514 string. */
  get subject(): string {
    return nameToString(this.subjectName);
  }

  /** RFC 4514 string. */
  get issuer(): string {
    return nameToString(this.issuerName);
  }

  /** The name for people: common name, else pseudonym, else organisation, else the whole subject. */
  get commonName(): string {
    const types = ['2.5.4.3', '2.5.4.65', '2.5.4.10'];
    return (
      types.map((type) => nameAttribute(this.subjectName, type)).find((text) => text !== undefined) ?? this.subject
    );
  }

  /** Lower-case hexadecimal of the number, no separators. */
  get serial(): string {
    const hex = Buffer.from(this.serialBytes).toString('hex');
    return hex.length > 2 && hex.startsWith('00') ? hex.slice(2) : hex;
  }

  /** "RSA 2048", "ECDSA P-256", "Ed25519" */
  get keyName(): string {
    return this.spki.keyName;
  }

  /** @throws FormatError when the key is not one that node:crypto takes */
  get publicKey(): KeyObject {
    this.#key ??= toKeyObject(this.spki);
    return this.#key;
  }

  /** URLs of CRLs from the issuer itself with http or https, in order. */
  get crlUrls(): string[] {
    return publishedAt(this.distributionPoints);
  }

  /** URLs of delta lists (freshestCRL, RFC 5280, 4.2.1.15) with http or https, in order. */
  get freshestCrlUrls(): string[] {
    return publishedAt(hint(this.extensions.get(EXTENSION.freshestCrl)?.value, readDistributionPoints) ?? []);
  }

  /** The issuer vouches for this responder's certificate as long as it lives: its revocation is not asked for (RFC 6960, 4.2.2.2.1). */
  get hasOcspNoCheck(): boolean {
    return this.extensions.has(EXTENSION.ocspNoCheck);
  }

  get criticalExtensions(): string[] {
    return [...this.extensions.values()].filter((extension) => extension.critical).map((extension) => extension.oid);
  }

  /** Subject and issuer are the same name (RFC 5280, 3.2); says nothing about who signed. */
  get isSelfIssued(): boolean {
    return sameName(this.subjectName, this.issuerName);
  }

  get isSelfSigned(): boolean {
    return this.isSelfIssued && this.verifyIssuedBy(this) === 'valid';
  }

  /** Scheme of the issuer's signature; undefined outside the white list. */
  get signatureScheme(): SignatureScheme | undefined {
    return knownScheme(this.signatureAlgorithm);
  }

  /** Checks the issuer's signature with the key of `issuer`. Names, validity and usages are path validation's matter. */
  verifyIssuedBy(issuer: Certificate): SignatureCheck {
    const check = () => issuer.check(this.signatureAlgorithm, this.#tbs, this.#signature);
    return checkedOnce(this.sha256, issuer.keyedAs, check);
  }

  /** Checks a signature over `data` with this certificate's key. `undefined` is a value that no algorithm makes. */
  check(algorithm: AlgorithmIdentifier, data: Uint8Array, signature: Uint8Array | undefined): SignatureCheck {
    const scheme = knownScheme(algorithm);
    if (signature === undefined) return 'invalid';
    return scheme === undefined ? 'unsupported' : this.checkScheme(scheme, data, signature);
  }

  /** As `check`, for a scheme that is already read. */
  checkScheme(scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): SignatureCheck {
    return checkSignature(this.spki, () => this.publicKey, scheme, data, signature);
  }
}

function decode<T>(value: Uint8Array | undefined, read: (value: Uint8Array) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

/** Turns the parsers' FormatError into one for people. @throws AppError CERTIFICATE_UNREADABLE */
export function readable<T>(read: () => T, bytes: Uint8Array): T {
  try {
    return placedIn(bytes, read);
  } catch (error) {
    if (!isFormatError(error)) {
      throw error;
    }
    throw new AppError(
      'CERTIFICATE_UNREADABLE',
      'The data is not a readable certificate: give an X.509 certificate as PEM or DER, or a PKCS#7 bundle.',
      { size: bytes.length, reason: error.message },
      { cause: error },
    );
  }
}
