import { AppError, type Failure } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import { timestampSigner } from '../cms/timestamp-token.ts';
import type { ValidationMaterial } from '../cms/validation-material.ts';
import { readSecurityStore } from '../pades/format/security-store.ts';
import { missingFrom } from '../pades/sign/dss.ts';
import { cmsEvidence } from '../pades/verify/evidence.ts';
import { coveringTimestamps, provenTime, type Standing } from '../pades/verify/standing.ts';
import type { PdfDocument } from '../pdf/document.ts';
import type { Found, LevelServices } from './level-services.ts';

/** A certificate that validators will have to judge, and when it was used. */
interface Leaf {
  readonly certificate: Certificate | undefined;
  /** Undefined: now. */
  readonly provenAt: Date | undefined;
  /** Whose it is: the signer, or an authority that gave a time. */
  readonly of: Standing;
}

/** What a document security store needs to hold (EN 319 142-1, 6.3 r and t). */
export interface GatheredEvidence {
  readonly material: ValidationMaterial;
  /** What those that must be complete lack. */
  readonly missing: readonly Failure[];
  /** Required signatures that are complete, whatever others lack. */
  readonly complete: number;
}

/**
 * Gathers certificates and revocation data for every signer and every timestamp authority of the file, each asked about once. What is
 * complete is taken; of what is not, nothing.
 * @param required the signatures that must be complete, with the timestamps that cover them
 * @throws AppError CANCELLED, INPUT_UNREADABLE
 */
export async function gatherEvidence(
  document: PdfDocument,
  all: readonly Standing[],
  required: (one: Standing) => boolean,
  { services, now, signal }: { services: LevelServices; now: Date; signal: AbortSignal | undefined },
): Promise<GatheredEvidence> {
  let known = await knownMaterial(document, all);
  let material: ValidationMaterial = NOTHING;
  const missing = new Map<Standing, readonly Failure[]>();
  const answers = new Map<string, Found>();
  for (const { certificate, provenAt, of } of leavesOf(all)) {
    const lacks = missing.get(of) ?? [];
    missing.set(of, lacks);
    if (certificate === undefined) {
      missing.set(of, [...lacks, noCertificate(of.field)]);
      continue;
    }
    const at = provenAt ?? now;
    const key = `${certificate.sha256} ${at.getTime()}`;
    const found = answers.get(key) ?? (await services.findEvidence({ leaf: certificate, at, known, signal }));
    answers.set(key, found);
    missing.set(of, [...lacks, ...found.missing]);
    if (found.missing.length === 0) material = together(material, found.material);
    known = together(known, found.material);
  }
  const lacksOf = (one: Standing) => [one, ...coveringTimestamps(one, all)].flatMap((each) => missing.get(each) ?? []);
  const needed = all.filter(required);
  return {
    material,
    missing: [...new Set(needed.flatMap(lacksOf))],
    complete: needed.filter((one) => one.kind === 'signature' && lacksOf(one).length === 0).length,
  };
}

const NOTHING: ValidationMaterial = { certificates: [], ocsps: [], crls: [] };

function leavesOf(all: readonly Standing[]): Leaf[] {
  const further = all.flatMap(({ parsed }) => parsed.certificates);
  return all.flatMap((one): Leaf[] => {
    const times = coveringTimestamps(one, all).flatMap(({ token }) => (token === undefined ? [] : [token.genTime]));
    const covered = times.length === 0 ? undefined : new Date(Math.min(...times.map((time) => time.getTime())));
    return [
      { of: one, certificate: one.signer, provenAt: one.kind === 'signature' ? provenTime(one, all) : covered },
      ...one.timestamps.map((token) => ({ of: one, certificate: timestampSigner(token, further), provenAt: covered })),
    ];
  });
}

/** What the file itself holds. */
export async function knownMaterial(document: PdfDocument, all: readonly Standing[]): Promise<ValidationMaterial> {
  const store = await readSecurityStore(document);
  let known = store?.material ?? NOTHING;
  for (const { parsed, timestamps } of all) {
    for (const one of [parsed, ...timestamps.map(({ signedData }) => signedData)]) {
      const { certificates, crls, ocsps } = cmsEvidence(one);
      known = together(known, { certificates: ders(certificates), crls: ders(crls), ocsps: ders(ocsps) });
    }
  }
  return known;
}

const ders = (items: readonly { readonly der: Uint8Array }[]): Uint8Array[] => items.map(({ der }) => der);

/** What either holds, each item once. */
export function together(first: ValidationMaterial, second: ValidationMaterial): ValidationMaterial {
  const added = missingFrom(first, second);
  return {
    certificates: [...first.certificates, ...added.certificates],
    ocsps: [...first.ocsps, ...added.ocsps],
    crls: [...first.crls, ...added.crls],
  };
}

function noCertificate(field: string): AppError {
  return new AppError(
    'EVIDENCE_INCOMPLETE',
    `The certificate of the signer of “${field}” is not in the file, so nothing can be gathered about it. Ask the signer for a file that holds it.`,
    { field },
  );
}
