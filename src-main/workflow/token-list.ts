import type { AppError } from '../../shared/contract/app-error.ts';
import type { PinState } from '../../shared/contract/pin-calls.ts';
import type { CertificateFault, QualifiedFor } from '../../shared/domain/doctor.ts';
import type { Clock } from '../platform/clock.ts';
import type { Home } from '../platform/home.ts';
import { forChainOnly, readableCertificate } from '../tokens/choice.ts';
import type { BareKey, TokenCertificate, TokenInfo } from '../tokens/token-info.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { certificateFault, expiresIn, faultSentence, qualifiedFor } from './certificate-fitness.ts';
import { readModules, unreadCard } from './read-modules.ts';
import type { ReadModules } from './reading.ts';

/** A certificate on a token, as people choose among them. */
export interface ListedCertificate {
  readonly sha256: string;
  readonly keyId: string;
  readonly name: string;
  readonly subject: string;
  readonly issuer: string;
  /** "RSA 2048" … */
  readonly key: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly selfSigned: boolean;
  /** Whether it is marked as an authority's, which a person is told before it signs. */
  readonly authority: boolean;
  /** Whether the private key is there; `unknown` where the token shows it only after the login. */
  readonly privateKey: 'yes' | 'no' | 'unknown';
  readonly pinPerSignature: 'yes' | 'no' | 'unknown';
  readonly usable: boolean;
  /** Why it cannot sign, and that in words; null where it can. */
  readonly fault: CertificateFault | null;
  readonly reason: string | null;
  /** What it says that it is qualified for. */
  readonly qualified: QualifiedFor | null;
  /** Days until it ends, where that is announced. */
  readonly expiresIn: number | null;
}

export interface ListedToken {
  readonly label: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly slot: string;
  /** False for an empty token that was never set up. */
  readonly initialized: boolean;
  readonly pin: PinState;
  readonly protectedPath: boolean;
  readonly problem: string | null;
  readonly certificates: readonly ListedCertificate[];
  /** Keys without a certificate. */
  readonly keys: readonly BareKey[];
  /** True where it holds more objects of a kind than are read and listed. */
  readonly more: boolean;
}

export interface ListedModule {
  readonly path: string;
  readonly error: AppError | null;
  readonly tokens: readonly ListedToken[];
}

/** What is inserted, and what cannot be read of it. */
export interface ListedTokens {
  readonly modules: readonly ListedModule[];
  /** Cards in readers that no installed module reads, each with what to do. */
  readonly unread: readonly AppError[];
}

export interface TokenSource {
  readonly home: Home;
  readonly tokens: Tokens;
  readonly clock: Clock;
  /** Told of each module that takes long to answer. */
  readonly onSlow: (module: string) => void;
}

/**
 * What is inserted, through the modules that are needed for it and those that were added; or through one module.
 * A module that fails is listed with its error unless it is the only one asked for.
 * @throws AppError MODULE_*, CKR_* for `only`
 */
export async function listTokens({ home, tokens, clock, onSlow }: TokenSource, only?: string): Promise<ListedTokens> {
  if (only !== undefined) {
    const found = await tokens.listTokens(only);
    return { modules: [{ path: only, error: null, tokens: found.map((token) => listed(token, clock)) }], unread: [] };
  }
  return listedModules(await readModules(home, tokens, onSlow), clock);
}

/** What modules showed, as it is listed. */
export function listedModules(
  { modules, unread }: Pick<ReadModules, 'modules' | 'unread'>,
  clock: Clock,
): ListedTokens {
  return {
    modules: modules.map(({ path, error, tokens: found }) => ({
      path,
      error,
      tokens: found.map((token) => listed(token, clock)),
    })),
    unread: unread.map(unreadCard),
  };
}

function listed(token: TokenInfo, clock: Clock): ListedToken {
  const forChain = forChainOnly(token.certificates);
  const own = token.certificates.filter(({ sha256 }) => !forChain.has(sha256));
  return {
    label: token.label,
    serial: token.serial,
    manufacturer: token.manufacturer,
    model: token.model,
    slot: token.slotDescription,
    initialized: token.initialized,
    pin: token.initialized ? token.pinState : 'unknown',
    protectedPath: token.protectedPath,
    problem: token.problem === null ? null : `${token.problem.function}: ${token.problem.code}`,
    certificates: own.flatMap((item) => listedCertificate(item, clock) ?? []),
    keys: token.bareKeys,
    more: token.more,
  };
}

/** What cannot be parsed is not listed. */
export function listedCertificate(item: TokenCertificate, clock: Clock): ListedCertificate | undefined {
  const certificate = readableCertificate(item.certificate);
  if (certificate === undefined) return undefined;
  const now = clock.now();
  const fault = item.privateKey === 'no' ? 'key-missing' : certificateFault(certificate, now);
  return {
    sha256: item.sha256,
    keyId: item.keyId,
    name: certificate.commonName,
    subject: certificate.subject,
    issuer: certificate.issuer,
    key: certificate.keyName,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    selfSigned: certificate.isSelfSigned,
    authority: certificate.isCa,
    privateKey: item.privateKey,
    pinPerSignature: item.pinPerSignature,
    usable: fault === null,
    fault,
    reason: fault === null ? null : faultSentence(fault, certificate),
    qualified: qualifiedFor(certificate),
    expiresIn: expiresIn(certificate, now),
  };
}
