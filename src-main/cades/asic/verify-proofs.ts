import type { SignatureReport } from '../../../shared/domain/verification.ts';
import type { HashName } from '../../cms/algorithms.ts';
import { isFormatError } from '../../cms/format-error.ts';
import { parseTimestampToken } from '../../cms/timestamp-token.ts';
import { emptyReport } from '../../trust/report.ts';
import type { Problem } from '../../trust/verdict.ts';
import type { ContentDigests } from '../verify/archive.ts';
import { digestsOf, type Given } from '../verify/verify-cades.ts';
import { hashesOfProof, type ProofOfTime, readProofOfTime, verifyProofOfTime } from '../verify/verify-timestamp.ts';
import { type Manifest, type ManifestEntry, readManifest } from './manifest.ts';
import { ASICS, type Container, type ContainerEntry } from './read-container.ts';
import { spoilt } from './report-problems.ts';

/** Timestamps and evidence records of a container (EN 319 162-1, 4.3.3, 4.4.4 and A.7). */
const PROOF = /^META-INF\/[^/]*\.(tst|ers)$/i;
/** Manifests of signatures, of timestamps of the archive, and of evidence records. */
const MANIFEST = /^META-INF\/[^/]*ASiC(Archive|EvidenceRecord)?Manifest[^/]*\.xml$/;

/** What a container is read with. */
export interface ContainerReading {
  readonly container: Container;
  readonly documents: readonly ContainerEntry[];
  digestOf(entry: ContainerEntry, hash: HashName): Promise<Uint8Array>;
}

/** What came out about the proofs of time of a container. */
export interface ContainerProofs {
  readonly reports: readonly SignatureReport[];
  /** Since when files of the container are proved to exist, by name. */
  readonly since: ReadonlyMap<string, Date>;
  /** Names of the manifests that lead to a proof of time and not to a signature. */
  readonly manifests: ReadonlySet<string>;
  /** Names of the documents that one of them covers. */
  readonly covered: ReadonlySet<string>;
}

interface Proof {
  readonly entry: ContainerEntry;
  readonly read: ProofOfTime;
  readonly made: Date | undefined;
  readonly manifest: { readonly name: string; readonly bytes: Uint8Array; readonly content: Manifest } | undefined;
}

/**
 * Verifies the timestamps and evidence records of a container: each against its manifest, and every file that the manifest names against
 * its digest. The youngest come first: what they cover is proved to be older.
 */
export async function verifyProofs(reading: ContainerReading, given: Given): Promise<ContainerProofs> {
  const { container } = reading;
  const manifests = await manifestsOfProofs(container);
  const proofs: Proof[] = [];
  for (const entry of container.entries.filter(({ name }) => PROOF.test(name))) {
    const bytes = await entry.bytes();
    const read = readProofOfTime(bytes, /\.ers$/i.test(entry.name) ? 'evidence' : 'timestamp');
    const manifest = manifests.find(({ content }) => content.signature === entry.name);
    proofs.push({ entry, read, made: madeAt(read), manifest });
  }
  proofs.sort((a, b) => (b.made?.getTime() ?? 0) - (a.made?.getTime() ?? 0));
  const reports: SignatureReport[] = [];
  const since = new Map<string, Date>();
  const covered = new Set<string>();
  for (const proof of proofs) {
    const { report, names } = await verifyOne(proof, reading, given, since.get(proof.entry.name));
    reports.push(report);
    for (const name of names) {
      covered.add(name);
      const { made } = proof;
      const known = since.get(name);
      if (report.indication === 'TOTAL-PASSED' && made !== undefined && (known === undefined || made < known)) {
        since.set(name, made);
      }
    }
  }
  reports.push(...missingProofs(manifests, container, given));
  return { reports, since, manifests: new Set(manifests.map(({ name }) => name)), covered };
}

/** Manifests of a proof that is not there: somebody may have taken it away. */
function missingProofs(
  manifests: readonly NonNullable<Proof['manifest']>[],
  { entries }: Container,
  { at }: Given,
): SignatureReport[] {
  const there = new Set(entries.map(({ name }) => name));
  return manifests
    .filter(({ content }) => !there.has(content.signature))
    .map(({ name, content }) => {
      const message = `“${name}” names the proof of time “${content.signature}”, which is not in the container.`;
      return { ...emptyReport(name, at, [{ subIndication: 'SIGNED_DATA_NOT_FOUND', message }]), kind: 'timestamp' };
    });
}

