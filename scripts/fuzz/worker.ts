import { readFileSync, writeFileSync } from 'node:fs';
import { serve } from '../isolated-process.ts';
import { derBases, pdfBases } from './bases.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateDer } from './mutate-der.ts';
import { mutateModel } from './mutate-pdf.ts';
import type { FuzzReply, FuzzRequest, Target } from './protocol.ts';
import { attempt } from './targets.ts';

const [corpora = '', own = ''] = process.argv.slice(2);
const pdfs = pdfBases(corpora, own);
/** Those that hold a signature more often than those that do not: more is done with them. */
const signed = pdfs.filter((base) => base.signed);
const ders = await derBases(corpora, pdfs);

interface Input {
  readonly base: string;
  readonly bytes: Uint8Array;
  readonly targets: readonly Target[];
}

const OF_A_PDF: readonly Target[] = ['read', 'verify', 'sign', 'repair'];

/** The input of a seed: every fourth is DER, of the others half are changed in the model and half in their bytes. */
async function inputOf(seed: number): Promise<Input> {
  if (seed % 4 === 3 && ders.length > 0) {
    const base = ders[Math.floor(seed / 4) % ders.length];
    if (base !== undefined) return { base: base.name, bytes: mutateDer(base.bytes, seed), targets: ['der'] };
  }
  const some = seed % 3 === 0 || signed.length === 0 ? pdfs : signed;
  const base = some[Math.floor(seed / 3) % some.length];
  if (base === undefined) throw new Error('there is no file to start from');
  const changed = seed % 2 === 0 ? await mutateModel(base.bytes, seed).catch(() => undefined) : undefined;
  return {
    base: `${base.name}${changed === undefined ? ' (bytes)' : ' (model)'}`,
    bytes: changed ?? mutateBytes(base.bytes, seed),
    targets: OF_A_PDF,
  };
}

async function answer(request: FuzzRequest): Promise<FuzzReply> {
  if (request.kind === 'file') {
    const error = await attempt(request.target, readFileSync(request.file));
    return { fault: error === undefined ? null : { target: request.target, error }, base: '' };
  }
  const { base, bytes, targets } = await inputOf(request.seed);
  if (request.kind === 'make') {
    writeFileSync(request.file, bytes);
    return { fault: null, base };
  }
  for (const target of targets) {
    const error = await attempt(target, bytes);
    if (error !== undefined) return { fault: { target, error }, base };
  }
  return { fault: null, base };
}

serve(answer);
