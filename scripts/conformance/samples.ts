import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';
import { chooseStoreKey, openPkcs12 } from '../../src-main/tokens/pkcs12/key-store.ts';
import { openLevels } from '../../src-main/workflow/open-levels.ts';
import { openSession, type Session } from '../../src-main/workflow/session.ts';
import { type SignJob, signDocument } from '../../src-main/workflow/sign-document.ts';
import type { PkiSigner } from '../pki/make-pki.ts';
import { PkiServices } from '../pki/services.ts';
import { type Flavour, makeOriginals, type Original } from './originals.ts';

/** One file and one standard that it has to conform to. A file of two standards stands in the list twice. */
export interface Sample {
  readonly file: string;
  readonly flavour: Flavour;
}

/** What is asked of one signature besides its files. */
type Wish = Partial<Omit<SignJob, 'source' | 'target'>>;

/** The list beside the files. */
export const MANIFEST = 'manifest.json';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PASSWORD = 'conformance';
/** Left and right on the second page: on the first there is neither annotation nor tab order before. */
const LEFT = { page: 2, rect: { x0: 72, y0: 560, x1: 282, y1: 640 } };
const RIGHT = { page: 2, rect: { x0: 312, y0: 560, x1: 522, y1: 640 } };

/** Signatures of every kind that may be seen, by the name they give their file; each signature of one goes on top of the one before. */
async function variants(): Promise<Readonly<Record<string, readonly Wish[]>>> {
  const image = { kind: 'image', bytes: await readFile(path.join(ROOT, 'resources', 'icon', 'icon.png')) } as const;
  const stroke = [20, 60, 100, 140].map((x, index) => ({ x, y: index % 2 === 0 ? 20 : 60, pressure: 0.5 }));
  const ink = { strokes: [stroke], shapes: [] };
  return {
    invisible: [{ reason: 'Seen by nobody' }],
    text: [{ place: LEFT, reason: 'I agree', location: 'Windhoek' }],
    image: [{ place: LEFT, look: { mark: image } }],
    handwriting: [{ place: LEFT, look: { text: '', mark: { kind: 'handwriting', ink } } }],
    initials: [{ place: LEFT, look: { mark: { kind: 'initials' } } }],
    scripts: [
      { place: LEFT, reason: 'أوافق على هذا العقد' },
      { place: RIGHT, reason: '我同意本合同 · मैं सहमत हूँ' },
    ],
    certified: [{ place: LEFT, certify: 'forms' }, {}],
    lasting: [{ place: LEFT, level: 'B-LTA' }],
    twice: [{}, { place: RIGHT }],
    stamps: [{ place: LEFT, further: { pages: 'all', as: 'stamp' } }],
    content: [{ place: LEFT, look: { mark: image }, further: { pages: 'all', as: 'content' } }],
  };
}

/**
 * Writes conforming documents and what becomes of them by signing into a folder, `ORIGINAL.pdf` and `ORIGINAL-VARIANT.pdf`, and the list of
 * what each has to conform to; only some of the signed ones where that is asked for. Signed by people of a PKI made for it, with its own timestamp authority.
 */
export async function writeSamples(
  folder: string,
  isWanted: (file: string) => boolean = () => true,
): Promise<Sample[]> {
  await mkdir(folder, { recursive: true });
  const workplace = await mkdtemp(path.join(tmpdir(), 'countersign-conformance-'));
  const services = await PkiServices.start();
  try {
    const anchor = path.join(workplace, 'root.cer');
    await writeFile(anchor, services.pki.root.certificate);
    const home = locateHome({ COUNTERSIGN_HOME: path.join(workplace, 'home') });
    const session = await openSession({ trust: [anchor] }, { home });
    try {
      const originals = await makeOriginals();
      return await signEach(originals, { folder, workplace, services, session, isWanted });
    } finally {
      await session.close();
    }
  } finally {
    await services.close();
    await rm(workplace, { recursive: true, force: true });
  }
}

interface Setting {
  readonly folder: string;
  readonly workplace: string;
  readonly services: PkiServices;
  readonly session: Session;
  readonly isWanted: (file: string) => boolean;
}

async function signEach(originals: readonly Original[], setting: Setting): Promise<Sample[]> {
  const samples: Sample[] = [];
  const keyStore = await keyStoreOf(setting.services.pki.signer('rsa-2048'));
  const kinds = Object.entries(await variants());
  for (const { name, flavours, bytes } of originals) {
    const source = path.join(setting.folder, `${name}.pdf`);
    await writeFile(source, bytes);
    const files = [`${name}.pdf`];
    for (const [kind, wishes] of kinds) {
      const file = `${name}-${kind}.pdf`;
      if (!setting.isWanted(file)) continue;
      await signInTurn(source, path.join(setting.folder, file), wishes, keyStore, setting);
      files.push(file);
    }
    samples.push(...files.flatMap((file) => flavours.map((flavour) => ({ file, flavour }))));
  }
  await writeFile(path.join(setting.folder, MANIFEST), `${JSON.stringify(samples, null, 1)}\n`);
  return samples;
}

/** Signature upon signature; only the last file stays. */
async function signInTurn(
  source: string,
  target: string,
  wishes: readonly Wish[],
  keyStore: Uint8Array,
  { workplace, services, session }: Setting,
): Promise<void> {
  let before = source;
  for (const [index, wish] of wishes.entries()) {
    const isLast = index === wishes.length - 1;
    const next = isLast ? target : path.join(workplace, `${index}-${path.basename(target)}`);
    const level: SignatureLevel = wish.level ?? 'B-B';
    const levels = await openLevels(
      session,
      { level, network: { tsa: [services.tsaUrl()] }, queue: false },
      { warn: (sentence) => void process.stderr.write(`${path.basename(target)}: ${sentence}\n`) },
    );
    const unlock = () => unlocked(keyStore);
    const outcome = await signDocument(
      { ...wish, source: before, target: next, replace: true },
      { ...session, levels, unlock },
    );
    if (outcome.level.reached !== level) throw new Error(`${target} reached ${outcome.level.reached}, not ${level}`);
    before = next;
  }
  // A validator in a container is another user.
  await chmod(target, 0o644);
}

function keyStoreOf({ key, certificate, chain, name }: PkiSigner): Promise<Uint8Array> {
  const password = new TextEncoder().encode(PASSWORD);
  return createPkcs12({ key, certificate, chain, password, friendlyName: name, iterations: 1000 });
}

async function unlocked(keyStore: Uint8Array) {
  const password = new TextEncoder().encode(PASSWORD);
  return chooseStoreKey(await openPkcs12(keyStore, { name: 'signer.p12', password }), {}).signer();
}
