import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateEncrypt,
  randomBytes,
  sign,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { algorithmIdentifier } from '../../../src-main/cms/algorithm-identifier.ts';
import { hashLength, hashOid, type SignatureScheme } from '../../../src-main/cms/algorithms.ts';
import { children, readDer } from '../../../src-main/cms/der.ts';
import { integer, NULL, octetString, sequence } from '../../../src-main/cms/der-writer.ts';
import { digestBytes } from '../../../src-main/cms/digest.ts';
import { readPublicKeyInfo, toKeyObject } from '../../../src-main/cms/public-key.ts';
import { checkSignature } from '../../../src-main/cms/verify-signature.ts';

const data = Buffer.from('to be signed');

function check(key: KeyObject, scheme: SignatureScheme, signature: Uint8Array) {
  const info = readPublicKeyInfo(readDer(createPublicKey(key).export({ type: 'spki', format: 'der' })));
  return checkSignature(info, () => toKeyObject(info), scheme, data, signature);
}

describe('RSASSA-PSS whose mask is made with another hash (RFC 8017, 9.1)', () => {
  const key = generateKey('rsa-2048');
  const scheme = { family: 'rsa-pss', hash: 'sha256', maskHash: 'sha512', saltLength: 32 } as const;

  /** EMSA-PSS-ENCODE, with a chance to spoil it, signed with the bare RSA operation. */
  function encodeAndSign(spoil: {
    block?: (block: Buffer) => void;
    encoded?: (encoded: Buffer) => void;
    saltLength?: number;
  }) {
    const salt = randomBytes(spoil.saltLength ?? 32);
    const messageHash = createHash('sha256').update(data).digest();
    const digest = createHash('sha256').update(Buffer.alloc(8)).update(messageHash).update(salt).digest();
    const block = Buffer.alloc(256 - 32 - 1);
    block[block.length - salt.length - 1] = 1;
    salt.copy(block, block.length - salt.length);
    spoil.block?.(block);
    const mask = Buffer.concat(
      [0, 1, 2, 3].map((counter) =>
        createHash('sha512')
          .update(digest)
          .update(Buffer.from([0, 0, 0, counter]))
          .digest(),
      ),
    );
    const masked = block.map((octet, index) => octet ^ (mask[index] ?? 0));
    masked[0] = (masked[0] ?? 0) & 0x7f;
    const encoded = Buffer.concat([masked, digest, Buffer.of(0xbc)]);
    spoil.encoded?.(encoded);
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
  }

  it('is valid as encoded by the rule', () => {
    expect(check(key, scheme, encodeAndSign({}))).toBe('valid');
  });

  it.each<[string, Parameters<typeof encodeAndSign>[0]]>([
    ['the padding is not zero', { block: (block) => block.writeUInt8(1, 5) }],
    ['the octet before the salt is not 1', { block: (block) => block.writeUInt8(2, block.length - 33) }],
    ['the salt has another length', { saltLength: 20 }],
    ['the trailer is not 0xBC', { encoded: (encoded) => encoded.writeUInt8(0xcc, 255) }],
    ['the digest is another', { encoded: (encoded) => encoded.writeUInt8((encoded[230] ?? 0) ^ 1, 230) }],
  ])('is invalid when %s', (_, spoil) => {
    expect(check(key, scheme, encodeAndSign(spoil))).toBe('invalid');
  });

  it('is invalid with a shorter signature or over other data', () => {
    expect(check(key, scheme, encodeAndSign({}).subarray(1))).toBe('invalid');
    expect(check(key, { ...scheme, maskHash: 'sha384' }, encodeAndSign({}))).toBe('invalid');
  });
});

