import type { SignatureReport } from '../../../shared/domain/verification.ts';
import type { Certificate } from '../../cms/certificate.ts';
import type { ParsedSignedData } from '../../cms/parsed-signed-data.ts';
import type { Judgement } from '../../trust/judgement.ts';
import { anchorsNear } from '../../trust/listed-anchors.ts';
import { hasMaterial } from '../../trust/material.ts';
import type { IntactArchive } from './archive.ts';
import type { CarriedEvidence } from './carried-evidence.ts';

/** The CAdES baseline level that the bytes hold for a signature that is B-B (EN 319 122-1, table 1). Trust is no part of it. */
export function cadesLevel(signature: {
  readonly certificate: Certificate;
  readonly judgement: Judgement;
  readonly archive: readonly IntactArchive[];
  readonly evidence: CarriedEvidence;
  readonly parsed: ParsedSignedData;
  readonly given: Parameters<typeof anchorsNear>[0];
}): NonNullable<SignatureReport['level']> {
  const { certificate, judgement, archive, evidence, parsed, given } = signature;
  const authorities = judgement.timestamps.map((timestamp) => timestamp.certificate);
  if (authorities.length === 0) return 'B-B';
  const carried = judgement.timestamps.flatMap(({ token }) => token.signedData.certificates);
  const beside = [...parsed.certificates, ...carried];
  const anchors = anchorsNear(given, [certificate, ...beside]);
  const complete = (covers: (item: { readonly der: CarriedEvidence['crls'][number]['der'] }) => boolean) => {
    const material = {
      certificates: [...beside, ...anchors],
      crls: evidence.crls.filter(covers).map(({ item }) => item),
      ocsps: evidence.ocsps.filter(covers).map(({ item }) => item),
    };
    return [certificate, ...authorities].every((leaf) => hasMaterial(leaf, material, anchors));
  };
  if (archive.some(({ covered }) => complete(({ der }) => covered.has(der)))) return 'B-LTA';
  return complete(() => true) ? 'B-LT' : 'B-T';
}
