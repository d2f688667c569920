import type { SignatureReport } from '../../../shared/domain/verification.ts';
import type { HashName } from '../../cms/algorithms.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../cms/attributes.ts';
import { readTime, sameBytes } from '../../cms/der.ts';
import { digestBytes } from '../../cms/digest.ts';
import { findSignerCertificate } from '../../cms/ess.ts';
import { isFormatError } from '../../cms/format-error.ts';
import {
  noSignerSentence,
  type ParsedSignedData,
  parseSignedData,
  type SignerInfo,
} from '../../cms/parsed-signed-data.ts';
import { contentHashOf, verifySignerInfo } from '../../cms/verify-signer-info.ts';
import { contentTimestampHashes } from '../../trust/content-timestamps.ts';
import { authorityFacts, judgeSigner, validateTimestamp } from '../../trust/judgement.ts';
import { qualificationOf } from '../../trust/qualification.ts';
import { emptyReport, isoTime, nameOf } from '../../trust/report.ts';
import { levelProblems } from '../../trust/rules.ts';
import { signatureTimestamps } from '../../trust/signature-timestamps.ts';
import { checkSigner, isFetched, type SignerFacts, type TrustContext } from '../../trust/signer-trust.ts';
import { outermost, Timeline } from '../../trust/timeline.ts';
import { conclude, type Problem } from '../../trust/verdict.ts';
import { earlier } from '../../trust/when.ts';
import { archiveTimestamps } from '../format/archive-timestamps.ts';
import type { SignedDataParts } from '../format/signed-data-parts.ts';
import { type ContentDigests, checkArchive, firstCovering, tokenEvidence, UNCOVERED } from './archive.ts';
import { cadesLevel } from './cades-level.ts';
import { evidenceOf, partsOf } from './carried-evidence.ts';
import { type EmbeddedEvidence, embeddedEvidence, embeddedHashes } from './embedded-evidence.ts';

/** What a verification rests on, besides what the signature holds. */
export type Given = Omit<TrustContext, 'provenAt'>;

/** Signers of one structure that are looked at: more than any has. */
const MOST_SIGNERS = 50;

/** The hashes by which the content of a detached signature is to be digested before it is verified. Malformed structures need none. */
export function neededHashes(cms: Uint8Array): HashName[] {
  try {
    const parsed = parseSignedData(cms);
    const hashes = parsed.signerInfos.slice(0, MOST_SIGNERS).flatMap((signer) => {
      const stamps = archiveTimestamps(signer).flatMap((stamp) => ('fault' in stamp ? [] : [stamp.hash]));
      const own = contentHashOf(signer);
      return [...(own === undefined ? [] : [own]), ...contentTimestampHashes(signer), ...stamps];
    });
    return [...new Set([...hashes, ...embeddedHashes(parsed)])];
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return [];
  }
}

/**
 * Verifies a detached CAdES signature (EN 319 102-1, 5.3 to 5.6; EN 319 122-1): form, digest, value, chain, revocation, timestamps of
 * the signature and of the archive. Several people may have signed beside one another: each signature is judged alone. A malformed
 * signature is a result, never an error.
 * @param digests of the content by `neededHashes(cms)`
 * @param name what the report calls the signature
 * @returns one report per signer, at least one
 */
export function verifyCades(cms: Uint8Array, digests: ContentDigests, given: Given, name: string): SignatureReport[] {
  try {
    const parsed = parseSignedData(cms);
    const count = parsed.signerInfos.length;
    if (count === 0 || count > MOST_SIGNERS) {
      const message = `The CMS structure must hold a signature, and holds ${count}.`;
      return [emptyReport(name, given.at, [{ subIndication: 'FORMAT_FAILURE', message }])];
    }
    const records = embeddedEvidence(parsed, digests, () => {
      const { crls, ocsps } = evidenceOf(partsOf(cms, 0));
      return {
        ...given,
        certificates: [...parsed.certificates, ...given.certificates],
        crls: [...given.crls, ...crls.map(({ item }) => item)],
        ocsps: [...given.ocsps, ...ocsps.map(({ item }) => item)],
        provenAt: () => given.at,
      };
    });
    const existsSince = earlier(given.existsSince, records.since);
    return parsed.signerInfos.map((signer, index) =>
      verifyOne(
        { parsed, signer, parts: partsOf(cms, index), records },
        digests,
        { ...given, existsSince },
        count === 1 ? name : `${name} (${index + 1})`,
      ),
    );
  } catch (error) {
    return [malformed(error, given, name)];
  }
}

