import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { slh_dsa_sha2_128f } from '@noble/post-quantum/slh-dsa.js';
import { describe, expect, it } from 'vitest';
import { algorithmIdentifier, readAlgorithm } from '../../../src-main/cms/algorithm-identifier.ts';
import { goesWith, type HashName, readScheme } from '../../../src-main/cms/algorithms.ts';
import { COMPOSITES, type Composite, compositeMessage } from '../../../src-main/cms/composite.ts';
import { children, readBitString, readDer } from '../../../src-main/cms/der.ts';
import { bitString, NULL, sequence } from '../../../src-main/cms/der-writer.ts';
import { digestBytes } from '../../../src-main/cms/digest.ts';
import { PARAMETER_SETS, verifyPostQuantum } from '../../../src-main/cms/post-quantum.ts';
import { readPublicKeyInfo, toKeyObject } from '../../../src-main/cms/public-key.ts';
import { checkSignature } from '../../../src-main/cms/verify-signature.ts';
import { keyWeakness, schemeWeakness } from '../../../src-main/trust/algorithm-policy.ts';
import { readPolicy } from '../../../src-main/trust/policy-file.ts';

const data = Buffer.from('to be signed');
const now = new Date('2026-11-21T00:00:00Z');
const seed = (length: number) => new Uint8Array(length).fill(7);

const keyOf = (oid: string, bits: Uint8Array, parameters?: Uint8Array) =>
  readPublicKeyInfo(readDer(sequence(algorithmIdentifier(oid, parameters), bitString(bits))));

function check(oid: string, key: Uint8Array, signature: Uint8Array, message: Uint8Array = data) {
  const scheme = readScheme(readAlgorithm(readDer(algorithmIdentifier(oid))));
  if (scheme === undefined) return 'not accepted';
  const info = keyOf(oid, key);
  return checkSignature(info, () => toKeyObject(info), scheme, message, signature);
}

const spoilt = (bytes: Uint8Array, at: number) => bytes.map((octet, index) => (index === at ? octet ^ 1 : octet));

describe('pure signatures', () => {
  const oids = { mlDsa44: '2.16.840.1.101.3.4.3.17', slh192f: '2.16.840.1.101.3.4.3.23' };

  it.each([
    ['ML-DSA-44', '2.16.840.1.101.3.4.3.17', ml_dsa44, 32],
    ['ML-DSA-65', '2.16.840.1.101.3.4.3.18', ml_dsa65, 32],
    ['ML-DSA-87', '2.16.840.1.101.3.4.3.19', ml_dsa87, 32],
    ['SLH-DSA-SHA2-128f', '2.16.840.1.101.3.4.3.21', slh_dsa_sha2_128f, 48],
  ])('%s is valid over what was signed, with an empty context, and nothing else', (name, oid, library, seedLength) => {
    const { publicKey, secretKey } = library.keygen(seed(seedLength));
    const signature = library.sign(data, secretKey);
    expect(keyOf(oid, publicKey).keyName).toBe(name);
    expect(check(oid, publicKey, signature)).toBe('valid');
    expect(check(oid, publicKey, spoilt(signature, 100))).toBe('invalid');
    expect(check(oid, publicKey, signature.subarray(1))).toBe('invalid');
    expect(check(oid, publicKey, signature, Buffer.from('other'))).toBe('invalid');
    if (name === 'ML-DSA-44') {
      const inContext = library.sign(data, secretKey, { context: Buffer.from('another use') });
      expect(check(oid, publicKey, inContext)).toBe('invalid');
    }
  });

  it.each(Object.values(PARAMETER_SETS))('$name is in the library, with keys of this length', (set) => {
    // A signature of the wrong length is not looked at; a key of the wrong length is told.
    expect(verifyPostQuantum(set, new Uint8Array(set.keyLength), data, new Uint8Array(1))).toBe(false);
    expect(() => verifyPostQuantum(set, new Uint8Array(set.keyLength + 1), data, new Uint8Array(50_000))).toThrow();
  });

  it('a key of one size does not check signatures of another', () => {
    const { publicKey } = ml_dsa65.keygen(seed(32));
    const { secretKey } = ml_dsa44.keygen(seed(32));
    expect(keyOf(oids.mlDsa44, publicKey).usable).toBe(false);
    expect(check(oids.mlDsa44, publicKey, ml_dsa44.sign(data, secretKey))).toBe('unsupported');
  });

  it('identifiers must have no parameters (RFC 9881, 2), and those that sign a digest are not accepted', () => {
    const { publicKey } = ml_dsa44.keygen(seed(32));
    expect(() => keyOf(oids.mlDsa44, publicKey, NULL)).toThrow(/parameters/);
    expect(() => readScheme(readAlgorithm(readDer(algorithmIdentifier(oids.mlDsa44, NULL))))).toThrow(/parameters/);
    // HashML-DSA-44 with SHA-512.
    expect(check('2.16.840.1.101.3.4.3.32', publicKey, new Uint8Array())).toBe('not accepted');
  });

  it.each<[string, HashName[], HashName[]]>([
    ['2.16.840.1.101.3.4.3.17', ['sha256', 'sha512', 'sha3-256', 'shake256'], ['sha1', 'sha224']],
    ['2.16.840.1.101.3.4.3.18', ['sha384', 'sha512', 'sha3-384', 'shake256'], ['sha256', 'sha3-256']],
    ['2.16.840.1.101.3.4.3.19', ['sha512', 'sha3-512', 'shake256'], ['sha256', 'sha384', 'sha3-384']],
    ['2.16.840.1.101.3.4.3.23', ['sha384', 'sha512'], ['sha256']],
  ])('%s goes with digests that are strong enough (RFC 9882, 3.3; RFC 9814, 4)', (oid, strong, weak) => {
    const scheme = readScheme(readAlgorithm(readDer(algorithmIdentifier(oid))));
    if (scheme === undefined) throw new Error('not known');
    expect(strong.filter((hash) => !goesWith(scheme, hash))).toEqual([]);
    expect(weak.filter((hash) => goesWith(scheme, hash))).toEqual([]);
  });

  it('the policy accepts ML-DSA and the larger SLH-DSA', () => {
    expect(keyWeakness(keyOf(oids.mlDsa44, ml_dsa44.keygen(seed(32)).publicKey), now)).toBeUndefined();
    expect(keyWeakness(keyOf(oids.slh192f, new Uint8Array(48)), now)).toBeUndefined();
    expect(keyWeakness(keyOf('2.16.840.1.101.3.4.3.27', new Uint8Array(32)), now)?.end).toBeUndefined();
    expect(keyWeakness(keyOf('2.16.840.1.101.3.4.3.27', new Uint8Array(32)), now)?.message).toMatch(/too short/);
  });
});

