import type { SignatureReport } from '../../../shared/domain/verification.ts';
import type { HashName } from '../../cms/algorithms.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../cms/attributes.ts';
import { readTime } from '../../cms/der.ts';
import { digestBytes } from '../../cms/digest.ts';
import { findSignerCertificate } from '../../cms/ess.ts';
import { isFormatError } from '../../cms/format-error.ts';
import { parseSignedData } from '../../cms/parsed-signed-data.ts';
import { contentHashOf, verifySignerInfo } from '../../cms/verify-signer-info.ts';
import { authorityFacts, judgeSigner } from '../../trust/judgement.ts';
import { signatureTimestamps } from '../../trust/signature-timestamps.ts';
import { checkSigner, type SignerFacts, type TrustContext } from '../../trust/signer-trust.ts';
import { Timeline } from '../../trust/timeline.ts';
import { conclude, type Problem } from '../../trust/verdict.ts';
import { archiveTimestamps } from '../format/archive-timestamps.ts';
import { type ContentDigests, checkArchive, firstCovering } from './archive.ts';
import { cadesLevel } from './cades-level.ts';
import { emptyReport, isoTime, nameOf } from './cades-report.ts';
import { evidenceOf, partsOf } from './carried-evidence.ts';

/** What a verification rests on, besides what the signature holds. */
export type Given = Omit<TrustContext, 'provenAt'>;

/** The hashes by which the content of a detached signature is to be digested before it is verified. Malformed structures need none. */
export function neededHashes(cms: Uint8Array): HashName[] {
  try {
    const [signer] = parseSignedData(cms).signerInfos;
    if (signer === undefined) return [];
    const stamps = archiveTimestamps(signer).flatMap((stamp) => ('fault' in stamp ? [] : [stamp.hash]));
    const own = contentHashOf(signer);
    return [...new Set([...(own === undefined ? [] : [own]), ...stamps])];
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return [];
  }
}

/**
 * Verifies a detached CAdES signature (EN 319 102-1, 5.3 to 5.6; EN 319 122-1): form, digest, value, chain, revocation, time-stamps of
 * the signature and of the archive. A malformed signature is a result, never an error.
 * @param digests of the content by `neededHashes(cms)`
 * @param name what the report calls the signature
 */
export function verifyCades(cms: Uint8Array, digests: ContentDigests, given: Given, name: string): SignatureReport {
  try {
    return verify(cms, digests, given, name);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    const problem: Problem = {
      subIndication: 'FORMAT_FAILURE',
      message: `The signature is malformed: ${error.message}`,
    };
    return emptyReport(name, given.at, [problem]);
  }
}

