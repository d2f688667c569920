import { codeOf } from '../../../shared/contract/app-error.ts';
import type { SignatureReport, VerifiedDocument } from '../../../shared/domain/verification.ts';
import type { OcspResponse } from '../../cms/ocsp-response.ts';
import { PdfDocument } from '../../pdf/document.ts';
import type { ByteSource } from '../../platform/byte-source.ts';
import type { PageRenderer } from '../../platform/page-renderer.ts';
import { worstVerdict } from '../../trust/report.ts';
import type { Obtain } from '../../trust/wants.ts';
import { type ChangeRules, type Restrictions, readChangeRules, restrictionsOf, stricter } from '../format/mdp.ts';
import { analyseRevision } from './changes/analyse-revision.ts';
import { type ChangesResult, changesAfter } from './changes/changes-after.ts';
import { LookBudget } from './changes/look-budget.ts';
import { RoleBudget } from './changes/page-impact.ts';
import { PageNumbers } from './changes/page-numbers.ts';
import { ReferenceIndex } from './changes/reference-index.ts';
import type { Finding } from './changes/revision-diff.ts';
import type { NewSignature } from './changes/signature-rule.ts';
import { type Collected, collectSignatures, type FoundSignature } from './collect-signatures.ts';
import { contentDigests } from './content-digest.ts';
import { coveredRevision, trailingBytes } from './coverage.ts';
import { documentTimestamps } from './covering-timestamps.ts';
import { documentEvidence } from './evidence.ts';
import { refuseTwoReadings } from './hybrid-pages.ts';
import { checkIntegrity, type Integrity, type Opened, openSignature, unopened } from './integrity.ts';
import { baselineLevel } from './level.ts';
import { type Given, judgeOnline } from './long-term.ts';
import { documentStatus, reportSignature, strayReport } from './report-signature.ts';
import { hasStraySignature } from './stray-signatures.ts';
import { judgeLook } from './visual/judge-look.ts';
import { withTextUnder } from './visual/said-under.ts';