/** One signature of a structure. */
interface OpenedSignature {
  readonly parsed: ParsedSignedData;
  readonly signer: SignerInfo;
  readonly parts: SignedDataParts | undefined;
  readonly records: EmbeddedEvidence;
}

function verifyOne(opened: OpenedSignature, digests: ContentDigests, given: Given, name: string): SignatureReport {
  try {
    return verify(opened, digests, given, name);
  } catch (error) {
    return malformed(error, given, name);
  }
}

function malformed(error: unknown, { at }: Given, name: string): SignatureReport {
  if (!isFormatError(error)) throw error;
  return emptyReport(name, at, [
    { subIndication: 'FORMAT_FAILURE', message: `The signature is malformed: ${error.message}` },
  ]);
}

function verify(
  { parsed, signer, parts, records }: OpenedSignature,
  digests: ContentDigests,
  given: Given,
  name: string,
): SignatureReport {
  const problem = (subIndication: Problem['subIndication'], message: string): Problem => ({ subIndication, message });
  const problems: Problem[] = [];
  if (parsed.eContent !== undefined) {
    problems.push(problem('FORMAT_FAILURE', 'The signature carries a content of its own beside the file.'));
  }
  const certificate = findSignerCertificate(signer, [...parsed.certificates, ...given.certificates]);
  if (certificate === undefined) {
    return emptyReport(name, given.at, [
      ...problems,
      problem('NO_SIGNING_CERTIFICATE_FOUND', noSignerSentence(parsed)),
    ]);
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
  const isIntact =
    result.digestMatches &&
    result.signatureValid &&
    problems.every(({ subIndication }) => subIndication !== 'FORMAT_FAILURE');
  const timeline = new Timeline(given.at);
  const evidence = evidenceOf(parts);
  const certificates = [...parsed.certificates, ...given.certificates];
  const archive =
    parts === undefined ? { stamps: [], remarks: [] } : checkArchive(parts, signer, digests, certificates);
  const checked = signatureTimestamps(signer, certificates);
  const ofTokens = tokenEvidence(archive.stamps, signer, checked);
  const context: TrustContext = {
    ...given,
    // Nothing is fetched for what is broken anyway.
    wanted: isIntact ? given.wanted : undefined,
    certificates,
    crls: [...given.crls, ...[...evidence.crls, ...ofTokens.flatMap(({ crls }) => crls)].map(({ item }) => item)],
    ocsps: [...given.ocsps, ...[...evidence.ocsps, ...ofTokens.flatMap(({ ocsps }) => ocsps)].map(({ item }) => item)],
    originOf: (sha256) => (carried.has(sha256) ? 'document' : (given.originOf?.(sha256) ?? 'given')),
    isFetched: (sha256) => isFetched(given.originOf?.(sha256)),
    provenAt: (sha256) => timeline.holding(positions.get(sha256) ?? Number.POSITIVE_INFINITY),
  };
  const positions = new Map<string, number>();
  const carried = new Set([...evidence.crls, ...evidence.ocsps].map(({ item }) => item.sha256));
  for (const { sha256, der } of parsed.certificates) {
    const first = archive.stamps.findIndex(({ certificates: covered }) => covered.some((one) => sameBytes(one, der)));
    positions.set(sha256, first < 0 ? UNCOVERED : first);
  }
  for (const { item, der } of [...evidence.crls, ...evidence.ocsps]) {
    const first = archive.stamps.findIndex(({ covered }) => covered.has(der));
    positions.set(item.sha256, first < 0 ? UNCOVERED : first);
  }
  for (const { certificates: ofAuthority, crls, ocsps, position } of ofTokens) {
    for (const { sha256 } of ofAuthority) {
      positions.set(sha256, Math.min(position, positions.get(sha256) ?? position));
    }
    for (const { item } of [...crls, ...ocsps]) {
      carried.add(item.sha256);
      positions.set(item.sha256, Math.min(position, positions.get(item.sha256) ?? position));
    }
  }
  timeline.weigh([
    ...outermost(given.existsSince),
    ...archive.stamps.map(({ checked }, position) => ({
      position,
      genTime: checked.token.genTime,
      isTrusted: (proven: Date) => checkSigner(authorityFacts(checked), context, proven).problems.length === 0,
    })),
  ]);
  const facts: SignerFacts = {
    kind: 'signature',
    certificate,
    carried: parsed.certificates,
    scheme: result.scheme,
    hashes: result.hash === null ? [] : [result.hash],
    reference: result.ess.hash,
    info: signer,
    contentDigest: (name) => digests.get(name),
  };
  const timestamps = checked.map((one) => ({
    checked: one,
    outer: timeline.holding('fault' in one ? UNCOVERED : firstCovering(archive.stamps, signer, one)),
  }));
  const ofArchive = archive.stamps.map(
    ({ checked: one }, position) =>
      validateTimestamp('archive-time-stamp', one, timeline.after(position), context).report,
  );
  const judgement = judgeSigner(facts, timeline.after(-1), timestamps, context);
  problems.push(...(judgement.trust?.problems ?? []));
  const claimed = signer.signedAttributes?.find((attribute) => attribute.oid === ATTRIBUTE.signingTime)?.values[0];
  const faults = [
    ...(claimed === undefined ? ['the signing-time attribute is missing'] : []),
    ...(parsed.certificates.includes(certificate) ? [] : ["the signer's certificate is not in the signature"]),
    ...(result.hash === 'md5' ? ['MD5 must not be used'] : []),
  ];
  const level =
    faults.length > 0 || result.ess.state !== 'matches'
      ? null
      : cadesLevel({ certificate, judgement, archive: archive.stamps, evidence, parsed, given });
  problems.push(...levelProblems(level, given.rules));
  const { indication, subIndication } = conclude(problems);
  const headline = subIndication === 'TRY_LATER' ? ['Intact; signer known; revocation not checked'] : [];
  const remarks = [...result.remarks, ...judgement.remarks, ...archive.remarks, ...records.remarks];
  if (faults.length > 0) remarks.push(`Not a CAdES baseline signature: ${faults.join('; ')}.`);
  return {
    ...emptyReport(name, judgement.proven, []),
    indication,
    subIndication,
    level: subIndication === 'FORMAT_FAILURE' ? null : level,
    signer: nameOf(certificate),
    signingTimeClaimed: claimed === undefined ? null : isoTime(readTime(claimed)),
    digestAlgorithm: result.digestAlgorithm,
    signatureAlgorithm: result.signatureAlgorithm,
    coversRevision: 1,
    changesAfter: 'none',
    ...qualificationOf(judgement, indication, context),
    chain: (judgement.trust?.path.chain ?? []).map(nameOf),
    revocation: judgement.trust?.path.revocation ?? 'not-checked',
    timestamps: [...judgement.validated.map(({ report }) => report), ...ofArchive, ...records.timestamps],
    evidence: [...judgement.evidence],
    warnings: [...headline, ...new Set(problems.map(({ message }) => message)), ...remarks],
  };
}

/** Digests for a signature over bytes in memory, as the manifest of a container. */
export function digestsOf(bytes: Uint8Array, hashes: readonly HashName[]): ContentDigests {
  return new Map(hashes.map((hash) => [hash, digestBytes(hash, bytes)]));
}
