import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HashName, SignatureScheme } from '../../src-main/cms/algorithms.ts';
import { readDer } from '../../src-main/cms/der.ts';
import { PARAMETER_SETS, verifyPostQuantum } from '../../src-main/cms/post-quantum.ts';
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
  if (file.includes('p1363')) return { family: 'ecdsa', hash, plain: true };
  return { family: file.startsWith('ecdsa') ? 'ecdsa' : 'rsa-pkcs1', hash };
}

describeWithCorpus('wycheproof', 'Wycheproof: signature verification', (folder) => {
  it.each([
    'ecdsa_secp256r1_sha256_test.json',
    'ecdsa_secp256r1_sha256_p1363_test.json',
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
      if (scheme === undefined) throw new Error(`${file}: a hash that is not known`);
      const info = readPublicKeyInfo(readDer(Buffer.from(group.publicKeyDer, 'hex')));
      expect(info.usable).toBe(true);
      for (const { tcId, comment, msg, sig, result } of group.tests) {
        checked++;
        const found = checkSignature(
          info,
          () => toKeyObject(info),
          scheme,
          Buffer.from(msg, 'hex'),
          Buffer.from(sig, 'hex'),
        );
        // The one acceptable case of RSA lacks the NULL of its DigestInfo (RFC 8017, A.2.4): not what a signer may write.
        const wanted = result === 'acceptable' ? 'invalid' : result;
        if (found !== wanted) wrong.push(`${tcId} ${comment}: ${found}, should be ${wanted}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(80);
  });

  /** Octets, or nothing where the library refuses them. */
  const holds = (set: string, publicKey: string, test: MlDsaTest): boolean => {
    const [bytes, message, signature, context] = [publicKey, test.msg, test.sig, test.ctx ?? ''].map((hex) =>
      Buffer.from(hex, 'hex'),
    );
    const parameters = PARAMETER_SETS[set];
    if (parameters === undefined || !bytes || !message || !signature) throw new Error('not a vector');
    try {
      return verifyPostQuantum(parameters, bytes, message, signature, context);
    } catch {
      return false;
    }
  };

  it('mldsa_44_verify_test.json', () => {
    const { testGroups } = mlDsa('mldsa_44_verify_test.json', folder);
    const found = testGroups.flatMap((group) =>
      group.tests.map((test) => [test.tcId, test.comment, holds('2.16.840.1.101.3.4.3.17', group.publicKey, test)]),
    );
    const stated = testGroups.flatMap((group) =>
      group.tests.map(({ tcId, comment, result }) => [tcId, comment, result === 'valid']),
    );
    expect(found).toEqual(stated);
    expect(found).toHaveLength(180);
  });

  it.each([
    ['mldsa_65_sign_seed_test.json', '2.16.840.1.101.3.4.3.18'],
    ['mldsa_87_sign_seed_test.json', '2.16.840.1.101.3.4.3.19'],
  ])('%s: every signature that a good signer makes, and none of them changed', (file, set) => {
    let checked = 0;
    for (const { publicKey, tests } of mlDsa(file, folder).testGroups) {
      for (const test of tests.filter(({ result, msg }) => result === 'valid' && msg !== undefined)) {
        checked++;
        expect(holds(set, publicKey, test), `${test.tcId}`).toBe(true);
        if (checked % 10 > 0) continue;
        const sig = `${test.sig.slice(0, -2)}${test.sig.endsWith('00') ? '01' : '00'}`;
        expect(holds(set, publicKey, { ...test, sig }), `${test.tcId}, changed`).toBe(false);
      }
    }
    expect(checked).toBeGreaterThan(70);
  });
});

interface MlDsaTest {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly ctx?: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid';
}

function mlDsa(file: string, folder: string) {
  const text = readFileSync(join(folder, file), 'utf8');
  return JSON.parse(text) as { testGroups: { publicKey: string; tests: MlDsaTest[] }[] };
}