function verify(cms: Uint8Array, digests: ContentDigests, given: Given, name: string): SignatureReport {
  const parsed = parseSignedData(cms);
  const [signer, ...others] = parsed.signerInfos;
  const problem = (subIndication: Problem['subIndication'], message: string): Problem => ({ subIndication, message });
  if (signer === undefined || others.length > 0) {
    const message = `The CMS structure must hold one signature and holds ${parsed.signerInfos.length}.`;
    return emptyReport(name, given.at, [problem('FORMAT_FAILURE', message)]);
  }
  const problems: Problem[] = [];
  if (parsed.eContent !== undefined) {
    problems.push(problem('FORMAT_FAILURE', 'The signature carries a content of its own beside the file.'));
  }
  const certificate = findSignerCertificate(signer, [...parsed.certificates, ...given.certificates]);
  if (certificate === undefined) {
    const message = 'The certificate of the signer is neither in the signature nor among the certificates given.';
    return emptyReport(name, given.at, [...problems, problem('NO_SIGNING_CERTIFICATE_FOUND', message)]);
  }
  const hash = contentHashOf(signer);
  const digest = (hash === undefined ? undefined : digests.get(hash)) ?? new Uint8Array();
  const result = verifySignerInfo(parsed, signer, digest, certificate, CONTENT_TYPE.data);
  problems.push(...result.problems);
  if (result.ess.state === 'absent') {
    const message =
      'The signature does not say which certificate it was made with: the signing-certificate attribute is missing.';
    problems.push(problem('NO_SIGNING_CERTIFICATE_FOUND', message));
  }
  const parts = partsOf(cms);
  const timeline = new Timeline(given.at);
  const evidence = evidenceOf(parsed, parts);
  const context: TrustContext = {
    ...given,
    certificates: [...parsed.certificates, ...given.certificates],
    crls: [...given.crls, ...evidence.crls.map(({ item }) => item)],
    ocsps: [...given.ocsps, ...evidence.ocsps.map(({ item }) => item)],
    provenAt: (sha256) => timeline.holding(positions.get(sha256) ?? Number.POSITIVE_INFINITY),
  };
  const archive =
    parts === undefined ? { stamps: [], remarks: [] } : checkArchive(parts, signer, digests, context.certificates);
  const positions = new Map<string, number>();
  for (const { item, der } of [...evidence.crls, ...evidence.ocsps]) {
    const first = archive.stamps.findIndex(({ covered }) => covered.has(der));
    if (first >= 0) positions.set(item.sha256, first);
  }
  timeline.weigh(
    archive.stamps.map(({ checked }, position) => ({
      position,
      genTime: checked.token.genTime,
      isTrusted: (proven) => checkSigner(authorityFacts(checked), context, proven).problems.length === 0,
    })),
  );
  const facts: SignerFacts = {
    kind: 'signature',
    certificate,
    carried: parsed.certificates,
    scheme: result.scheme,
    hashes: result.hash === null ? [] : [result.hash],
  };
  const checked = signatureTimestamps(signer, context.certificates);
  const timestamps = checked.map((one) => ({
    checked: one,
    outer: timeline.holding('fault' in one ? Number.POSITIVE_INFINITY : firstCovering(archive.stamps, signer, one)),
  }));
  const judgement = judgeSigner(facts, timeline.after(-1), timestamps, context);
  problems.push(...(judgement.trust?.problems ?? []));
  const { indication, subIndication } = conclude(problems);
  const claimed = signer.signedAttributes?.find((attribute) => attribute.oid === ATTRIBUTE.signingTime)?.values[0];
  const faults = [
    ...(claimed === undefined ? ['the signing-time attribute is missing'] : []),
    ...(parsed.certificates.includes(certificate) ? [] : ["the signer's certificate is not in the signature"]),
    ...(result.hash === 'md5' ? ['MD5 must not be used'] : []),
  ];
  const headline = subIndication === 'TRY_LATER' ? ['Intact; signer known; revocation not checked'] : [];
  const remarks = [...result.remarks, ...judgement.remarks, ...archive.remarks];
  if (faults.length > 0) remarks.push(`Not a CAdES baseline signature: ${faults.join('; ')}.`);
  return {
    ...emptyReport(name, judgement.proven, []),
    indication,
    subIndication,
    level:
      faults.length > 0 || result.ess.state !== 'matches' || subIndication === 'FORMAT_FAILURE'
        ? null
        : cadesLevel({ certificate, judgement, archive: archive.stamps, evidence, parsed, anchors: given.anchors }),
    signer: nameOf(certificate),
    signingTimeClaimed: claimed === undefined ? null : isoTime(readTime(claimed)),
    digestAlgorithm: result.digestAlgorithm,
    signatureAlgorithm: result.signatureAlgorithm,
    coversRevision: 1,
    changesAfter: 'none',
    chain: (judgement.trust?.path.chain ?? []).map(nameOf),
    revocation: judgement.trust?.path.revocation ?? 'not-checked',
    warnings: [...headline, ...new Set(problems.map(({ message }) => message)), ...remarks],
  };
}

/** Digests for a signature over bytes in memory, as the manifest of a container. */
export function digestsOf(bytes: Uint8Array, hashes: readonly HashName[]): ContentDigests {
  return new Map(hashes.map((hash) => [hash, digestBytes(hash, bytes)]));
}
