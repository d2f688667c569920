import { describe, expect, it } from 'vitest';
import { deCkr } from '../../../src-renderer/i18n/de-ckr.ts';
import { CKR_OF_CALLS } from '../../support/ckr-of-calls.ts';

describe('what the calls that touch a PIN or a key can return', () => {
  it.each(Object.entries(CKR_OF_CALLS))('%s: each has a German sentence of its own', (_name, codes) => {
    const said = codes.map((code) => deCkr[code]);
    expect(codes.filter((code) => deCkr[code] === undefined)).toEqual([]);
    expect(new Set(said).size).toBe(codes.length);
  });
});
