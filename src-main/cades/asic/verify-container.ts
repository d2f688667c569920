import { AppError } from '../../../shared/contract/app-error.ts';
import type { SignatureReport, VerifiedDocument } from '../../../shared/domain/verification.ts';
import type { HashName } from '../../cms/algorithms.ts';
import { startDigest } from '../../cms/digest.ts';
import { isFormatError } from '../../cms/format-error.ts';
import type { ByteSource } from '../../platform/byte-source.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import { emptyReport, worstVerdict } from '../../trust/report.ts';
import type { Problem } from '../../trust/verdict.ts';
import { digestsOf, type Given, neededHashes, verifyCades } from '../verify/verify-cades.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { ASICE, ASICS, type ContainerEntry, openContainer } from './read-container.ts';
import { spoilt } from './report-problems.ts';
import { type ContainerReading, compareReferences, verifyProofs } from './verify-proofs.ts';
import { META } from './write-container.ts';

/** Manifests of signatures; those of archives (ASiCArchiveManifest) are not among them. */
export const MANIFEST = /^META-INF\/[^/]*ASiCManifest[^/]*\.xml$/;
const CMS_SIGNATURE = /^META-INF\/[^/]*signature[^/]*\.p7s$/;
/** What is read as a whole: manifests, signatures, proofs of time. */
const META_FILE = /^META-INF\/[^/]*\.(xml|p7s|tst|ers)$/i;
/** More than any container holds. */
const MOST_SIGNATURES = 200;
/** Bytes of all manifests: eight signatures over ten thousand files. */
const MOST_MANIFEST_BYTES = 16 * 1024 * 1024;
const XML_SIGNATURE = /^META-INF\/[^/]*signatures[^/]*\.xml$/;

/**
 * Verifies every signature of an ASiC container with CAdES (EN 319 162-1, 4.3 and 4.4), and that it covers every document in it.
 * @throws AppError CONTAINER_DAMAGED, INPUT_UNREADABLE, CANCELLED
 */
export async function verifyContainer(
  source: ByteSource,
  given: Given,
  signal?: AbortSignal,
): Promise<VerifiedDocument> {
  const container = await openContainer(source);
  try {
    const signatures: SignatureReport[] = [];
    const documents = container.entries.filter(({ name }) => !name.startsWith(META));
    const digests = new Digests(signal);
    const reading = { container, documents, digestOf: digests.of.bind(digests) };
    const manifests = container.entries.filter(({ name }) => MANIFEST.test(name));
    const cms = container.entries.filter(({ name }) => CMS_SIGNATURE.test(name));
    const meta = container.entries.filter(({ name }) => META_FILE.test(name));
    const listing = meta.filter(({ name }) => /\.xml$/i.test(name)).reduce((sum, { size }) => sum + size, 0);
    if (tooMany(meta) || listing > MOST_MANIFEST_BYTES) {
      throw new AppError('CONTAINER_DAMAGED', 'The container holds more signatures than this program verifies.', {
        most: MOST_SIGNATURES,
      });
    }
    const proofs = await verifyProofs(reading, given);
    const signed: SignedManifest[] = [];
    for (const entry of manifests.filter(({ name }) => !proofs.manifests.has(name))) {
      const bytes = await entry.bytes();
      const read = readOrRefuse(bytes, entry.name, given);
      if ('refusal' in read) signatures.push(read.refusal);
      else signed.push({ entry, bytes, content: read.content });
    }
    // Anybody may have a document timestamped: that is no signature of it.
    const covered = new Set(signed.flatMap(({ content }) => content.entries.map(({ name }) => name)));
    const named = new Set<string>();
    for (const manifest of signed) {
      const { name, reports } = await verifyManifest(manifest, reading, covered, given, proofs.since);
      named.add(name);
      signatures.push(...reports);
    }
    const [only, ...others] = documents;
    for (const entry of cms.filter(({ name }) => !named.has(name))) {
      const isSimple = container.mimetype === ASICS && only !== undefined && others.length === 0;
      signatures.push(
        ...(isSimple
          ? await verifySimple(entry, only, digests, {
              ...given,
              existsSince: proofs.since.get(entry.name) ?? given.existsSince,
            })
          : [stray(entry, given)]),
      );
    }
    const unproved = signatures.length > 0 ? [] : documents.filter(({ name }) => !proofs.covered.has(name));
    const loose = unproved.map(({ name }) => notCovered(name, 'covered by no proof of time'));
    signatures.push(...proofs.reports.map((report) => spoilt(report, ...loose)));
    for (const { name } of container.entries.filter((entry) => XML_SIGNATURE.test(entry.name))) {
      const message = `“${name}” is an XML signature, which this program cannot check.`;
      signatures.push(emptyReport(name, given.at, [{ subIndication: 'CUSTOM', message }]));
    }
    const known = container.mimetype === ASICE || container.mimetype === ASICS;
    return concluded(known ? signatures : signatures.map((one) => spoilt(one, unknownKind(container.mimetype))));
  } finally {
    container.close();
  }
}

/** More manifests, signatures or proofs of time than any container holds. */
function tooMany(meta: readonly ContainerEntry[]): boolean {
  return [/\.xml$/i, /\.p7s$/i, /\.(tst|ers)$/i].some(
    (kind) => meta.filter(({ name }) => kind.test(name)).length > MOST_SIGNATURES,
  );
}

