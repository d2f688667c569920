import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';
import { IsolatedProcess } from '../isolated-process.ts';
import { makePki } from '../pki/make-pki.ts';
import { judge, type Verdict } from './judge.ts';
import type { SignReply, SignRequest } from './sign-protocol.ts';

export interface CorpusOptions {
  /** Folder that holds the corpora. */
  readonly folder: string;
  /** As many files only, spread evenly. */
  readonly sample?: number | undefined;
  /** Only files whose path contains this. */
  readonly only?: string | undefined;
  /** Only the damaged files, as repaired copies. */
  readonly repair?: boolean | undefined;
  /** Files at a time. */
  readonly jobs?: number | undefined;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

const CORPORA = ['odd', 'signed'];
const LIMITS = { deadline: 10_000, memory: 500 * 1024 * 1024 };
const PASSWORD = 'corpus';

/** Every PDF of the corpora by its path in their folder, sorted. */
export function corpusFiles({ folder, sample, only }: CorpusOptions): string[] {
  const all = CORPORA.flatMap((corpus) =>
    readdirSync(path.join(folder, corpus), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(corpus, file),
    ),
  );
  const files = all.filter((file) => file.endsWith('.pdf') && (only === undefined || file.includes(only))).sort();
  if (sample === undefined || sample >= files.length) return files;
  const step = files.length / sample;
  return Array.from({ length: sample }, (_, index) => files[Math.floor(index * step)] ?? '');
}

/** Signs every file in processes of their own and judges what comes out. @throws Error where a witness is not installed */
export async function runCorpus(options: CorpusOptions): Promise<Verdict[]> {
  const files = corpusFiles(options);
  const work = mkdtempSync(path.join(tmpdir(), 'countersign-corpus-'));
  const verdicts: Verdict[] = [];
  let next = 0;
  try {
    const args = await keyMaterial(work);
    const runner = async (number: number): Promise<void> => {
      const folder = path.join(work, `worker-${number}`);
      mkdirSync(folder);
      const module = path.join(import.meta.dirname, 'sign-worker.ts');
      const worker = new IsolatedProcess<SignRequest, SignReply>(module, [...args, folder], LIMITS);
      try {
        for (let index = next++; index < files.length; index = next++) {
          const file = files[index] ?? '';
          const source = path.join(options.folder, file);
          const target = path.join(folder, 'signed.pdf');
          const verdict = await judge(file, { source, target, repair: options.repair ?? false }, worker);
          if (verdict !== undefined) verdicts.push(verdict);
          options.onProgress?.(index + 1, files.length);
        }
      } finally {
        await worker.end();
      }
    };
    await Promise.all(Array.from({ length: options.jobs ?? 2 }, (_, number) => runner(number)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return verdicts.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** A key store and the root it leads to: what the worker is told. */
async function keyMaterial(folder: string): Promise<string[]> {
  const pki = makePki();
  const { key, certificate, chain, name } = pki.signer('p-256');
  const password = new TextEncoder().encode(PASSWORD);
  const store = path.join(folder, 'key.p12');
  const root = path.join(folder, 'root.der');
  writeFileSync(store, await createPkcs12({ key, certificate, chain, password, friendlyName: name, iterations: 1000 }));
  writeFileSync(root, pki.root.certificate);
  return [store, PASSWORD, root];
}