describe('composite signatures', () => {
  const libraries = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 };
  const named = (name: string): [string, Composite] => {
    const found = [...COMPOSITES].find(([, composite]) => composite.name === name);
    if (found === undefined) throw new Error(`${name} is not there`);
    return found;
  };
  /** subjectPublicKey alone. */
  const bitsOf = (key: KeyObject): Uint8Array => {
    const [, bits] = children(readDer(key.export({ type: 'spki', format: 'der' })));
    if (bits === undefined) throw new Error('not a key');
    return readBitString(bits);
  };
  const KINDS: [
    string,
    () => { publicKey: KeyObject; privateKey: KeyObject },
    (m: Uint8Array, k: KeyObject) => Buffer,
  ][] = [
    ['MLDSA44-Ed25519-SHA512', () => generateKeyPairSync('ed25519'), (m, key) => sign(null, m, key)],
    [
      'MLDSA65-ECDSA-P256-SHA512',
      () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      (m, key) => sign('sha256', m, key),
    ],
    [
      'MLDSA44-RSA2048-PSS-SHA256',
      () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
      (m, key) => sign('sha256', m, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
    ],
    ['MLDSA87-Ed448-SHAKE256', () => generateKeyPairSync('ed448'), (m, key) => sign(null, m, key)],
  ];

  it.each(KINDS)('%s holds only where both halves hold', (name, generate, signOther) => {
    const [oid, composite] = named(name);
    const library = libraries[composite.mlDsa.name as keyof typeof libraries];
    const half = library.keygen(seed(32));
    const other = generate();
    const message = compositeMessage(composite, digestBytes(composite.hash, data));
    const context = Buffer.from(composite.label, 'latin1');
    const first = library.sign(message, half.secretKey, { context });
    const second = signOther(message, other.privateKey);
    const key = Buffer.concat([half.publicKey, bitsOf(other.publicKey)]);
    expect(check(oid, key, Buffer.concat([first, second]))).toBe('valid');
    expect(check(oid, key, Buffer.concat([spoilt(first, 9), second]))).toBe('invalid');
    expect(check(oid, key, Buffer.concat([first, spoilt(second, second.length - 1)]))).toBe('invalid');
    expect(check(oid, key, first)).toBe('invalid');
    const plain = library.sign(message, half.secretKey);
    expect(check(oid, key, Buffer.concat([plain, second]))).toBe('invalid');
    const alone = signOther(data, other.privateKey);
    expect(check(oid, key, Buffer.concat([first, alone]))).toBe('invalid');
  });

  it('sign the prefix, the label, an empty context and the digest', () => {
    const [, composite] = named('MLDSA65-ECDSA-P256-SHA512');
    const message = Buffer.from(
      compositeMessage(composite, digestBytes(composite.hash, Buffer.from('00010203040506070809', 'hex'))),
    ).toString('hex');
    expect(message).toBe(
      '436f6d706f73697465416c676f726974686d5369676e617475726573323032' +
        '35434f4d505349472d4d4c44534136352d503235362d534841353132000f89ee1fcb7b0a4f7809d1267a029719004c5a5e5ec323a7c3523a20974f' +
        '9a3f202f56fadba4cd9e8d654ab9f2e96dc5c795ea176fa20ede8d854c342f903533',
    );
    expect(named('MLDSA65-ECDSA-P256-SHA512')[0]).toBe('1.3.6.1.5.5.7.6.45');
    expect(named('MLDSA87-ECDSA-P521-SHA512')[0]).toBe('1.3.6.1.5.5.7.6.54');
  });

  it('are a draft, which the policy does not accept by itself', () => {
    const [, composite] = named('MLDSA44-Ed25519-SHA512');
    const scheme = { family: 'composite', composite } as const;
    expect(schemeWeakness(scheme, now)?.message).toMatch(/not accepted/);
    const { algorithms } = readPolicy(Buffer.from('{"experimental":["composite"]}'), 'policy.json');
    expect(schemeWeakness(scheme, now, algorithms)).toBeUndefined();
    expect(() => readPolicy(Buffer.from('{"experimental":["everything"]}'), 'policy.json')).toThrow(/experimental/);
  });
});
