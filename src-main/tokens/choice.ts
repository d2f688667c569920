import { AppError } from '../../shared/contract/app-error.ts';
import { Certificate } from '../cms/certificate.ts';
import { nameKey } from '../cms/name.ts';
import { groupBy } from '../platform/group-by.ts';
import { matchesCertificate, matchesToken, type TokenSelector } from './pkcs11-uri.ts';
import { ckrError } from './token-errors.ts';
import type { TokenCertificate, TokenInfo } from './token-info.ts';

/** Which key is meant. Without `certificate` and `keyId` the token must leave no choice. */
export interface KeySelector {
  readonly token: TokenSelector;
  /** Hexadecimal SHA-256 of the certificate. */
  readonly certificate?: string | undefined;
  /** CKA_ID, hexadecimal. */
  readonly keyId?: string | undefined;
  /** When it is to sign: what is expired then, or not valid yet, is chosen only where nothing else is there. */
  readonly at?: Date | undefined;
}

/**
 * The one token that is named, wherever it is plugged in.
 * @throws AppError TOKEN_NOT_FOUND, TOKEN_NOT_INITIALIZED, TOKEN_AMBIGUOUS, CKR_* where the token that is named cannot be read
 */
export function chooseToken(tokens: readonly TokenInfo[], selector: TokenSelector, module: string): TokenInfo {
  const usable = tokens.filter((token) => token.initialized);
  const [token, ...others] = usable.filter((candidate) => matchesToken(selector, candidate));
  if (token === undefined) {
    const unread = tokens.find((candidate) => candidate.problem !== null && !candidate.initialized)?.problem;
    if (usable.length === 0 && unread) throw ckrError(unread.function, unread.value, { module });
    const bare = tokens.find((candidate) => !candidate.initialized && candidate.problem === null);
    if (usable.length === 0 && bare !== undefined) {
      throw new AppError('TOKEN_NOT_INITIALIZED', neverSetUp(bare.slotDescription), { slot: bare.slotDescription });
    }
    const there =
      usable.length === 0
        ? 'no token is inserted'
        : `${usable.length === 1 ? 'there is' : 'there are'} ${usable.map(tokenName).join(', ')}`;
    throw new AppError(
      'TOKEN_NOT_FOUND',
      `The token ${words(selector)} is not there (${there}); insert it or name another.`,
      {
        tokens: usable.length,
      },
    );
  }
  if (others.length > 0) {
    const named = [token, ...others];
    const serials = named.map((candidate) => candidate.serial).join(', ');
    const [, ...repeated] = named.filter((candidate) => candidate.serial === token.serial);
    const by = repeated.length === 0 ? 'serial:NUMBER' : 'a pkcs11: URI with token=LABEL or slot-id=NUMBER';
    throw new AppError(
      'TOKEN_AMBIGUOUS',
      `Several tokens are called ${words(selector)} (serials ${serials}); choose one by ${by}.`,
      { tokens: 1 + others.length },
    );
  }
  if (token.problem !== null) {
    throw ckrError(token.problem.function, token.problem.value, { module, token: token.label });
  }
  return token;
}

/**
 * The one certificate that is named, or the only one that can sign.
 * @throws AppError CERTIFICATE_NOT_FOUND, CERTIFICATE_AMBIGUOUS, KEY_MISSING
 */
export function chooseCertificate(token: TokenInfo, selector: KeySelector): TokenCertificate {
  const named = distinct(token.certificates).filter(
    (candidate) =>
      matchesCertificate(selector.token, candidate) &&
      (selector.certificate === undefined || candidate.sha256 === normalized(selector.certificate)) &&
      (selector.keyId === undefined || candidate.keyId === normalized(selector.keyId)),
  );
  const usable = named.filter((candidate) => candidate.privateKey !== 'no' && isForSigning(candidate.certificate));
  const valid = usable.filter(({ certificate }) => isValidAt(certificate, selector.at));
  const withKey = named.filter((candidate) => candidate.privateKey !== 'no');
  const choice = [valid, usable, withKey].find((some) => some.length > 0) ?? [];
  const [certificate, ...others] = choice.length > 0 ? choice : named;
  if (certificate === undefined) {
    throw new AppError(
      'CERTIFICATE_NOT_FOUND',
      `The token “${token.label}” holds no such certificate; choose one of the ${token.certificates.length} that it holds.`,
      { token: token.label, certificates: token.certificates.length },
    );
  }
  if (choice.length === 0) {
    throw new AppError(
      'KEY_MISSING',
      `The token “${token.label}” holds no private key for the certificate “${commonName(certificate)}”; choose another certificate.`,
      { token: token.label, certificate: certificate.sha256 },
    );
  }
  if (others.length > 0) {
    const list = choice.map((candidate) => `${commonName(candidate)}: ${candidate.sha256}`).join('; ');
    throw new AppError(
      'CERTIFICATE_AMBIGUOUS',
      `The token “${token.label}” holds ${choice.length} certificates that can sign; choose one by its SHA-256, on the command line with --cert (${list}).`,
      { token: token.label, certificates: choice.length },
    );
  }
  return certificate;
}

