import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, codeOf } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import { readCertificates } from '../cms/certificate-file.ts';
import { type Crl, readCrls } from '../cms/crl.ts';
import { readOcspFile } from '../cms/ocsp-file.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import { identityOf, inputError, readSmallFile, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import type { AlgorithmPolicy } from '../trust/algorithm-policy.ts';
import type { Qualifier } from '../trust/lists/qualify.ts';
import type { KeptList } from '../trust/lists/service-index.ts';
import type { ValidationPolicy } from '../trust/policy-file.ts';
import type { ValidationRules } from '../trust/rules.ts';
import { isLargeFile, sideBySide } from './batch/side-by-side.ts';
import { SYSTEM, withFurtherAnchors } from './further-anchors.ts';
import type { OnlineEvidence } from './online-evidence.ts';
import { trustsSystem } from './trust-setting.ts';

/** What a verification may rely on. */
export interface TrustMaterial {
  readonly anchors: readonly Certificate[];
  /** Further certificates for path building; not trusted by themselves. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
  /** What counts as strong enough; the usual where absent. */
  readonly algorithms?: AlgorithmPolicy | undefined;
  /** What else a policy asks for. */
  readonly rules?: ValidationRules | undefined;
  /** The file that said so; absent for the built-in policy alone. */
  readonly policy?: Pick<ValidationPolicy, 'title' | 'sha256'> | undefined;
  /** What trusted lists make of a signature; absent where none are kept. */
  readonly qualifier?: Qualifier | undefined;
  readonly lists?: readonly KeptList[] | undefined;
  /** Where those of the anchors come from that nobody named, by SHA-256. */
  readonly origins?: ReadonlyMap<string, string> | undefined;
  /** Where a verification gets what is missing; absent where nothing is to be fetched. */
  readonly online?: OnlineEvidence | undefined;
  /** Since when the file is proved to exist, by a timestamp or evidence record beside it. */
  readonly existsSince?: Date | undefined;
}

/** Files and folders named by the person; folders are read one level deep. */
export interface TrustPaths {
  /** Or `system`: what the operating system trusts. */
  readonly trust?: readonly string[] | undefined;
  readonly certs?: readonly string[] | undefined;
  readonly crls?: readonly string[] | undefined;
  readonly ocsp?: readonly string[] | undefined;
  /** What to validate by: docs/validation-policy.md, or the suites of ETSI TS 119 312; JSON. */
  readonly policy?: string | undefined;
}

/**
 * Reads what was named, and what lies in the home's own `trust`, `crls` and `trusted-lists` folders. PEM or DER.
 * @throws AppError INPUT_MISSING, INPUT_UNREADABLE, TRUST_UNREADABLE, CRL_UNREADABLE, OCSP_UNREADABLE, POLICY_UNREADABLE,
 *   TRUSTED_LIST_UNREADABLE
 */
export async function loadTrust(paths: TrustPaths, home: Home): Promise<TrustMaterial> {
  const named = paths.trust ?? [];
  const [anchors, homeAnchors, certificates, crls, homeCrls, ocsps, policy] = await Promise.all([
    loadAll(
      named.filter((one) => one !== SYSTEM),
      readCertificates,
      'TRUST_UNREADABLE',
    ),
    loadFolder(home.at('trust'), readCertificates),
    loadAll(paths.certs ?? [], readCertificates, 'TRUST_UNREADABLE'),
    loadAll(paths.crls ?? [], readCrls, 'CRL_UNREADABLE'),
    loadFolder(home.at('crls'), readCrls),
    loadAll(paths.ocsp ?? [], readOcspFile, 'OCSP_UNREADABLE'),
    paths.policy === undefined ? undefined : loadPolicy(paths.policy),
  ]);
  const material = {
    anchors: [...anchors, ...homeAnchors],
    certificates,
    crls: [...crls, ...homeCrls],
    ocsps,
    algorithms: policy?.algorithms,
    rules: policy?.rules,
    policy: policy === undefined ? undefined : { title: policy.title, sha256: policy.sha256 },
  };
  const system = named.includes(SYSTEM) ? 'named' : (await trustsSystem(home)) ? 'kept' : 'no';
  return withFurtherAnchors(material, home, { system });
}

async function loadPolicy(file: string): Promise<ValidationPolicy> {
  // Loaded only where it is needed: the parser is large.
  const { readPolicy } = await import('../trust/policy-file.ts');
  return readPolicy(await readSmallFile(file), path.basename(file));
}

