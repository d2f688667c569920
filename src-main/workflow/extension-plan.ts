import type { MissingPart, SignatureStanding } from '../../shared/contract/level-outcome.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import type { SignatureReport } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';
import { timestampSigner } from '../cms/timestamp-token.ts';
import { provenTime, type Standing, standings } from '../pades/verify/standing.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { validatePath } from '../trust/path.ts';
import { EvidencePool } from './evidence-pool.ts';
import { knownMaterial } from './level-evidence.ts';
import type { TrustMaterial } from './trust-store.ts';

/** What comes after each level; the last is renewed. */
const NEXT: Readonly<Record<SignatureLevel, SignatureLevel>> = {
  'B-B': 'B-T',
  'B-T': 'B-LT',
  'B-LT': 'B-LTA',
  'B-LTA': 'B-LTA',
};

/**
 * The same for signatures that are in no PDF: what they lack is found out when it is fetched, so it is named without whom it concerns.
 * What cannot be read cannot be raised.
 */
export function planFileExtension(reports: readonly SignatureReport[]): SignatureStanding[] {
  return reports.map(({ field, signer, level }) => {
    const next = signer === null ? null : NEXT[level ?? 'B-B'];
    const part = level === 'B-LTA' ? 'renewal' : LACKING[next ?? 'B-B'];
    const missing = next === null || part === null ? [] : [{ part, about: null }];
    return { field, signer: signer?.subject ?? null, level, next, missing };
  });
}

/** What takes a signature to each level. */
const LACKING: Readonly<Record<SignatureLevel, MissingPart['part'] | null>> = {
  'B-B': null,
  'B-T': 'timestamp',
  'B-LT': 'revocation',
  'B-LTA': 'archive-timestamp',
};

/**
 * How far each signature of a document is (as its verification says) and what its bytes lack for the next level. Nothing is fetched.
 * Document timestamps are no rows of their own: they are what the signatures stand on.
 */
export async function planExtension(
  document: PdfDocument,
  reports: readonly SignatureReport[],
  { trust, now }: { trust: Pick<TrustMaterial, 'anchors' | 'rules'>; now: Date },
): Promise<SignatureStanding[]> {
  const all = await standings(document);
  const pool = new EvidencePool();
  pool.addKnown(await knownMaterial(document, all));
  const newest = all.filter(({ kind }) => kind === 'timestamp').at(-1);
  return reports.flatMap((report): SignatureStanding[] => {
    if (report.kind !== 'signature') return [];
    const one = all.find(({ field, kind }) => field === report.field && kind === 'signature');
    const signer = report.signer?.subject ?? null;
    const { field, level } = report;
    // What is no baseline signature can be given a time all the same.
    if (one === undefined) return [{ field, signer, level, next: null, missing: [] }];
    const next = NEXT[level ?? 'B-B'];
    return [{ field, signer, level, next, missing: partsFor(next, level, one, all) }];
  });

  function partsFor(
    next: SignatureLevel,
    level: SignatureLevel | null,
    one: Standing,
    all: readonly Standing[],
  ): MissingPart[] {
    if (next === 'B-T') return [{ part: 'timestamp', about: one.signer?.subject ?? null }];
    if (next === 'B-LT') return missingMaterial(one, all);
    if (level === 'B-LT') return [{ part: 'archive-timestamp', about: null }];
    const authority = newest?.signer?.subject ?? null;
    return [{ part: 'renewal', about: authority }];
  }

  /** Certificates and revocation data for the signer and for whoever gave the times, as far as the file does not hold them. */
  function missingMaterial(one: Standing, all: readonly Standing[]): MissingPart[] {
    const authorities = one.timestamps.map((token) => timestampSigner(token, pool.certificates));
    const parts = [one.signer, ...authorities].flatMap((leaf) =>
      leaf === undefined ? [] : missingOf(leaf, provenTime(one, all) ?? now),
    );
    const unique = new Map(parts.map((part) => [`${part.part} ${part.about ?? ''}`, part]));
    return unique.size > 0 ? [...unique.values()] : [{ part: 'revocation', about: null }];
  }

  function missingOf(leaf: Certificate, at: Date): MissingPart[] {
    const { certificates, crls, ocsps } = pool;
    const past = { knownAt: at > now ? at : now, provenAt: () => at };
    const listed = trust.rules?.listed?.forTimestamps;
    const result = validatePath({ leaf, anchors: trust.anchors, listed, certificates, crls, ocsps, at, past });
    const { chain, subIndication, evidence } = result;
    const last = chain.at(-1);
    const isOpen = subIndication === 'NO_CERTIFICATE_CHAIN_FOUND' && last !== undefined && !last.isSelfSigned;
    const unproven = (isOpen ? chain : chain.slice(0, -1)).filter(
      ({ sha256 }) => !evidence.some(({ certificate }) => certificate.sha256 === sha256),
    );
    return [
      ...(isOpen ? [{ part: 'certificates' as const, about: last.issuer }] : []),
      ...unproven.map(({ subject }) => ({ part: 'revocation' as const, about: subject })),
    ];
  }
}
