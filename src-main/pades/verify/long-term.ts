import type { Certificate } from '../../cms/certificate.ts';
import { type Judgement, judgeSigner, timeProblems, unjudged } from '../../trust/judgement.ts';
import { type CheckedTimestamp, signatureTimestamps } from '../../trust/signature-timestamps.ts';
import { checkSigner, isFetched, type SignerFacts, type TrustContext } from '../../trust/signer-trust.ts';
import { outermost, type Stamp, Timeline } from '../../trust/timeline.ts';
import { type Obtain, type Obtained, untilComplete, withObtained } from '../../trust/wants.ts';
import { cmsEvidence, type PlacedEvidence } from './evidence.ts';
import type { Integrity } from './integrity.ts';

/** A signature or document timestamp whose arithmetic is done. */
export interface PlacedSignature {
  readonly kind: 'signature' | 'timestamp';
  readonly integrity: Integrity;
  /** The revision that it covers and stands in, from 1; null where it covers none. */
  readonly coversRevision: number | null;
}

/** With its signature timestamps, checked but for trust. */
interface StampedSignature extends PlacedSignature {
  readonly timestamps: readonly CheckedTimestamp[];
}

/** Certificates and data given from outside, and the time of validation. */
export type Given = Omit<TrustContext, 'provenAt'>;

/**
 * Weighs every timestamp of the file from the outermost inwards, then every signer as of the earliest time proved for it
 * (EN 319 102-1, 5.5 and 5.6).
 * @returns one judgement per signature, in order
 */
export function judge(signatures: readonly PlacedSignature[], store: PlacedEvidence, given: Given): Judgement[] {
  const timeline = new Timeline(given.at);
  const positions = new Map(store.positions);
  const further = [...certificatesOf(signatures, store), ...given.certificates];
  const stamped = signatures.map((signature): StampedSignature => {
    const { kind, integrity } = signature;
    const signer = kind === 'signature' ? integrity.opened?.signer : undefined;
    return { ...signature, timestamps: signer === undefined ? [] : signatureTimestamps(signer, further) };
  });
  const carried = stamped.flatMap(({ integrity, coversRevision, timestamps }) => {
    // What lies in the gap of a signature is covered by what comes after its revision only.
    const position = (coversRevision ?? Number.POSITIVE_INFINITY) + 0.5;
    const structures = [integrity.opened?.parsed, ...timestamps.map(({ token }) => token?.signedData)];
    return structures.flatMap((structure) => {
      if (structure === undefined) return [];
      const evidence = cmsEvidence(structure);
      for (const { sha256 } of [...evidence.certificates, ...evidence.crls, ...evidence.ocsps]) {
        positions.set(sha256, Math.min(position, positions.get(sha256) ?? position));
      }
      return [evidence];
    });
  });
  const context: TrustContext = {
    anchors: given.anchors,
    certificates: unique([...carried.flatMap((one) => one.certificates), ...store.certificates, ...given.certificates]),
    crls: unique([...given.crls, ...store.crls, ...carried.flatMap((one) => one.crls)]),
    ocsps: unique([...given.ocsps, ...store.ocsps, ...carried.flatMap((one) => one.ocsps)]),
    at: given.at,
    algorithms: given.algorithms,
    rules: given.rules,
    wanted: given.wanted,
    originOf: (sha256) => (positions.has(sha256) ? 'document' : (given.originOf?.(sha256) ?? 'given')),
    isFetched: (sha256) => isFetched(given.originOf?.(sha256)),
    provenAt: (sha256) => timeline.holding(positions.get(sha256) ?? Number.POSITIVE_INFINITY),
  };
  timeline.weigh([
    ...outermost(given.existsSince),
    ...signatures.flatMap((signature) => documentStamp(signature, context)),
  ]);
  return stamped.map((signature) => judgeOne(signature, timeline, context));
}

/** As `judge`, with what is missing fetched where something is there to fetch it. @throws AppError CANCELLED */
export function judgeOnline(
  signatures: readonly PlacedSignature[],
  store: PlacedEvidence,
  given: Given,
  obtain: Obtain | undefined,
  signal: AbortSignal | undefined,
): Promise<Judgement[]> {
  const run = (obtained: Obtained, wanted: Given['wanted']) =>
    judge(signatures, store, { ...withObtained(given, obtained), wanted });
  return untilComplete(run, obtain, signal);
}

/** A document timestamp as a stamp over its revision, if nothing but trust in its authority is open. */
function documentStamp({ kind, integrity, coversRevision }: PlacedSignature, context: TrustContext): Stamp[] {
  const token = integrity.opened?.token;
  const signer = factsOf(kind, integrity);
  if (token === undefined || signer === undefined || coversRevision === null || integrity.problems.length > 0)
    return [];
  return [
    {
      position: coversRevision,
      genTime: token.genTime,
      isTrusted: (proven) => checkSigner(signer, context, proven).problems.length === 0,
    },
  ];
}

function judgeOne(signature: StampedSignature, timeline: Timeline, context: TrustContext): Judgement {
  const { kind, integrity, coversRevision, timestamps } = signature;
  const outer = coversRevision === null ? context.at : timeline.after(coversRevision);
  // Nothing is fetched for what is broken anyway.
  const own = integrity.intact ? context : { ...context, wanted: undefined };
  const signer = factsOf(kind, integrity);
  if (signer === undefined) return unjudged(outer);
  const judgement = judgeSigner(
    signer,
    outer,
    timestamps.map((checked) => ({ checked, outer })),
    own,
  );
  const token = integrity.opened?.token;
  if (token !== undefined) {
    judgement.trust?.problems.push(...timeProblems({ token, certificate: signer.certificate }, outer, context.at));
  }
  return judgement;
}

function factsOf(kind: SignerFacts['kind'], { signer, opened, result, digests }: Integrity): SignerFacts | undefined {
  if (signer === undefined || opened === undefined || result === undefined) return undefined;
  const hashes = [result.hash ?? undefined, opened.hash].filter((hash) => hash !== undefined);
  const { scheme, ess } = result;
  const { certificates: carried } = opened.parsed;
  const facts = { kind, certificate: signer, carried, scheme, hashes, reference: ess.hash };
  if (kind === 'timestamp') return facts;
  return { ...facts, info: opened.signer, contentDigest: (hash) => digests.get(hash) };
}

function unique<T extends { readonly sha256: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.sha256, item])).values()];
}

/** Certificates that the file itself holds. */
export function certificatesOf(signatures: readonly PlacedSignature[], store: PlacedEvidence): Certificate[] {
  const carried = signatures.flatMap(({ integrity }) => integrity.opened?.parsed.certificates ?? []);
  return unique([...carried, ...store.certificates]);
}