/** Of an empty token. @param slot its description */
export function neverSetUp(slot: string): string {
  return `The token in “${slot}” was never set up; set it up with the program of its vendor.`;
}

/** Certificates that a token may put above one: more than any chain has. */
const LONGEST_CHAIN = 16;

/** Those of `pool` that lead from the certificate upwards, by name. Nobody else's certificate goes into a signature. */
export function issuersOf(certificate: Uint8Array, pool: readonly Uint8Array[]): Uint8Array[] {
  return issuersIn(pool)(certificate);
}

/** The same for many certificates of one token, each of which is read once: there may be thousands. */
function issuersIn(pool: readonly Uint8Array[]): (certificate: Uint8Array) => Uint8Array[] {
  const all = pool.flatMap((der) => {
    const names = namesOf(der);
    return names === undefined ? [] : [{ der, ...names }];
  });
  const bySubject = groupBy(all, ({ subject }) => subject);
  return (certificate) => {
    const chain: (typeof all)[number][] = [];
    let issuer = namesOf(certificate)?.issuer;
    while (issuer !== undefined && chain.length < LONGEST_CHAIN) {
      const next = bySubject.get(issuer)?.find((one) => !chain.includes(one) && !sameBytes(one.der, certificate));
      if (next === undefined) break;
      chain.push(next);
      issuer = next.issuer;
    }
    return chain.map(({ der }) => der);
  };
}

/**
 * SHA-256 of the certificates that are there for the chain of another one alone: those of authorities that lead upwards from it, and those
 * whose key is elsewhere. One of an authority that stands by itself is somebody's, who may have put it there to sign with.
 */
export function forChainOnly(certificates: readonly TokenCertificate[]): ReadonlySet<string> {
  const pool = certificates.map(({ certificate }) => certificate);
  const names = new Map(certificates.map(({ certificate, sha256 }) => [certificate, sha256]));
  const issuers = issuersIn(pool);
  const above = new Set(pool.flatMap(issuers).map((issuer) => names.get(issuer)));
  const areOnly = certificates.filter(
    ({ certificate, privateKey, sha256 }) =>
      privateKey !== 'yes' &&
      readableCertificate(certificate)?.isCa === true &&
      (privateKey === 'no' || above.has(sha256)),
  );
  return new Set(areOnly.map(({ sha256 }) => sha256));
}

/** A certificate of a person: not a CA's, and its key usage, where it has one, has digitalSignature or nonRepudiation (RFC 5280, 4.2.1.3). */
function isForSigning(der: Uint8Array): boolean {
  const certificate = readableCertificate(der);
  if (certificate === undefined || certificate.isCa) return false;
  const { keyUsage } = certificate;
  return keyUsage === undefined || keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation');
}

function isValidAt(der: Uint8Array, at: Date | undefined): boolean {
  const certificate = readableCertificate(der);
  return at === undefined || (certificate !== undefined && certificate.notBefore <= at && at <= certificate.notAfter);
}

function namesOf(der: Uint8Array): { subject: string; issuer: string } | undefined {
  const certificate = readableCertificate(der);
  if (certificate === undefined) return undefined;
  return { subject: nameKey(certificate.subjectName), issuer: nameKey(certificate.issuerName) };
}

function commonName({ certificate, label }: TokenCertificate): string {
  return readableCertificate(certificate)?.commonName ?? label;
}

/** What was made of certificates: each is looked at several times, and a token may hold thousands. */
const read = new WeakMap<Uint8Array, Certificate | 'unreadable'>();

/** A token may hold anything: undefined for what is no certificate. */
export function readableCertificate(der: Uint8Array): Certificate | undefined {
  const known = read.get(der) ?? parsedOr(der, 'unreadable');
  read.set(der, known);
  return known === 'unreadable' ? undefined : known;
}

function parsedOr<T>(der: Uint8Array, otherwise: T): Certificate | T {
  try {
    return new Certificate(der);
  } catch {
    return otherwise;
  }
}

/** A certificate stored twice is one certificate, and a key beside either copy is its key. */
function distinct(certificates: readonly TokenCertificate[]): TokenCertificate[] {
  const order = ['no', 'unknown', 'yes'];
  const best = new Map<string, TokenCertificate>();
  for (const candidate of certificates) {
    const other = best.get(candidate.sha256);
    if (other === undefined || order.indexOf(candidate.privateKey) > order.indexOf(other.privateKey)) {
      best.set(candidate.sha256, candidate);
    }
  }
  return [...best.values()];
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function normalized(hex: string): string {
  return hex.replaceAll(':', '').toLowerCase();
}

function words(selector: TokenSelector): string {
  if ('label' in selector) return `“${selector.label}”`;
  return 'serial' in selector ? `with the serial ${selector.serial}` : selector.uri;
}

function tokenName({ label, serial }: TokenInfo): string {
  return `“${label}” (serial ${serial})`;
}
