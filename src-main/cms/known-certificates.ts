import { hash } from 'node:crypto';
import { Certificate } from './certificate.ts';

/** Enough for the signers and authorities of a day's work; beyond, the memory starts anew. */
const MOST = 500;

/** By the SHA-256 of the DER: a certificate never changes, and the same few come in one signature after another. */
const known = new Map<string, Certificate>();

/** As `new Certificate(der)`, but each is read once. `der` may be written to afterwards. @throws FormatError */
export function knownCertificate(der: Uint8Array): Certificate {
  const key = hash('sha256', der, 'base64');
  const certificate = known.get(key) ?? new Certificate(Uint8Array.from(der));
  if (known.size >= MOST) known.clear();
  known.set(key, certificate);
  return certificate;
}