async function manifestsOfProofs(container: Container): Promise<NonNullable<Proof['manifest']>[]> {
  const found: NonNullable<Proof['manifest']>[] = [];
  for (const entry of container.entries.filter(({ name }) => MANIFEST.test(name))) {
    const bytes = await entry.bytes();
    try {
      const content = readManifest(bytes);
      if (PROOF.test(content.signature)) found.push({ name: entry.name, bytes, content });
    } catch (error) {
      // One that cannot be read is told with the signatures.
      if (!isFormatError(error)) throw error;
    }
  }
  return found;
}

function madeAt(proof: ProofOfTime): Date | undefined {
  const token = proof.kind === 'timestamp' ? proof.file.tokens[0]?.bytes : undefined;
  const first = proof.kind === 'evidence' ? proof.record.chains[0]?.stamps[0]?.token : token;
  try {
    return first === undefined ? undefined : parseTimestampToken(first).genTime;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}

/** @returns the report and the names of the files that the proof is of */
async function verifyOne(
  { entry, read, manifest }: Proof,
  reading: ContainerReading,
  given: Given,
  outer: Date | undefined,
): Promise<{ report: SignatureReport; names: readonly string[] }> {
  const { container, documents } = reading;
  const [only, ...others] = documents;
  const hashes = hashesOfProof(read);
  if (manifest === undefined) {
    if (container.mimetype !== ASICS || only === undefined || others.length > 0) {
      const message = `“${entry.name}” proves a time, but the container does not say of what.`;
      const report = emptyReport(entry.name, given.at, [{ subIndication: 'SIGNED_DATA_NOT_FOUND', message }]);
      return { report: { ...report, kind: 'timestamp' }, names: [] };
    }
    const data = [await digestsBy(hashes, (hash) => reading.digestOf(only, hash))];
    return { report: verifyProofOfTime(read, data, given, entry.name, outer), names: [only.name] };
  }
  const { bytes, content, name } = manifest;
  const problems = await compareReferences(content.entries, container.entries, reading.digestOf);
  const data =
    read.kind === 'evidence'
      ? await Promise.all(
          objectsOf(content.entries, container).map((one) => digestsBy(hashes, (hash) => reading.digestOf(one, hash))),
        )
      : [digestsOf(bytes, hashes)];
  const report = spoilt(verifyProofOfTime(read, data, given, entry.name, outer), ...problems);
  return { report, names: [name, ...content.entries.map((reference) => reference.name)] };
}

function objectsOf(references: readonly ManifestEntry[], { entries }: Container): ContainerEntry[] {
  const named = new Map(entries.map((entry) => [entry.name, entry]));
  return references.flatMap(({ name }) => named.get(name) ?? []);
}

async function digestsBy(
  hashes: readonly HashName[],
  digest: (hash: HashName) => Promise<Uint8Array>,
): Promise<ContentDigests> {
  const found = new Map<HashName, Uint8Array>();
  for (const hash of hashes) found.set(hash, await digest(hash));
  return found;
}

/** What of a manifest does not fit the container: a file changed, or missing. @param files that it may name */
export async function compareReferences(
  references: readonly ManifestEntry[],
  files: readonly ContainerEntry[],
  digestOf: ContainerReading['digestOf'],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const add = (subIndication: Problem['subIndication'], message: string) => problems.push({ subIndication, message });
  const entries = new Map(files.map((entry) => [entry.name, entry]));
  for (const { name, hash, digest } of references) {
    const entry = entries.get(name);
    if (entry === undefined) add('SIGNED_DATA_NOT_FOUND', `“${name}” was signed and is not in the container.`);
    else if (hash === undefined) {
      add('CRYPTO_CONSTRAINTS_FAILURE', `“${name}” is bound by a digest that is not accepted.`);
    } else if (!Buffer.from(await digestOf(entry, hash)).equals(digest)) {
      add('HASH_FAILURE', `“${name}” was changed after it was signed.`);
    }
  }
  return problems;
}
