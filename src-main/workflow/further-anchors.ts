import { readdir } from 'node:fs/promises';
import { AppError } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import { readCertificates } from '../cms/certificate-file.ts';
import type { Home } from '../platform/home.ts';
import type { Qualifier } from '../trust/lists/qualify.ts';
import type { KeptList } from '../trust/lists/service-index.ts';
import type { ValidationRules } from '../trust/rules.ts';

/** What the person writes for the anchors of the operating system where files of certificates are named. */
export const SYSTEM = 'system';

/** `named`: asked for by name, so that it is a failure where there are none. `kept`: counted on wherever there are any. */
export type SystemTrust = 'named' | 'kept' | 'no';

/** Trust material as far as anchors from elsewhere change it; everything but `anchors` is absent where there are none. */
interface Anchored {
  readonly anchors: readonly Certificate[];
  readonly rules?: ValidationRules | undefined;
  readonly origins?: ReadonlyMap<string, string> | undefined;
  readonly lists?: readonly KeptList[] | undefined;
  readonly qualifier?: Qualifier | undefined;
}

/**
 * Adds the anchors of the operating system, where they are asked for, and those of the trusted lists that are kept, to what was named.
 * An anchor that was named stays what it is: no list limits it.
 * @throws AppError TRUST_UNREADABLE where the system has none, TRUSTED_LIST_UNREADABLE
 */
export async function withFurtherAnchors<T extends Anchored>(
  material: T,
  home: Home,
  { system }: { readonly system: SystemTrust },
): Promise<T & Anchored> {
  const ofSystem = await systemAnchors(system);
  const ofLists = await keptLists(home);
  if (ofSystem.length === 0 && ofLists === undefined) return material;
  const known = new Set(material.anchors.map(({ sha256 }) => sha256));
  const fromSystem = ofSystem.filter(({ sha256 }) => !known.has(sha256));
  const anchors = [...material.anchors, ...fromSystem];
  return {
    ...material,
    anchors,
    rules: { ...material.rules, listed: ofLists?.anchorsBeside(anchors) },
    origins: new Map(fromSystem.map(({ sha256 }) => [sha256, 'operating system'])),
    lists: ofLists?.lists,
    qualifier: ofLists?.qualifier,
  };
}

/** Their code and their bytes are read only where there are any: most people have none. */
async function keptLists(home: Home) {
  const names = await readdir(home.at('trusted-lists')).catch(() => []);
  if (names.length === 0) return undefined;
  const { listsInUse } = await import('./trusted-lists-store.ts');
  return listsInUse(home);
}

/** @throws AppError TRUST_UNREADABLE where they were asked for by name and there are none */
export async function systemAnchors(trust: SystemTrust): Promise<Certificate[]> {
  if (trust === 'no') return [];
  const { systemAuthorities } = await import('../platform/net/system-authorities.ts');
  const found = (await systemAuthorities()).flatMap((pem) => {
    try {
      return readCertificates(Buffer.from(pem, 'latin1'));
    } catch {
      // One that cannot be read is none of those that a signature could rest on.
      return [];
    }
  });
  if (found.length > 0 || trust === 'kept') return found;
  throw new AppError(
    'TRUST_UNREADABLE',
    'The operating system names no certificates that it trusts. Name files or folders of certificates with --trust.',
  );
}
