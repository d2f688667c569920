import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { ecdsaDer, mechanismFor, signatureLength } from '../../../src-main/tokens/mechanisms.ts';
import { selfSigned } from '../../support/softhsm.ts';

const data = new TextEncoder().encode('message');
const kindOf = (kind: 'rsa-2048' | 'p-256' | 'p-384' | 'p-521' | 'ed25519') =>
  keyKindOf(selfSigned(generateKey(kind), kind));

describe('ecdsaDer', () => {
  it.each(['P-256', 'P-384', 'P-521'])(
    '%s: r and s side by side become the DER that node:crypto reads',
    (namedCurve) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      for (let i = 0; i < 40; i++) {
        const raw = sign('sha256', new Uint8Array([i]), { key: privateKey, dsaEncoding: 'ieee-p1363' });
        expect(verify('sha256', new Uint8Array([i]), publicKey, ecdsaDer(raw))).toBe(true);
      }
    },
  );

  it('writes numbers short and positive, whatever their leading bytes (X.690, 8.3)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(31), (r, zeros) => {
        r.fill(0, 0, zeros);
        const der = ecdsaDer(Buffer.concat([r, r]));
        const length = der[3] ?? 0;
        const number = der.subarray(4, 4 + length);
        expect((number[0] ?? 0) < 0x80).toBe(true);
        expect(length === 1 || number[0] !== 0 || (number[1] ?? 0) >= 0x80).toBe(true);
        expect(BigInt(`0x${Buffer.from(number).toString('hex')}`)).toBe(BigInt(`0x${Buffer.from(r).toString('hex')}`));
      }),
    );
  });
});

describe('mechanismFor', () => {
  it('prefers the raw mechanism, so that the token is fed a DigestInfo (RFC 8017, 9.2)', () => {
    const mechanism = mechanismFor('rsa-pkcs1-sha256', kindOf('rsa-2048'), [0x40, 0x1]);
    expect(mechanism?.spec).toEqual({ mechanism: 0x1 });
    const hash = createHash('sha256').update(data).digest('hex');
    expect(Buffer.from(mechanism?.input(data) ?? []).toString('hex')).toBe(
      `3031300d060960864801650304020105000420${hash}`,
    );
  });

  it('feeds the message where the token hashes itself', () => {
    const mechanism = mechanismFor('rsa-pkcs1-sha512', kindOf('rsa-2048'), [0x42]);
    expect(mechanism?.spec).toEqual({ mechanism: 0x42 });
    expect(mechanism?.input(data)).toBe(data);
  });

  it('gives PSS the hash, its mask and a salt of its length', () => {
    const mechanism = mechanismFor('rsa-pss-sha384', kindOf('rsa-2048'), [0xd]);
    expect(mechanism?.spec).toEqual({ mechanism: 0xd, pss: { hash: 0x260, mgf: 3, saltLength: 48 } });
    expect(mechanism?.input(data)).toHaveLength(48);
  });

  it('cuts a hash that is longer than the curve', () => {
    expect(mechanismFor('ecdsa-sha512', kindOf('p-256'), [0x1041])?.input(data)).toHaveLength(32);
    expect(mechanismFor('ecdsa-sha512', kindOf('p-521'), [0x1041])?.input(data)).toHaveLength(64);
  });

  it('gives Ed25519 the message and finds nothing where nothing fits', () => {
    expect(mechanismFor('ed25519', kindOf('ed25519'), [0x1057])?.input(data)).toBe(data);
    expect(mechanismFor('ed25519', kindOf('ed25519'), [0x1041])).toBeUndefined();
    expect(mechanismFor('ecdsa-sha256', kindOf('p-256'), [0x1045])).toBeUndefined();
  });

  it.each([
    ['rsa-2048', 256],
    ['p-256', 64],
    ['p-384', 96],
    ['p-521', 132],
    ['ed25519', 64],
  ] as const)('%s: room for %i bytes', (kind, length) => {
    expect(signatureLength(kindOf(kind))).toBe(length);
  });
});