export interface VerifyOptions extends Omit<Given, 'ocsps'> {
  readonly ocsps?: readonly OcspResponse[] | undefined;
  /** Gets what is missing; nothing is fetched where absent. */
  readonly obtain?: Obtain | undefined;
  /** User or owner password of an encrypted file. */
  readonly password?: string | undefined;
  /** What draws the pages that changed; where absent the kind of the changes decides whether they are seen. */
  readonly renderer?: PageRenderer | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with 0 to 1 while the bytes are digested. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** One signature with what was found out about it so far. */
interface Checked {
  readonly found: FoundSignature;
  readonly integrity: Integrity;
  readonly coversRevision: number | null;
  readonly rules: ChangeRules;
}

/**
 * Verifies every signature of a PDF: form, digest, signature value, chain, revocation, coverage, and what later revisions changed
 * (EN 319 102-1, 5.3; EN 319 142-1). Reads only. A malformed signature is a result, never an error and never "unsigned".
 * @throws AppError INPUT_*, PDF_* where the file is no readable PDF; CANCELLED
 */
export async function verifyPdf(source: ByteSource, options: VerifyOptions): Promise<VerifiedDocument> {
  const { signal, password } = options;
  const document = await PdfDocument.open(source, {
    ...(signal === undefined ? {} : { signal }),
    password,
    doubles: 'open',
  });
  const collected = await collectSignatures(document);
  await refuseTwoReadings(document, collected.forms);
  if (collected.signatures.length === 0) {
    const stray = (await hasStraySignature(document, options.signal)) ? [strayReport(document, options.at)] : [];
    return {
      verdict: stray.length > 0 ? 'INDETERMINATE' : 'NO_SIGNATURE',
      documentStatus: 'unclear',
      visualChange: false,
      visualDifferences: [],
      signatures: stray,
    };
  }
  const stamped: number[] = [];
  for (const { signature } of collected.signatures) {
    if (signature.kind !== 'timestamp' || signature.range === null) continue;
    const revision = await coveredRevision(document, signature.range);
    if (revision !== null) stamped.push(revision);
  }
  const store = await documentEvidence(document, stamped);
  const checked = await checkAll(
    document,
    collected.signatures,
    [...store.certificates, ...options.certificates],
    options,
  );
  const placed = checked.map((one) => ({ ...one, kind: one.found.signature.kind }));
  const given = { ...options, ocsps: options.ocsps ?? [] };
  const judgements = await judgeOnline(placed, store, given, options.obtain, options.signal);
  const numbers = new PageNumbers(document);
  const covering = documentTimestamps(placed, judgements);
  const found = await laterFindings(document, collected, checked, numbers, options.signal);
  const { renderer } = options;
  const later =
    renderer === undefined
      ? found
      : await withTextUnder({ document, password, renderer, later: found, numbers, signal });
  const signatures: SignatureReport[] = [];
  for (const [index, one] of checked.entries()) {
    const judgement = judgements[index];
    if (judgement === undefined) continue;
    const changes = await changesFor(document, one, checked, later);
    signatures.push(
      reportSignature({
        ...one.found,
        ...one,
        certify: one.rules.certify,
        revisions: document.revisions.length,
        changes,
        judgement,
        covering: covering(one.coversRevision),
        level: baselineLevel(index, placed, judgements, store, options),
        given: options,
      }),
    );
  }
  const status = documentStatus(signatures);
  const look = await judgeLook({ document, password, renderer, signatures, later, numbers, signal, status });
  return { verdict: worstVerdict(signatures), documentStatus: status, ...look, signatures };
}

const NO_BYTES = new Uint8Array();

async function checkAll(
  document: PdfDocument,
  signatures: readonly FoundSignature[],
  certificates: VerifyOptions['certificates'],
  options: VerifyOptions,
): Promise<Checked[]> {
  const opened = signatures.map(({ signature }) => openSignature(signature));
  const requests = opened.flatMap((one, index) =>
    'range' in one ? one.hashes.map((hash) => ({ range: one.range, hash, index })) : [],
  );
  const digests = await contentDigests(document.source, requests, options);
  const digestsOf = (index: number) =>
    new Map(requests.flatMap((one, at) => (one.index === index ? [[one.hash, digests[at] ?? NO_BYTES] as const] : [])));
  const checked: Checked[] = [];
  for (const [index, found] of signatures.entries()) {
    const one = opened[index] ?? [];
    const { signature, revision } = found;
    checked.push({
      found,
      integrity:
        'range' in one
          ? checkIntegrity(signature, one satisfies Opened, digestsOf(index), certificates)
          : unopened(one),
      coversRevision: signature.range === null ? null : await coveredRevision(document, signature.range),
      rules: await readChangeRules(document.at(revision), signature.dict).catch(strictest),
    });
  }
  return checked;
}

/** A signature whose /Reference cannot be read may have certified the document. */
function strictest(error: unknown): ChangeRules {
  if (codeOf(error) !== 'PDF_DAMAGED') throw error;
  return { certify: 1, locks: [] };
}

/** What each revision after the first signed one did, by its number. */
async function laterFindings(
  document: PdfDocument,
  collected: Collected,
  checked: readonly Checked[],
  pages: PageNumbers,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, readonly Finding[]>> {
  const later = new Map<number, readonly Finding[]>();
  const covered = checked.flatMap(({ coversRevision }) => (coversRevision === null ? [] : [coversRevision]));
  const first = Math.min(...covered);
  if (first < document.revisions.length) {
    const index = await ReferenceIndex.build(document, collected.forms, signal);
    const known = new Map<string, NewSignature>();
    for (const { found, integrity, coversRevision } of checked) {
      if (found.ref === undefined) continue;
      const timestamp = found.signature.kind === 'timestamp';
      known.set(`${found.ref.num} ${found.revision}`, { timestamp, intact: integrity.intact, coversRevision });
    }
    const facts = {
      forms: collected.forms,
      index,
      signed: first,
      budget: new RoleBudget(),
      looks: new LookBudget(),
      pages,
      signatureOf: (num: number, revision: number) => known.get(`${num} ${revision}`),
    };
    for (let number = first + 1; number <= document.revisions.length; number++) {
      later.set(number, await analyseRevision(document, number, facts));
    }
  }
  return later;
}

async function changesFor(
  document: PdfDocument,
  { found, coversRevision }: Checked,
  all: readonly Checked[],
  later: ReadonlyMap<number, readonly Finding[]>,
): Promise<ChangesResult> {
  if (coversRevision === null) return { changesAfter: 'indeterminate', changes: [] };
  const after = new Map([...later].filter(([number]) => number > coversRevision));
  const trailing = await trailingBytes(document);
  const { range } = found.signature;
  if (trailing > 0 && range !== null && range.end < document.source.size) {
    const newest = document.revisions.length;
    const description = `${trailing} bytes follow the end of the document.`;
    const finding: Finding = { object: null, assessment: 'indeterminate', kind: 'other', description };
    after.set(newest, [...(after.get(newest) ?? []), finding]);
  }
  return changesAfter(after, restrictionsAt(coversRevision, all));
}

/** What the signatures made up to this revision permit together. */
function restrictionsAt(revision: number, all: readonly Checked[]): Restrictions {
  let restrictions: Restrictions = { permission: null, locks: [] };
  for (const { found, coversRevision, rules } of all) {
    if (coversRevision === null || coversRevision > revision) continue;
    const { permission, locks } = restrictionsOf(rules, found.lock);
    restrictions = {
      permission: stricter(restrictions.permission, permission),
      locks: [...restrictions.locks, ...locks],
    };
  }
  return restrictions;
}
