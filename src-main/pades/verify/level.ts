import type { SignatureReport } from '../../../shared/domain/verification.ts';
import type { Certificate } from '../../cms/certificate.ts';
import type { Judgement } from '../../trust/judgement.ts';
import { anchorsNear } from '../../trust/listed-anchors.ts';
import { hasMaterial } from '../../trust/material.ts';
import type { PlacedEvidence } from './evidence.ts';
import { certificatesOf, type Given, type PlacedSignature } from './long-term.ts';

/**
 * The PAdES baseline level that the bytes hold for a signature that is B-B (EN 319 142-1, table 1). Whether authorities are trusted is no
 * part of it, nor is the verdict.
 * @param index of the signature among `signatures`
 */
export function baselineLevel(
  index: number,
  signatures: readonly PlacedSignature[],
  judgements: readonly Judgement[],
  store: PlacedEvidence,
  given: Pick<Given, 'anchors' | 'rules'>,
): NonNullable<SignatureReport['level']> {
  const signature = signatures[index];
  const revision = signature?.coversRevision;
  const signer = signature?.integrity.signer;
  if (revision === undefined || revision === null || signer === undefined) return 'B-B';
  const stamps = signatures
    .filter(({ kind, integrity }) => kind === 'timestamp' && integrity.intact)
    .flatMap(({ integrity, coversRevision }) =>
      coversRevision !== null && coversRevision > revision && integrity.signer !== undefined
        ? [{ position: coversRevision, authority: integrity.signer }]
        : [],
    )
    .sort((a, b) => a.position - b.position);
  const authorities = (judgements[index]?.timestamps ?? []).map(({ certificate }) => certificate);
  const [first] = stamps;
  if (authorities.length === 0 && first === undefined) return 'B-B';
  const file = certificatesOf(signatures, store);
  const anchors = anchorsNear(given, file);
  const holds = (certificate: Certificate, position: number) => {
    const early = ({ sha256 }: { readonly sha256: string }) =>
      (store.positions.get(sha256) ?? Number.POSITIVE_INFINITY) <= position;
    const material = { certificates: file, crls: store.crls.filter(early), ocsps: store.ocsps.filter(early) };
    return hasMaterial(certificate, material, anchors);
  };
  const complete = (position: number) => [signer, ...authorities].every((one) => holds(one, position));
  // A document timestamp that alone gives the time needs its own material, unless it is the one that archives.
  const archived = stamps.some(
    ({ position }) =>
      complete(position) &&
      (authorities.length > 0 ||
        first === undefined ||
        first.position === position ||
        holds(first.authority, position)),
  );
  if (archived) return 'B-LTA';
  const newest = Number.POSITIVE_INFINITY;
  return complete(newest) && (authorities.length > 0 || first === undefined || holds(first.authority, newest))
    ? 'B-LT'
    : 'B-T';
}
