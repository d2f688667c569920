import { describe, expect, it } from 'vitest';
import {
  matchesCertificate,
  matchesToken,
  parsePkcs11Uri,
  tokenSelector,
} from '../../../src-main/tokens/pkcs11-uri.ts';
import type { TokenCertificate } from '../../../src-main/tokens/token-info.ts';
import { tokenInfo } from '../../support/token-info.ts';

const token = tokenInfo({
  slotId: 7,
  slotDescription: 'Reader 1',
  slotManufacturer: 'ACME',
  label: 'Ünal; Notary',
  serial: '1a2b',
  manufacturer: 'SoftHSM project',
  model: 'SoftHSM v2',
});
const certificate: TokenCertificate = {
  certificate: new Uint8Array(),
  sha256: '',
  keyId: '0aff41',
  label: 'Sign',
  privateKey: 'unknown',
  pinPerSignature: 'unknown',
};

describe('RFC 7512 pkcs11: URIs', () => {
  it.each([
    ['pkcs11:token=%C3%9Cnal%3B%20Notary', true],
    ['pkcs11:token=Notary', false],
    ['pkcs11:serial=1a2b;model=SoftHSM%20v2;manufacturer=SoftHSM%20project', true],
    ['pkcs11:serial=1a2b;model=Other', false],
    ['pkcs11:slot-id=7', true],
    ['pkcs11:slot-id=8', false],
    ['pkcs11:slot-description=Reader%201;slot-manufacturer=ACME', true],
    ['pkcs11:', true],
    ['pkcs11:id=%ff', true],
  ])('%s names the token: %s', (uri, expected) => {
    expect(matchesToken({ uri }, token)).toBe(expected);
  });

  it.each([
    ['pkcs11:id=%0a%FFA', true],
    ['pkcs11:id=%0a%ff', false],
    ['pkcs11:object=Sign;type=private', true],
    ['pkcs11:object=Auth', false],
    ['pkcs11:serial=other', true],
  ])('%s names the certificate: %s', (uri, expected) => {
    expect(matchesCertificate({ uri }, certificate)).toBe(expected);
  });

  it('says which attribute has no value', () => {
    expect(() => parsePkcs11Uri('pkcs11:token')).toThrow('has the attribute “token” without a value');
    expect(() => parsePkcs11Uri('pkcs11:token=a;foo')).toThrow('has the attribute “foo”, which');
  });

  it.each([
    'pkcs12:token=a',
    'pkcs11:token=a;token=b',
    'pkcs11:tokens=a',
    'pkcs11:token',
    'pkcs11:token=%zz',
    'pkcs11:id=%1',
    'pkcs11:type=public',
    'pkcs11:token=a?pin-value=123456',
    'pkcs11:token=a?module-path=/x.so',
  ])('%s is refused as USAGE and no PIN is repeated', (uri) => {
    expect(() => parsePkcs11Uri(uri)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => parsePkcs11Uri(uri)).not.toThrow(/123456/);
    // Also where no token is there that it could be compared with.
    expect(() => tokenSelector(uri.startsWith('pkcs11:') ? uri : `pkcs11:${uri}`)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.not.stringContaining('123456') }),
    );
  });

  it('tells label, serial and URI apart', () => {
    expect(tokenSelector('Alice')).toEqual({ label: 'Alice' });
    expect(tokenSelector('serial:1a:2b')).toEqual({ serial: '1a:2b' });
    expect(tokenSelector('pkcs11:token=a')).toEqual({ uri: 'pkcs11:token=a' });
  });
});