/** A manifest that leads to a signature. */
interface SignedManifest {
  readonly entry: ContainerEntry;
  readonly bytes: Uint8Array;
  readonly content: Manifest;
}

function readOrRefuse(
  bytes: Uint8Array,
  name: string,
  { at }: Given,
): { readonly content: Manifest } | { readonly refusal: SignatureReport } {
  try {
    return { content: readManifest(bytes) };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return { refusal: emptyReport(name, at, [{ subIndication: 'FORMAT_FAILURE', message: error.message }]) };
  }
}

/**
 * @param covered documents that the manifest of any signature names
 * @returns the reports, and the name of the signature that the manifest leads to (its own where it leads to none)
 */
async function verifyManifest(
  { entry, bytes, content }: SignedManifest,
  reading: ContainerReading,
  covered: ReadonlySet<string>,
  given: Given,
  since: ReadonlyMap<string, Date>,
): Promise<{ name: string; reports: SignatureReport[] }> {
  const { container, documents } = reading;
  const signature = container.entries.find(({ name }) => name === content.signature);
  if (signature === undefined) {
    const message = `“${entry.name}” names the signature “${content.signature}”, which is not in the container.`;
    const report = emptyReport(entry.name, given.at, [{ subIndication: 'SIGNED_DATA_NOT_FOUND', message }]);
    return { name: entry.name, reports: [report] };
  }
  const cms = await signature.bytes();
  const listed = new Set(content.entries.map(({ name }) => name));
  const others = documents.filter(({ name }) => !listed.has(name)).map(({ name }) => name);
  const problems: Problem[] = [
    ...(await compareReferences(content.entries, documents, reading.digestOf)),
    ...others.filter((name) => !covered.has(name)).map((name) => notCovered(name, 'not signed')),
  ];
  const elsewhere = others.filter((name) => covered.has(name));
  const reports = verifyCades(
    cms,
    digestsOf(bytes, neededHashes(cms)),
    { ...given, existsSince: since.get(signature.name) ?? given.existsSince },
    signature.name,
  );
  return {
    name: signature.name,
    reports: reports.map((report) => spoilt(partial(report, [...listed], elsewhere), ...problems)),
  };
}

function notCovered(name: string, how: string): Problem {
  return { subIndication: 'SIG_CONSTRAINTS_FAILURE', message: `“${name}” lies in the container and is ${how}.` };
}

/** Says of a signature over some of the documents which they are (EN 319 162-1, 4.4.4.2). */
function partial(report: SignatureReport, signed: readonly string[], elsewhere: readonly string[]): SignatureReport {
  if (elsewhere.length === 0) return report;
  const quoted = (names: readonly string[]) =>
    names
      .slice(0, 20)
      .map((name) => `“${name}”`)
      .join(', ');
  const more = elsewhere.length > 20 ? ' and others' : '';
  const note = `This signature is of ${quoted(signed)}, and not of ${quoted(elsewhere)}${more}.`;
  return { ...report, warnings: [note, ...report.warnings] };
}

/** A signature of which nothing says what it is over: never taken for none. */
function stray({ name }: ContainerEntry, { at }: Given): SignatureReport {
  const message = `“${name}” is a signature, but the container does not say of what.`;
  return emptyReport(name, at, [{ subIndication: 'SIGNED_DATA_NOT_FOUND', message }]);
}

/** ASiC-S (EN 319 162-1, 4.3): the one signature is over the one document. */
async function verifySimple(
  entry: ContainerEntry,
  document: ContainerEntry,
  digests: Digests,
  given: Given,
): Promise<SignatureReport[]> {
  const cms = await entry.bytes();
  const found = new Map<HashName, Uint8Array>();
  for (const hash of neededHashes(cms)) found.set(hash, await digests.of(document, hash));
  return verifyCades(cms, found, given, entry.name);
}

/** Digests of the files, each computed once. */
class Digests {
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Map<string, Uint8Array>();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  async of(document: ContainerEntry, hash: HashName): Promise<Uint8Array> {
    const key = `${hash} ${document.name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const state = startDigest(hash);
    for await (const chunk of document.stream()) {
      throwIfCancelled(this.#signal);
      state.update(chunk);
    }
    const digest = state.digest();
    this.#known.set(key, digest);
    return digest;
  }
}

function unknownKind(mimetype: string): Problem {
  return {
    subIndication: 'FORMAT_FAILURE',
    message: `The container says that it is “${mimetype}”, which is no signature container.`,
  };
}

/** The report of a file that is no PDF: the verdict is the worst of its signatures. */
export function concluded(signatures: SignatureReport[]): VerifiedDocument {
  const sees = (changes: SignatureReport['changesAfter']) => signatures.some((one) => one.changesAfter === changes);
  const broken = signatures.some((one) => one.subIndication === 'HASH_FAILURE');
  return {
    verdict: worstVerdict(signatures),
    documentStatus:
      broken || sees('forbidden')
        ? 'changed-forbidden'
        : sees('indeterminate') || signatures.length === 0
          ? 'unclear'
          : 'unchanged',
    visualChange: false,
    visualDifferences: [],
    signatures,
  };
}
