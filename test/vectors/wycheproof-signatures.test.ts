import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HashName, SignatureScheme } from '../../src-main/cms/algorithms.ts';
import { readDer } from '../../src-main/cms/der.ts';
import { readPublicKeyInfo, toKeyObject } from '../../src-main/cms/public-key.ts';
import { checkSignature } from '../../src-main/cms/verify-signature.ts';
import { describeWithCorpus } from '../support/tools.ts';

interface Group {
  readonly publicKeyDer: string;
  readonly sha?: string;
  readonly mgfSha?: string;
  readonly sLen?: number;
  readonly tests: readonly {
    tcId: number;
    comment: string;
    msg: string;
    sig: string;
    result: 'valid' | 'invalid' | 'acceptable';
  }[];
}

const hashName = (name = ''): HashName | undefined =>
  (['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const).find(
    (hash) => hash === name.replace('-', '').toLowerCase(),
  );

function schemeOf(file: string, group: Group): SignatureScheme | undefined {
  const hash = hashName(group.sha);
  const maskHash = hashName(group.mgfSha);
  if (file.startsWith('ed')) {
    return { family: file.startsWith('ed448') ? 'ed448' : 'ed25519' };
  }
  if (hash === undefined) {
    return undefined;
  }
  if (file.startsWith('rsa_pss')) {
    return maskHash === undefined ? undefined : { family: 'rsa-pss', hash, maskHash, saltLength: group.sLen ?? 0 };
  }
  return { family: file.startsWith('ecdsa') ? 'ecdsa' : 'rsa-pkcs1', hash };
}

describeWithCorpus('wycheproof', 'Wycheproof: signature verification', (folder) => {
  it.each([
    'ecdsa_secp256r1_sha256_test.json',
    'ecdsa_secp384r1_sha384_test.json',
    'ecdsa_secp521r1_sha512_test.json',
    'ecdsa_brainpoolP256r1_sha256_test.json',
    'ecdsa_brainpoolP384r1_sha384_test.json',
    'ed25519_test.json',
    'ed448_test.json',
    'rsa_signature_2048_sha256_test.json',
    'rsa_signature_3072_sha256_test.json',
    'rsa_signature_3072_sha512_test.json',
    'rsa_signature_4096_sha512_test.json',
    'rsa_pss_2048_sha256_mgf1_32_test.json',
    'rsa_pss_4096_sha512_mgf1_32_test.json',
    'rsa_pss_misc_test.json',
    'rsa_pss_misc_params_test.json',
  ])('%s', (file) => {
    const { testGroups } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { testGroups: Group[] };
    const wrong: string[] = [];
    let checked = 0;
    for (const group of testGroups) {
      const scheme = schemeOf(file, group);
      if (scheme === undefined) {
        continue; // SHA-512/256 and its like are outside the white list
      }
      const info = readPublicKeyInfo(readDer(Buffer.from(group.publicKeyDer, 'hex')));
      if (!info.usable) {
        continue;
      }
      for (const { tcId, comment, msg, sig, result } of group.tests) {
        checked++;
        const found = checkSignature(
          info,
          () => toKeyObject(info),
          scheme,
          Buffer.from(msg, 'hex'),
          Buffer.from(sig, 'hex'),
        );
        if (result !== 'acceptable' && found !== result) {
          wrong.push(`${tcId} ${comment}: ${found}, should be ${result}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(80);
  });
});
