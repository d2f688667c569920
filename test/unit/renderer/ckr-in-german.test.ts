import { describe, expect, it } from 'vitest';
import { germanCkr } from '../../../src-renderer/i18n/de-ckr.ts';
import { CKR_OF_CALLS } from '../../support/ckr-of-calls.ts';

describe('what the calls that touch a PIN or a key can return', () => {
  it.each(Object.entries(CKR_OF_CALLS))('%s: each has a German sentence of its own', (name, codes) => {
    const said = codes.map((code) => germanCkr(code, name));
    expect(codes.filter((code) => germanCkr(code, name) === undefined)).toEqual([]);
    expect(new Set(said).size).toBe(codes.length);
  });
});
