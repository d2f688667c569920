import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CKR, ckrCodeOf, isCkrCode } from '../../../shared/contract/ckr-codes.ts';
import { ckrSentence } from '../../../shared/contract/ckr-sentence.ts';
import { CKR_SENTENCE } from '../../../shared/contract/ckr-sentences.ts';
import { exitStatusOf } from '../../../shared/contract/exit-status.ts';
import { ckrError } from '../../../src-main/tokens/token-errors.ts';
import { PROJECT_ROOT } from '../../support/tools.ts';

const codes = Object.keys(CKR).filter(isCkrCode);

describe('PKCS#11 return values', () => {
  it('agree with the header that the binding is compiled with, and miss none of it', () => {
    const header = readFileSync(join(PROJECT_ROOT, 'node_modules/pkcs11js/includes/pkcs11/pkcs11t.h'), 'utf8');
    const defined = [...header.matchAll(/#define (CKR_\w+)\s+(?:\(?CKR_VENDOR_DEFINED\)?|(0x[0-9a-f]+))/gi)];
    expect(defined.length).toBeGreaterThan(80);
    for (const [, name = '', value] of defined) {
      if (value !== undefined)
        expect((CKR as Record<string, { value: number }>)[name], name).toMatchObject({ value: Number(value) });
    }
  });

  it('have those that v3.0 and v3.2 added', () => {
    const added = { CKR_ACTION_PROHIBITED: 0x1b, CKR_AEAD_DECRYPT_FAILED: 0x42, CKR_CURVE_NOT_SUPPORTED: 0x140 };
    const later = { CKR_TOKEN_RESOURCE_EXCEEDED: 0x201, CKR_OPERATION_CANCEL_FAILED: 0x202, CKR_KEY_EXHAUSTED: 0x203 };
    const last = { CKR_PENDING: 0x204, CKR_SESSION_ASYNC_NOT_SUPPORTED: 0x205, CKR_PARAMETER_SET_NOT_SUPPORTED: 0x209 };
    for (const [name, value] of Object.entries({ ...added, ...later, ...last })) expect(ckrCodeOf(value)).toBe(name);
  });

  it('each have one number, one name and one sentence of their own', () => {
    expect(new Set(codes.map((code) => CKR[code].value)).size).toBe(codes.length);
    expect(new Set(codes.map((code) => CKR_SENTENCE[code])).size).toBe(codes.length);
    for (const code of codes) {
      expect(ckrCodeOf(CKR[code].value)).toBe(code);
      expect(CKR_SENTENCE[code]).toMatch(/^[A-Z][^.]+[;,][^.]+\.$|^[A-Z][^.]+\.$/);
    }
  });

  it.each([
    ['CKR_PIN_INCORRECT', 77],
    ['CKR_PIN_INVALID', 77],
    ['CKR_PIN_LEN_RANGE', 77],
    ['CKR_PIN_EXPIRED', 77],
    ['CKR_PIN_LOCKED', 77],
    ['CKR_USER_PIN_NOT_INITIALIZED', 77],
    ['CKR_TOKEN_NOT_PRESENT', 69],
    ['CKR_TOKEN_NOT_RECOGNIZED', 69],
    ['CKR_SLOT_ID_INVALID', 69],
    ['CKR_DEVICE_REMOVED', 69],
    ['CKR_DEVICE_ERROR', 69],
    ['CKR_FUNCTION_FAILED', 69],
    ['CKR_KEY_FUNCTION_NOT_PERMITTED', 1],
  ] as const)('%s ends the command line with %i', (code, exit) => {
    expect(exitStatusOf(code)).toBe(exit);
  });

  it('every PIN value ends with 77 and no other does, but for the one-time password', () => {
    const pin = codes.filter((code) => exitStatusOf(code) === 77);
    expect(pin.filter((code) => !code.includes('PIN'))).toEqual(['CKR_NEXT_OTP']);
    expect(codes.filter((code) => code.includes('_PIN_') && !pin.includes(code))).toEqual([]);
  });

  it.each(['C_Login', 'C_SetPIN', 'C_InitPIN'])('%s: none is about what is signed, about keys or objects', (name) => {
    const words =
      /\b(?:signed|signs|signing|signature|data|key|mechanism|algorithm|attribute|object|hash|parameters)\b/;
    expect(codes.filter((code) => words.test(ckrSentence(code, name)))).toEqual([]);
    for (const code of ['CKR_DATA_LEN_RANGE', 'CKR_DATA_INVALID', 'CKR_KEY_SIZE_RANGE'] as const) {
      expect(ckrError(name, CKR[code].value, { module: '/usr/lib/vendor.so' })).toMatchObject({
        code,
        message: expect.stringMatching(/^The token .*\bPIN\b/),
      });
      expect(ckrSentence(code, 'C_Sign')).toBe(CKR_SENTENCE[code]);
    }
    expect(ckrSentence('CKR_PIN_INCORRECT', name)).toBe(CKR_SENTENCE.CKR_PIN_INCORRECT);
  });

  it('values that nobody defined keep their number', () => {
    const subject = { module: '/usr/lib/vendor.so', token: 'Alice' };
    expect(ckrError('C_Sign', 0x80000007, subject)).toMatchObject({
      code: 'CKR_VENDOR_DEFINED',
      details: { value: 0x80000007, function: 'C_Sign', module: 'vendor.so', token: 'Alice' },
    });
    expect(ckrError('C_Sign', 0x3ff, subject)).toMatchObject({ code: 'CKR_GENERAL_ERROR', details: { value: 0x3ff } });
    expect(ckrError('C_Login', 0xa0, subject).message).toBe(
      'The PIN is wrong; check it before you try again, because the token locks after a few wrong PINs (token “Alice”, module vendor.so, C_Login).',
    );
  });
});
