import { AppError, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { archiveTimestamps } from '../cades/format/archive-timestamps.ts';
import { withArchiveTimestamp, withMaterial, withSignatureTimestamp } from '../cades/sign/raise-cades.ts';
import { evidenceOf, partsOf } from '../cades/verify/carried-evidence.ts';
import type { Certificate } from '../cms/certificate.ts';
import { findSignerCertificate } from '../cms/ess.ts';
import { isFormatError } from '../cms/format-error.ts';
import { parseSignedData } from '../cms/parsed-signed-data.ts';
import { parseTimestampToken, type TimestampToken, timestampSigner } from '../cms/timestamp-token.ts';
import type { ValidationMaterial } from '../cms/validation-material.ts';
import { signatureTimestamps } from '../trust/signature-timestamps.ts';
import { together } from './level-evidence.ts';
import type { LevelServices } from './level-services.ts';
import { authorityOf, isAtLeast, isShortfall } from './raise-level.ts';

/** How far a CMS signature is to be taken. */
export interface CadesRaiseRequest {
  readonly level: SignatureLevel;
  /** SHA-256 of the signed content. */
  readonly contentDigest: Uint8Array;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/** How far it got: what the bytes hold, and why no more. */
export interface RaisedCms {
  readonly cms: Uint8Array;
  readonly reached: SignatureLevel;
  readonly problems: readonly Failure[];
}

/**
 * Takes a CAdES signature to a level (EN 319 122-1, 6.3): signature timestamp, validation material, archive timestamp. Asked for B-LTA
 * again, it renews. Where something cannot be had, the signature stays at the last level that is whole.
 * @throws AppError CANCELLED; CMS_UNREADABLE where nothing can be added to the structure
 */
export async function raiseCadesLevel(
  cms: Uint8Array,
  request: CadesRaiseRequest,
  services: LevelServices,
): Promise<RaisedCms> {
  let current = cms;
  let reached: SignatureLevel = 'B-B';
  try {
    if (isAtLeast(request.level, 'B-T')) {
      if (timesOf(current).stamps.length === 0) {
        current = await withSignatureTimestamp(current, authorityOf(services), request.signal);
      }
      reached = 'B-T';
    }
    if (isAtLeast(request.level, 'B-LT')) {
      current = withMaterial(current, await gather(current, request, services));
      reached = 'B-LT';
    }
    if (request.level === 'B-LTA') {
      current = await withArchiveTimestamp(current, request.contentDigest, authorityOf(services), request.signal);
      reached = 'B-LTA';
    }
    return { cms: current, reached, problems: [] };
  } catch (error) {
    if (isFormatError(error)) throw unextendable(error);
    if (!isAppError(error) || !isShortfall(error)) throw error;
    return { cms: current, reached, problems: [error] };
  }
}

/** The signer and the timestamps of a signature, innermost first. */
function timesOf(cms: Uint8Array) {
  const parsed = parseSignedData(cms);
  const [info] = parsed.signerInfos;
  if (info === undefined) return { parsed, signer: undefined, stamps: [], archive: [] };
  const stamps = signatureTimestamps(info, parsed.certificates).flatMap((one) => ('fault' in one ? [] : [one.token]));
  const archive = archiveTimestamps(info)
    .flatMap((one) => ('fault' in one ? [] : [parseTimestampToken(one.token)]))
    .sort((a, b) => a.genTime.getTime() - b.genTime.getTime());
  return { parsed, signer: findSignerCertificate(info, parsed.certificates), stamps, archive };
}

/** Material for the signer and for every authority, each asked about once, as of the time that what is around it proves. */
async function gather(
  cms: Uint8Array,
  { now, signal }: CadesRaiseRequest,
  services: LevelServices,
): Promise<ValidationMaterial> {
  const { parsed, signer, stamps, archive } = timesOf(cms);
  const evidence = evidenceOf(partsOf(cms, 0));
  const tokens = [...stamps, ...archive];
  let known: ValidationMaterial = {
    certificates: [parsed, ...tokens.map(({ signedData }) => signedData)].flatMap(({ certificates }) =>
      certificates.map(({ der }) => der),
    ),
    crls: evidence.crls.map(({ item }) => item.der),
    ocsps: evidence.ocsps.map(({ item }) => item.der),
  };
  const outer = archive[0]?.genTime ?? now;
  const times = stamps.map(({ genTime }) => genTime.getTime());
  const proven = new Date(Math.min(outer.getTime(), ...times));
  const authority = (token: TimestampToken, at: Date) => ({ certificate: timestampSigner(token), at });
  const leaves: { certificate: Certificate | undefined; at: Date }[] = [
    { certificate: signer, at: proven },
    ...stamps.map((token) => authority(token, outer)),
    ...archive.map((token, at) => authority(token, archive[at + 1]?.genTime ?? now)),
  ];
  let material: ValidationMaterial = { certificates: [], crls: [], ocsps: [] };
  for (const { certificate, at } of leaves) {
    if (certificate === undefined) throw withoutCertificate();
    const found = await services.findEvidence({ leaf: certificate, at, known, signal });
    const [missing] = found.missing;
    if (missing !== undefined) throw new AppError(missing.code, missing.message, missing.details);
    material = together(material, found.material);
    known = together(known, found.material);
  }
  return material;
}

function withoutCertificate(): AppError {
  return new AppError(
    'EVIDENCE_INCOMPLETE',
    'The certificate of the signer or of a timestamp authority is not in the signature, so nothing can be gathered about it. Ask for a signature that holds it.',
  );
}

function unextendable(error: Error): AppError {
  return new AppError(
    'CMS_UNREADABLE',
    `Nothing can be added to this signature (${error.message.replace(/\.$/, '')}). It was left as it is.`,
    {},
    { cause: error },
  );
}
