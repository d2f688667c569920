import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { collectSignatures } from '../../src-main/pades/verify/collect-signatures.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';

/** A sound file that is changed. */
export interface Base {
  readonly name: string;
  /** Whether it lies among signed files. */
  readonly signed: boolean;
  readonly bytes: Uint8Array;
}

const LARGEST = 150 * 1024;
const CORPORA = ['signed', 'odd', 'attacks'];
const DER_FOLDERS = ['ocsp', 'pkits', 'tsp-ers-cms', 'eidas-qc'];
const DER_NAMES = /\.(der|crt|cer|crl|ors|ocsp|tsr|tst|p7b|p7m|p7s)$/;
/** Of the corpora's DER files every so many, so that reading them does not take longer than changing them. */
const EVERY = 5;

/** Small PDFs of the corpora and those in `own`, in order of their names. */
export function pdfBases(corpora: string, own: string): Base[] {
  const files = [...CORPORA.map((name) => path.join(corpora, name)), own].flatMap((folder) =>
    filesIn(folder, /\.pdf$/),
  );
  return files.map(({ name, file }) => ({ name, bytes: readFileSync(file), signed: !name.startsWith('odd/') }));
}

/** Certificates, revocation lists, responses and signatures: files of the corpora, and the /Contents of the PDFs. */
export async function derBases(corpora: string, pdfs: readonly Base[]): Promise<Base[]> {
  const files = DER_FOLDERS.flatMap((name) => filesIn(path.join(corpora, name), DER_NAMES));
  const bases = files
    .filter((_, index) => index % EVERY === 0)
    .map(({ name, file }): Base => ({ name, bytes: readFileSync(file), signed: true }));
  for (const { name, bytes } of pdfs.filter(({ signed }) => signed)) {
    for (const contents of await signaturesIn(bytes))
      bases.push({ name: `${name} /Contents`, bytes: Buffer.from(contents), signed: true });
  }
  return bases;
}

async function signaturesIn(bytes: Uint8Array): Promise<Uint8Array[]> {
  try {
    const { signatures } = await collectSignatures(await PdfDocument.open(bytesSource(bytes)));
    return signatures.flatMap(({ signature }) => (signature.contents === null ? [] : [signature.contents]));
  } catch {
    return [];
  }
}

function filesIn(folder: string, names: RegExp): { name: string; file: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name))
    .sort()
    .map((name) => ({ name: `${path.basename(folder)}/${name}`, file: path.join(folder, name) }))
    .filter(({ file }) => statSync(file).size <= LARGEST);
}
