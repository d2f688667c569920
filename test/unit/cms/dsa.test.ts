import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { algorithmIdentifier } from '../../../src-main/cms/algorithm-identifier.ts';
import { type HashName, readScheme } from '../../../src-main/cms/algorithms.ts';
import { children, type Der, readDer, TAG } from '../../../src-main/cms/der.ts';
import { bitString, encode, NULL, sequence } from '../../../src-main/cms/der-writer.ts';
import { readPublicKeyInfo, withDsaParameters } from '../../../src-main/cms/public-key.ts';
import { checkSignature } from '../../../src-main/cms/verify-signature.ts';

const DSA = '1.2.840.10040.4.1';
/** Made by OpenSSL for this test: p of 2048 bits, q of 224. */
const key = createPrivateKey({
  key: Buffer.from(
    'MIICXAIBADCCAjUGByqGSM44BAEwggIoAoIBAQCDaXAjfGj/p+QbtmlD6QloTiJ6yfWn4ISiHr+6kXA1EjOu3pF4MMNaBZ3jWKaHKxjaMgut+m' +
      'e8K3SNHj5nYtPkwGU/PCRlMJHviAR4rhsyqfTDRwz1BksZd7469S4rGu6K+JSJ+H7kP/SI0wrFscVUIsEv1lGiv4mQCa4o8VdgTT1kTcUxnlq5' +
      'sLWZjMy/yNg7QSjyInW6ilOUEWYqxmVQARM+KqHQYHhMMqfrHEry4FAD99wkNSo8Kmk5H/5u9bAtUDIhONmDQPgsqGQvi0wz2Ixjgistf6s0KN' +
      'xPlYcji6lP60iow8vZbWPDHISix3zFw3H+Y6o+Lo/lqZwR4gzHAh0Azzsfg9gBkjigHsp22HWiW0P6zLSV7hLJcKhQjQKCAQBNJxK32RYCHuYp' +
      'OfxaUDVSxhTmMy0Ak31i1Q6YXApBipyFY0HcyED2kFmqQrTeGMoiMqKWLSSyHLOjKgTI7KuVvYcyWAQddgqXb9sZmhsvjyYd9bA9ioNfAtRFDE' +
      'yJr0XTO/diZA6UoknfanhrPCn13OY0cw1Kg2TgSh2tnkOnKfpDOgIagz4tGAtjaPn0TXhfHDStvYoS/A/rMOsdQ3KTB8u/IHvwNAuwOuYGxIqA' +
      'vsBh6eaVjSlxqDNxYG6L6mX8+RTN9o+sG94pOyPtqxzJ3sV8jJhITARvU8BYTiZEiju6q3Rd1W0cdSKjTs6H3NhX/agQR+/Zju7WHd/DtLgFBB' +
      '4CHAYYzpcr7EtcedGM3uI/ldX7VyV8ejBoCZu0WEk=',
    'base64',
  ),
  format: 'der',
  type: 'pkcs8',
});
const data = Buffer.from('to be signed');
const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
const info = readPublicKeyInfo(readDer(spki));
const noKey = () => {
  throw new Error('DSA does not use node:crypto');
};
const check = (signature: Uint8Array, hash: HashName = 'sha256', by = info) =>
  checkSignature(by, noKey, { family: 'dsa', hash }, data, signature);

/** The public key with parameters and number as given. */
function keyWith(parameters: Uint8Array | undefined, y: Uint8Array = info.keyBits) {
  return readPublicKeyInfo(readDer(sequence(algorithmIdentifier(DSA, parameters), bitString(y))));
}
const numbers = (): Der[] => {
  const { parameters } = info.algorithm;
  return parameters === undefined ? [] : children(parameters);
};

describe('DSA', () => {
  it.each(['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const)('takes what OpenSSL signed with %s', (hash) => {
    const signature = sign(hash, data, key);
    expect(check(signature, hash)).toBe('valid');
    expect(check(signature, hash === 'sha1' ? 'sha256' : 'sha1')).toBe('invalid');
  });

  it('says what kind of key it is', () => {
    expect(info).toMatchObject({ family: 'dsa', keyName: 'DSA 2048', bits: 2048, usable: true });
  });

  it('refuses a signature with one octet changed, wherever it stands', () => {
    const signature = sign('sha256', data, key);
    for (let index = 0; index < signature.length; index += 1) {
      const changed = Uint8Array.from(signature, (octet, at) => (at === index ? octet ^ 1 : octet));
      expect(check(changed), `octet ${index}`).toBe('invalid');
    }
  });

  it('refuses numbers out of range, and those not in their shortest form', () => {
    const [r, s] = children(readDer(sign('sha256', data, key)));
    const [, q] = numbers();
    if (r === undefined || s === undefined || q === undefined) throw new Error('no signature');
    const shifted =
      BigInt(`0x${Buffer.from(s.content).toString('hex')}`) + BigInt(`0x${Buffer.from(q.content).toString('hex')}`);
    const zero = Uint8Array.of(2, 1, 0);
    const padded = Buffer.concat([Uint8Array.of(2, r.content.length + 1, 0), r.content]);
    expect(check(sequence(r.bytes, s.bytes))).toBe('valid');
    for (const pair of [
      [zero, s.bytes],
      [r.bytes, zero],
      [zero, zero],
      [r.bytes, encode(TAG.integer, Buffer.from(`00${shifted.toString(16).padStart(58, '0')}`, 'hex'))],
      [padded, s.bytes],
      [r.bytes, s.bytes, zero],
    ]) {
      expect(check(sequence(...pair))).toBe('invalid');
    }
  });

  it('does not take the key of a group of one element, with which anything would be signed', () => {
    const [p, q] = numbers();
    if (p === undefined || q === undefined) throw new Error('no parameters');
    const one = Uint8Array.of(2, 1, 1);
    expect(() => keyWith(sequence(p.bytes, q.bytes, one))).toThrow('domain parameters');
    const trivial = keyWith(info.algorithm.parameters?.bytes, one);
    expect(check(sequence(one, one), 'sha256', trivial)).toBe('invalid');
    expect(() => keyWith(sequence(q.bytes, p.bytes, one))).toThrow('domain parameters');
  });

  it('without parameters of its own can be checked with those of its issuer only', () => {
    const signature = sign('sha256', data, key);
    for (const bare of [keyWith(undefined), keyWith(NULL)]) {
      expect(bare).toMatchObject({ usable: false, dsa: undefined });
      expect(check(signature, 'sha256', bare)).toBe('unsupported');
      if (info.dsa === undefined) throw new Error('no parameters');
      expect(check(signature, 'sha256', withDsaParameters(bare, info.dsa))).toBe('valid');
    }
  });

  it('is named by the identifiers of RFC 3279 and RFC 5758', () => {
    const scheme = (oid: string) => {
      const [sequenceOfOne] = children(readDer(sequence(algorithmIdentifier(oid))));
      return sequenceOfOne && readScheme({ oid, parameters: undefined, der: sequenceOfOne.bytes });
    };
    expect(scheme('1.2.840.10040.4.3')).toEqual({ family: 'dsa', hash: 'sha1' });
    expect(scheme('2.16.840.1.101.3.4.3.2')).toEqual({ family: 'dsa', hash: 'sha256' });
  });
});