/** The same RSA numbers under rsaEncryption: PKCS#8 with the other algorithm identifier. */
function withoutRestrictions(key: KeyObject): KeyObject {
  const members = children(readDer(key.export({ type: 'pkcs8', format: 'der' })));
  const numbers = members[2];
  if (numbers === undefined) {
    throw new Error('not a PKCS#8 key');
  }
  const rsaEncryption = algorithmIdentifier('1.2.840.113549.1.1.1', NULL);
  const der = Buffer.from(sequence(integer(0), rsaEncryption, numbers.bytes));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

describe('a key', () => {
  it('of kind id-RSASSA-PSS signs with its own parameters only (RFC 4055, 1.2)', () => {
    const key = generateKey('rsa-pss');
    const pss = (hash: string, saltLength: number, by: KeyObject) =>
      sign(hash, data, { key: by, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
    const scheme = { family: 'rsa-pss', hash: 'sha256', maskHash: 'sha256', saltLength: 32 } as const;
    expect(check(key, scheme, pss('sha256', 32, key))).toBe('valid');
    // The same number without restrictions makes what the restricted key may not.
    const plain = withoutRestrictions(key);
    expect(
      check(key, { ...scheme, hash: 'sha512', maskHash: 'sha512', saltLength: 64 }, pss('sha512', 64, plain)),
    ).toBe('invalid');
    expect(check(key, { ...scheme, saltLength: 20 }, pss('sha256', 20, plain))).toBe('invalid');
    expect(check(key, { family: 'rsa-pkcs1', hash: 'sha256' }, sign('sha256', data, plain))).toBe('invalid');
    expect(check(plain, { family: 'rsa-pkcs1', hash: 'sha256' }, sign('sha256', data, plain))).toBe('valid');
  });
});

describe('SHA-3, of which node:crypto in the product knows nothing', () => {
  const hashes = ['sha3-256', 'sha3-384', 'sha3-512'] as const;
  const spoilt = (signature: Uint8Array) => {
    const changed = Uint8Array.from(signature);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    return changed;
  };

  it.each(hashes)('%s under RSA, ECDSA and PSS as OpenSSL signs it', (hash) => {
    const rsa = generateKey('rsa-2048');
    const saltLength = hashLength(hash);
    const cases: [KeyObject, SignatureScheme, Uint8Array][] = [
      [rsa, { family: 'rsa-pkcs1', hash }, sign(hash, data, rsa)],
      [
        rsa,
        { family: 'rsa-pss', hash, maskHash: hash, saltLength },
        sign(hash, data, { key: rsa, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
      ],
      ...(['p-256', 'p-521', 'brainpool-p384'] as const).map((kind): [KeyObject, SignatureScheme, Uint8Array] => {
        const key = generateKey(kind);
        return [key, { family: 'ecdsa', hash }, sign(hash, data, key)];
      }),
    ];
    for (const [key, scheme, signature] of cases) {
      expect([scheme.family, check(key, scheme, signature)]).toEqual([scheme.family, 'valid']);
      expect([scheme.family, check(key, scheme, spoilt(signature))]).toEqual([scheme.family, 'invalid']);
      const other = { ...scheme, hash: hash === 'sha3-256' ? 'sha3-512' : 'sha3-256' } as SignatureScheme;
      expect([scheme.family, check(key, other, signature)]).toEqual([scheme.family, 'invalid']);
    }
  });

  it('is refused with a padding that is not the one', () => {
    const rsa = generateKey('rsa-2048');
    const info = sequence(algorithmIdentifier(hashOid('sha3-256'), NULL), octetString(digestBytes('sha3-256', data)));
    const seal = (padding: Buffer) =>
      privateEncrypt(
        { key: rsa, padding: constants.RSA_NO_PADDING },
        Buffer.concat([
          Buffer.of(0, 1),
          padding,
          Buffer.of(0),
          info,
          Buffer.alloc(256 - 3 - padding.length - info.length),
        ]),
      );
    const scheme = { family: 'rsa-pkcs1', hash: 'sha3-256' } as const;
    expect(check(rsa, scheme, seal(Buffer.alloc(253 - info.length, 0xff)))).toBe('valid');
    expect(check(rsa, scheme, seal(Buffer.alloc(8, 0xff)))).toBe('invalid');
    expect(check(rsa, scheme, seal(Buffer.alloc(253 - info.length, 0xfe)))).toBe('invalid');
  });
});
