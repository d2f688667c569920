/**
 * Program: speaks the protocol of the helpers for the keys of an operating system (src-main/tokens/system/protocol.ts) with RSA keys of its
 * own, which it reads from the JSON file named first. The second argument says how it misbehaves. It imports nothing, to start quickly.
 */
import { constants, createHash, createPrivateKey, privateEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** DER of DigestInfo up to the hash (RFC 8017, 9.2, note 1). */
const DIGEST_INFO = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};
const [file = '', fault = ''] = process.argv.slice(2);
/** @type {{ certificate: string, chain: string[], key: string }[]} */
const keys = JSON.parse(readFileSync(file, 'utf8'));
const write = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const sha256 = (base64) => createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (fault === 'crash') process.exit(2);
  if (fault === 'restricted') process.exit(3);
  if (fault === 'complains') {
    process.stderr.write(
      '\nFile C:\\Users\\Rosa\\windows-keys.ps1 cannot be loaded because running scripts is disabled\nmore\n',
    );
    process.exit(1);
  }
  if (fault === 'garbage') process.stdout.write('garbage\n');
  else if (fault === 'endless') process.stdout.write('x'.repeat(200_000));
  else if (fault === 'other id') write({ id: request.id + 1, ok: true, value: [] });
  else if (fault !== 'silent') write({ id: request.id, ...answerTo(request) });
}

function answerTo({ call, certificate, scheme, hash, digest }) {
  if (call === 'list')
    return { ok: true, value: keys.map(({ certificate: der, chain }) => ({ certificate: der, chain })) };
  if (['cancelled', 'missing', 'unsupported', 'failed'].includes(fault)) {
    return { ok: false, kind: fault, reason: 'the system says\u0007 no' };
  }
  const key = keys.find((candidate) => sha256(candidate.certificate) === certificate);
  if (key === undefined) return { ok: false, kind: 'missing', reason: 'no such key' };
  if (scheme !== 'pkcs1') return { ok: false, kind: 'unsupported', reason: 'PKCS#1 only' };
  const privateKey = createPrivateKey({ key: Buffer.from(key.key, 'base64'), format: 'der', type: 'pkcs8' });
  const info = Buffer.concat([Buffer.from(DIGEST_INFO[hash], 'hex'), Buffer.from(digest, 'base64')]);
  const signature = privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, info);
  if (fault === 'wrong') signature[10] ^= 1;
  return { ok: true, value: signature.toString('base64') };
}
