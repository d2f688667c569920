import { writeFileSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519.js';
import { runProgram } from './cli.ts';
import { partsOf, type SignatureBytes } from './signed-pdf.ts';
import { requireTool } from './tools.ts';

/** Programs that judge a signed file without knowing us. */
export type Witness = 'openssl' | 'pdfsig' | 'mutool' | 'noble';
export const WITNESS_PROGRAMS = ['qpdf', 'openssl', 'pdfsig', 'mutool'] as const;

/** Syntax of the whole file; empty where qpdf has nothing to say against it. */
export async function qpdfComplaint(file: string, password?: string): Promise<string> {
  const words = password === undefined ? [] : [`--password=${password}`];
  const { status, stdout, stderr } = await runProgram(requireTool('qpdf'), [...words, '--check', file]);
  const clean = status === 0 && /No syntax or stream encoding errors found/.test(stdout) && !/WARNING/.test(stderr);
  return clean ? '' : `${stdout}${stderr}`;
}

/** What pdfsig says of each signature, in the order of the form's fields: whether it is valid, and whether it covers the file. */
export async function pdfsigVerdicts(file: string, password?: string): Promise<{ valid: boolean; whole: boolean }[]> {
  const { stdout } = await runProgram(requireTool('pdfsig'), ['-nocert', ...popplerWords(password), file]);
  const [, ...signatures] = stdout.split(/^Signature #\d+:$/m);
  return signatures.map((text) => ({
    valid: /Signature Validation: Signature is Valid\./.test(text),
    whole: /Total document signed/.test(text) && !/Not total document signed/.test(text),
  }));
}

/** Words that open an encrypted file, whichever of its passwords this is. */
export function popplerWords(password: string | undefined): string[] {
  return password === undefined ? [] : ['-opw', password, '-upw', password];
}

/** What mutool says of each signature, whoever trusts the signer: whether it is valid, and whether nothing follows it. */
export async function mutoolVerdicts(file: string, password?: string): Promise<{ valid: boolean; whole: boolean }[]> {
  const words = password === undefined ? [] : ['-p', password];
  const { stdout, stderr } = await runProgram(requireTool('mutool'), ['sign', ...words, '-v', file]);
  const [, ...signatures] = `${stdout}${stderr}`.split(/^Verifying signature /m);
  return signatures.map((text) => {
    const whole = /The document is unchanged since signing\./.test(text);
    const valid = whole || /The signature is valid but there have been edits since signing\./.test(text);
    return { valid: valid && !/Digest error/.test(text), whole };
  });
}

/**
 * Integrity, chain to `root` and the certificate binding of CAdES, by `openssl cms -verify -cades`.
 * @param prefix path without ending, for the two files that openssl reads
 */
export async function opensslAccepts({ cms, content }: SignatureBytes, root: string, prefix: string): Promise<boolean> {
  writeFileSync(`${prefix}.der`, cms);
  writeFileSync(`${prefix}.content`, content);
  const files = ['-in', `${prefix}.der`, '-content', `${prefix}.content`, '-CAfile', root, '-out', `${prefix}.out`];
  const words = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-purpose', 'any', ...files];
  return (await runProgram(requireTool('openssl'), words)).status === 0;
}

/** The signature over the signed attributes, by a library that shares no code with node:crypto. */
export function nobleAccepts({ cms }: SignatureBytes): boolean {
  const { signature, signedAttributes, certificate } = partsOf(cms);
  const publicKey = new Uint8Array(certificate.tbsCertificate.subjectPublicKeyInfo.subjectPublicKey);
  return ed25519.verify(signature, signedAttributes, publicKey);
}
