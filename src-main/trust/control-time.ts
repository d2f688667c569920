import { knownScheme } from '../cms/algorithms.ts';
import type { Certificate } from '../cms/certificate.ts';
import { keyWeakness, schemeWeakness, type Weakness } from './algorithm-policy.ts';
import { revocationItem } from './evidence-item.ts';
import { limitOf } from './listed-anchors.ts';
import type { CertificateEvidence, PathResult } from './path-request.ts';
import type { ValidationRules } from './rules.ts';
import type { Problem } from './verdict.ts';
import { earlier, type When } from './when.ts';

/** What a past validation knows. */
export interface PastKnowledge extends Pick<When, 'knownAt' | 'provenAt' | 'algorithms'> {
  /** Earliest proved existence of the signature, and with it of the signer's certificate, whose digest is signed. */
  readonly proven: Date;
  readonly rules?: ValidationRules | undefined;
}

/** Later than anybody asks about. */
const END_OF_TIME = new Date(8.64e15);

/**
 * Control-time sliding (EN 319 102-1, 5.6.2.2): from the anchor down to the signer, a certificate and what says that it was good must
 * be proved to have existed while nothing above was yet revoked, out of date or weak; each of them moves the control time further back.
 * Data that are no longer fresh move it to the end of the time for which they count as fresh (5.2.5), and under
 * `revocationAfterSignature` to their own issue, as 5.6.2.2.4 has it.
 * @param path valid as of the proved time of the signature
 * @returns what lacks a proof; undefined where the signature is proved to be older than all that could have spoiled it
 */
export function slide(path: PathResult, knowledge: PastKnowledge): Problem | undefined {
  const { chain, evidence } = path;
  const { knownAt, proven, provenAt, rules } = knowledge;
  const anchor = chain.at(-1);
  const sunset = anchor === undefined ? undefined : limitOf(anchor.sha256, rules)?.until;
  let control = earlier(knownAt, before(sunset));
  for (let index = chain.length - 2; index >= 0; index -= 1) {
    const [certificate, issuer] = [chain[index], chain[index + 1]];
    if (certificate === undefined || issuer === undefined || control === undefined) continue;
    const existed =
      index === 0 ? (earlier(proven, provenAt(certificate.sha256)) ?? proven) : provenAt(certificate.sha256);
    if (existed > control) return missing(`the certificate of ${certificate.commonName}`, control);
    const status = evidence.find((one) => one.certificate.sha256 === certificate.sha256);
    const item = status === undefined ? undefined : revocationItem(status, issuer);
    if (item !== undefined && provenAt(item.sha256) > control) {
      return missing(`what says that the certificate of ${certificate.commonName} was not revoked`, control);
    }
    const fresh = rules?.revocationAfterSignature === true ? item?.thisUpdate : item?.freshUntil;
    if (status?.revokedFrom !== undefined) control = earlier(control, before(status.revokedFrom));
    else if (item !== undefined && item.freshUntil < control) control = earlier(control, fresh);
    control = earlier(control, before(endOfAlgorithms(certificate, issuer, status, knowledge)));
  }
  return control !== undefined && proven > control ? missing('the signature', control) : undefined;
}

/** First moment at which something that vouches for a certificate became too weak. */
function endOfAlgorithms(
  certificate: Certificate,
  issuer: Certificate,
  status: CertificateEvidence | undefined,
  { algorithms }: PastKnowledge,
): Date | undefined {
  const weaknesses: (Weakness | undefined)[] = [keyWeakness(issuer.spki, END_OF_TIME, algorithms)];
  for (const item of [certificate, status?.crl, status?.ocsp]) {
    const scheme = item === undefined ? undefined : knownScheme(item.signatureAlgorithm);
    if (scheme !== undefined) weaknesses.push(schemeWeakness(scheme, END_OF_TIME, algorithms));
  }
  return weaknesses.reduce<Date | undefined>((first, weakness) => earlier(first, weakness?.end), undefined);
}

/** The last moment before something ended. */
function before(end: Date | undefined): Date | undefined {
  return end === undefined ? undefined : new Date(end.getTime() - 1);
}

function missing(what: string, control: Date): Problem {
  const message = `Nothing proves that ${what} existed on ${control.toISOString()}, when it would still have counted.`;
  return { subIndication: 'NO_POE', message };
}