/**
 * Keeps certificates as anchors, and revocation lists for every check, in the home.
 * @returns how many were not there before
 * @throws AppError INPUT_*, TRUST_UNREADABLE, HOME_NOT_WRITABLE, DISK_FULL
 */
export async function addTrust(home: Home, files: readonly string[]): Promise<number> {
  const found = await Promise.all(files.map(certificatesOrLists));
  const [trust, crls] = [await ensureHome(home, 'trust'), await ensureHome(home, 'crls')];
  let added = 0;
  for (const { folder, ending, der } of found.flat())
    if (await keep(folder === 'trust' ? trust : crls, ending, der)) added += 1;
  return added;
}

/**
 * Keeps one certificate as an anchor in the home.
 * @returns false where it was there before
 * @throws AppError HOME_NOT_WRITABLE, DISK_FULL
 */
export async function keepTrusted(home: Home, der: Uint8Array): Promise<boolean> {
  return keep(await ensureHome(home, 'trust'), 'cer', der);
}

/** Files are named by their digest, so that none is kept twice. */
async function keep(folder: string, ending: string, der: Uint8Array): Promise<boolean> {
  const digest = createHash('sha256').update(der).digest('hex');
  const file = path.join(folder, `${digest}.${ending}`);
  if ((await identityOf(file)) !== undefined) return false;
  await writeFileAtomic(file, der);
  return true;
}

interface Kept {
  readonly folder: 'trust' | 'crls';
  readonly ending: string;
  readonly der: Uint8Array;
}

async function certificatesOrLists(file: string): Promise<Kept[]> {
  try {
    const certificates = await loadOne(file, readCertificates, 'TRUST_UNREADABLE');
    return certificates.map(({ der }) => ({ folder: 'trust', ending: 'cer', der }));
  } catch (error) {
    if (codeOf(error) !== 'TRUST_UNREADABLE') throw error;
    const lists = await loadOne(file, readCrls, 'CRL_UNREADABLE').catch(() => {
      throw error;
    });
    return lists.map(({ der }) => ({ folder: 'crls', ending: 'crl', der }));
  }
}

type Reader<T> = (bytes: Uint8Array) => T[];
type Unreadable = 'TRUST_UNREADABLE' | 'CRL_UNREADABLE' | 'OCSP_UNREADABLE';

async function loadAll<T>(paths: readonly string[], read: Reader<T>, code: Unreadable): Promise<T[]> {
  const found: T[] = [];
  for (const item of paths) {
    const name = path.basename(item);
    const facts = await stat(item).catch((error: unknown) => {
      throw inputError(error, name);
    });
    if (facts.isDirectory()) {
      const names = await readdir(item).catch((error: unknown) => {
        throw inputError(error, name);
      });
      const inside = await loadFolder(item, read);
      // Nothing revoked may be nothing at all; whoever names an empty folder of anchors has made a mistake.
      const isFine = code !== 'TRUST_UNREADABLE' && names.length === 0;
      if (inside.length === 0 && !isFine) {
        throw new AppError(code, `The folder “${name}” holds nothing that can be read as ${WHAT[code]}.`, {
          file: name,
        });
      }
      found.push(...inside);
    } else {
      found.push(...(await loadOne(item, read, code)));
    }
  }
  return found;
}

const WHAT = {
  TRUST_UNREADABLE: 'a certificate (PEM or DER)',
  CRL_UNREADABLE: 'a revocation list (PEM or DER)',
  OCSP_UNREADABLE: 'an OCSP response (DER or base64)',
} as const;

async function loadOne<T>(file: string, read: Reader<T>, code: Unreadable): Promise<T[]> {
  const name = path.basename(file);
  const bytes = await readSmallFile(file);
  try {
    return read(bytes);
  } catch (error) {
    throw new AppError(code, `“${name}” cannot be read as ${WHAT[code]}.`, { file: name }, { cause: error });
  }
}

/**
 * Files that are something else are passed over: folders of trust often hold a note beside the certificates. Large ones are read one
 * after the other, so that a folder of anything whatever does not fill the memory.
 */
async function loadFolder<T>(folder: string, read: Reader<T>): Promise<T[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.sort().map((name) => path.join(folder, name));
  const found: (readonly T[])[] = files.map(() => []);
  await sideBySide(files, {
    oneByOne: () => false,
    isLarge: isLargeFile,
    work: async (file, index) => {
      try {
        found[index] = read(await readSmallFile(file));
      } catch {
        found[index] = [];
      }
      return true;
    },
  });
  return found.flat();
}
