import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './cli.ts';
import { requireTool } from './tools.ts';

/** Passwords of the encrypted files of the tests. */
export const USER = 'sesame';
export const OWNER = 'owner';

/** Every way in which qpdf encrypts, as its words after the passwords, with what the product calls it. */
export const METHODS = [
  { name: 'RC4-40, R2', words: ['40'], method: 'RC4-40', revision: 2 },
  { name: 'RC4-128, R3', words: ['128', '--use-aes=n'], method: 'RC4-128', revision: 3 },
  { name: 'RC4-128, R4', words: ['128', '--use-aes=n', '--force-V4'], method: 'RC4-128', revision: 4 },
  { name: 'AES-128, R4', words: ['128', '--use-aes=y'], method: 'AES-128', revision: 4 },
  {
    name: 'AES-128, R4, metadata in the clear',
    words: ['128', '--use-aes=y', '--cleartext-metadata'],
    method: 'AES-128',
    revision: 4,
  },
  { name: 'AES-256, R5', words: ['256', '--force-R5'], method: 'AES-256', revision: 5 },
  { name: 'AES-256, R6', words: ['256'], method: 'AES-256', revision: 6 },
  {
    name: 'AES-256, R6, metadata in the clear',
    words: ['256', '--cleartext-metadata'],
    method: 'AES-256',
    revision: 6,
  },
] as const;

export interface EncryptRequest {
  /** After the passwords: key length and options. */
  readonly words: readonly string[];
  readonly user?: string;
  readonly owner?: string;
  readonly objectStreams?: 'preserve' | 'generate' | 'disable';
}

/** Encrypts a PDF with qpdf into `folder`. Gives the path. */
export async function encryptPdf(pdf: Uint8Array, folder: string, request: EncryptRequest): Promise<string> {
  const { words, user = USER, owner = OWNER, objectStreams = 'preserve' } = request;
  const [open, encrypted] = [join(folder, 'open.pdf'), join(folder, 'encrypted.pdf')];
  writeFileSync(open, pdf);
  const options = ['--allow-weak-crypto', `--object-streams=${objectStreams}`];
  const args = [...options, '--encrypt', user, owner, ...words, '--', open, encrypted];
  const { status, stderr } = await runProgram(requireTool('qpdf'), args);
  if (status !== 0) throw new Error(stderr);
  return encrypted;
}
