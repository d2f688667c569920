import { expect, it } from 'vitest';
import { rc4 } from '../../../../src-main/pdf/encryption/rc4.ts';

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');

it.each([
  ['Key', 'Plaintext', 'bbf316e8d940af0ad3'],
  ['Wiki', 'pedia', '1021bf0420'],
  ['Secret', 'Attack at dawn', '45a01f645fc35b383552544b9bf5'],
])('%s: %s', (key, clear, sealed) => {
  const bytes = Buffer.from(key);
  expect(Buffer.from(rc4(bytes, Buffer.from(clear))).toString('hex')).toBe(sealed);
  expect(Buffer.from(rc4(bytes, hex(sealed))).toString()).toBe(clear);
});

// RFC 6229, section 2: the blocks at 0 and at 4096 of the key stream.
it.each([
  ['0102030405', 'b2396305f03dc027ccc3524a0a1118a8', 'ff25b58995996707e51fbdf08b34d875'],
  ['0102030405060708090a0b0c0d0e0f10', '9ac7cc9a609d1ef7b2932899cde41b97', 'a36a4c301ae8ac13610ccbc12256cacc'],
])('the key stream of %s', (key, first, later) => {
  const stream = Buffer.from(rc4(hex(key), new Uint8Array(4112)));
  expect(stream.subarray(0, 16).toString('hex')).toBe(first);
  expect(stream.subarray(4096).toString('hex')).toBe(later);
});
