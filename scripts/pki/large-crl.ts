import { sign } from 'node:crypto';
import { signatureAlgorithmIdentifier } from '../../src-main/cms/algorithms.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { TAG } from '../../src-main/cms/der.ts';
import { bitString, encode, integer, sequence } from '../../src-main/cms/der-writer.ts';
import type { Issued } from './issue.ts';

/** Octets of one entry: a serial number of 16 octets and a UTCTime. */
const ENTRY = 35;

/**
 * A CRL as large as one likes, naming serial numbers that nobody has.
 * @param issuer with a P-256 or P-384 key
 * @param size of the list in octets, rounded down to whole entries
 */
export function largeCrl(issuer: Issued, thisUpdate: Date, nextUpdate: Date, size: number): Uint8Array {
  const entry = sequence(encode(TAG.integer, new Uint8Array(16).fill(0x7e)), time(thisUpdate));
  const entries = Buffer.alloc(Math.floor(size / ENTRY) * ENTRY);
  for (let offset = 0; offset < entries.length; offset += ENTRY) {
    entries.set(entry, offset);
    entries.writeUInt32BE(offset, offset + 10);
  }
  const hash = issuer.key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
  const algorithm = signatureAlgorithmIdentifier(`ecdsa-${hash}`);
  const list = sequence(
    integer(1),
    algorithm,
    new Certificate(issuer.certificate).subjectName.der,
    time(thisUpdate),
    time(nextUpdate),
    sequence(entries),
  );
  return sequence(list, algorithm, bitString(sign(hash, list, issuer.key)));
}

function time(at: Date): Uint8Array {
  const text = `${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`;
  return encode(TAG.utcTime, new TextEncoder().encode(text));
}
