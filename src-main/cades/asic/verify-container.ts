import { AppError } from '../../../shared/contract/app-error.ts';
import type { SignatureReport, VerifiedDocument } from '../../../shared/domain/verification.ts';
import type { HashName } from '../../cms/algorithms.ts';
import { startDigest } from '../../cms/digest.ts';
import { isFormatError } from '../../cms/format-error.ts';
import type { ByteSource } from '../../platform/byte-source.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import { emptyReport, worstVerdict } from '../../trust/report.ts';
import { conclude, type Problem } from '../../trust/verdict.ts';
import { digestsOf, type Given, neededHashes, verifyCades } from '../verify/verify-cades.ts';
import { type ManifestEntry, readManifest } from './manifest.ts';
import { ASICE, ASICS, type Container, type ContainerEntry, openContainer } from './read-container.ts';
import { META } from './write-container.ts';

/** Manifests of signatures; those of archives (ASiCArchiveManifest) are not among them. */
export const MANIFEST = /^META-INF\/[^/]*ASiCManifest[^/]*\.xml$/;
const CMS_SIGNATURE = /^META-INF\/[^/]*signature[^/]*\.p7s$/;
/** More than any container holds. */
const MOST_SIGNATURES = 200;
const MOST_SENTENCES = 20;
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
    const digests = new Digests(documents, signal);
    const manifests = container.entries.filter(({ name }) => MANIFEST.test(name));
    const cms = container.entries.filter(({ name }) => CMS_SIGNATURE.test(name));
    const listing = manifests.reduce((sum, { size }) => sum + size, 0);
    if (manifests.length > MOST_SIGNATURES || cms.length > MOST_SIGNATURES || listing > MOST_MANIFEST_BYTES) {
      throw new AppError('CONTAINER_DAMAGED', 'The container holds more signatures than this program verifies.', {
        most: MOST_SIGNATURES,
      });
    }
    const named = new Set<string>();
    for (const entry of manifests) {
      const { name, reports } = await verifyManifest(container, entry, digests, given);
      named.add(name);
      signatures.push(...reports);
    }
    const [only, ...others] = documents;
    for (const entry of cms.filter(({ name }) => !named.has(name))) {
      const isSimple = container.mimetype === ASICS && only !== undefined && others.length === 0;
      signatures.push(...(isSimple ? await verifySimple(entry, only, digests, given) : [stray(entry, given)]));
    }
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

/** @returns the reports, and the name of the signature that the manifest leads to (its own where it leads to none) */
async function verifyManifest(
  container: Container,
  entry: ContainerEntry,
  digests: Digests,
  given: Given,
): Promise<{ name: string; reports: SignatureReport[] }> {
  const bytes = await entry.bytes();
  try {
    const manifest = readManifest(bytes);
    const signature = container.entries.find(({ name }) => name === manifest.signature);
    if (signature === undefined) {
      const message = `“${entry.name}” names the signature “${manifest.signature}”, which is not in the container.`;
      const report = emptyReport(entry.name, given.at, [{ subIndication: 'SIGNED_DATA_NOT_FOUND', message }]);
      return { name: entry.name, reports: [report] };
    }
    const cms = await signature.bytes();
    const problems = await digests.compare(manifest.entries);
    const reports = verifyCades(cms, digestsOf(bytes, neededHashes(cms)), given, signature.name);
    return { name: signature.name, reports: reports.map((report) => spoilt(report, ...problems)) };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    const report = emptyReport(entry.name, given.at, [{ subIndication: 'FORMAT_FAILURE', message: error.message }]);
    return { name: entry.name, reports: [report] };
  }
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

/** Digests of the documents, each computed once. */
class Digests {
  readonly #documents: ReadonlyMap<string, ContainerEntry>;
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Map<string, Uint8Array>();

  constructor(documents: readonly ContainerEntry[], signal: AbortSignal | undefined) {
    this.#documents = new Map(documents.map((document) => [document.name, document]));
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

  /** What of a manifest does not fit the container: a document changed, missing, or not signed at all. */
  async compare(entries: readonly ManifestEntry[]): Promise<Problem[]> {
    const problems: Problem[] = [];
    for (const { name, hash, digest } of entries) {
      const document = this.#documents.get(name);
      if (document === undefined) {
        problems.push({
          subIndication: 'SIGNED_DATA_NOT_FOUND',
          message: `“${name}” was signed and is not in the container.`,
        });
      } else if (hash === undefined) {
        problems.push({
          subIndication: 'CRYPTO_CONSTRAINTS_FAILURE',
          message: `“${name}” is bound by a digest that is not accepted.`,
        });
      } else if (!Buffer.from(await this.of(document, hash)).equals(digest)) {
        problems.push({ subIndication: 'HASH_FAILURE', message: `“${name}” was changed after it was signed.` });
      }
    }
    const listed = new Set(entries.map(({ name }) => name));
    for (const name of this.#documents.keys()) {
      if (listed.has(name)) continue;
      problems.push({
        subIndication: 'SIG_CONSTRAINTS_FAILURE',
        message: `“${name}” lies in the container and is not signed.`,
      });
    }
    return problems;
  }
}

function unknownKind(mimetype: string): Problem {
  return {
    subIndication: 'FORMAT_FAILURE',
    message: `The container says that it is “${mimetype}”, which is no signature container.`,
  };
}

/** Sentences about files, as many as anybody reads. */
function listed(messages: readonly string[]): string[] {
  const rest = messages.length - MOST_SENTENCES;
  return rest <= 0
    ? [...messages]
    : [...messages.slice(0, MOST_SENTENCES), `There is something wrong with ${rest} more.`];
}

/** The report with further problems. */
function spoilt(report: SignatureReport, ...problems: readonly Problem[]): SignatureReport {
  if (problems.length === 0) return report;
  const { indication, subIndication } = report;
  const own: Problem[] = subIndication === null ? [] : [{ subIndication, message: '' }];
  const concluded = conclude([...problems, ...own]);
  const changed = problems.some((problem) => problem.subIndication === 'HASH_FAILURE');
  return {
    ...report,
    ...(indication === 'TOTAL-FAILED' ? { indication, subIndication } : concluded),
    changesAfter: changed ? 'forbidden' : 'indeterminate',
    warnings: [...listed(problems.map(({ message }) => message)), ...report.warnings],
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
