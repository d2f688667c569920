import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { CKR, isCkrCode } from '../../../shared/contract/ckr-codes.ts';
import { CKR_SENTENCE } from '../../../shared/contract/ckr-sentences.ts';
import { ERROR_EXIT } from '../../../shared/contract/error-codes.ts';
import { subIndication } from '../../../shared/domain/verification.ts';
import { de } from '../../../src-renderer/i18n/de.ts';
import { en } from '../../../src-renderer/i18n/en.ts';
import { failureText } from '../../../src-renderer/i18n/failure-text.ts';

type Texts = { readonly [key: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(texts))
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) all.set(inner, text);
  return all;
}

const english = flat(en);
const german = flat(de);
/** Words that are the same in both languages. */
const SAME = new Set([
  'Name',
  'Version',
  'System',
  'Countersign',
  'Details',
  'SHA-256',
  'PIN',
  'pt',
  'Position',
  'Index',
  'Text',
]);

describe('the languages', () => {
  it('have the same keys', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('fill in the same values', () => {
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    // A singular may leave its number out: "one file" in one language, "1 file" in the other.
    for (const [key, text] of english)
      if (!key.endsWith('_one')) expect(values(german.get(key) ?? ''), key).toEqual(values(text));
  });

  it('leave nothing untranslated and nothing empty', () => {
    for (const [key, text] of english) {
      const translated = german.get(key) ?? '';
      expect(translated.trim(), key).not.toBe('');
      const words = text
        .replace(/\{\{\w+\}\}/g, '')
        .replace(/[^\p{L} ]/gu, '')
        .trim();
      if (words.length > 3 && !SAME.has(text) && words.includes(' ')) expect(translated, key).not.toBe(text);
    }
  });

  it('have a sentence for every error code, which ends like one', () => {
    for (const code of Object.keys(ERROR_EXIT))
      for (const texts of [en.errors, de.errors]) expect(texts[code as keyof typeof texts], code).toMatch(/\.$/);
  });

  it('have a reason for every sub-indication of EN 319 102-1', () => {
    for (const reason of subIndication.options) {
      expect(en.reason[reason], reason).toMatch(/\.$/);
      expect(de.reason[reason], reason).toMatch(/\.$/);
    }
  });
});

describe('what a token says', () => {
  it('is said in the language of the window, whatever the return value', async () => {
    await i18next.init({ lng: 'de', resources: { de: { translation: de } }, interpolation: { escapeValue: false } });
    for (const code of Object.keys(CKR).filter(isCkrCode)) {
      const text = failureText({ code, details: {} });
      expect(text, code).toMatch(/\.$/);
      expect(text, code).not.toBe(CKR_SENTENCE[code]);
    }
    expect(failureText({ code: 'CKR_PIN_INCORRECT', details: {} })).toContain('Die PIN ist falsch');
    const tooLong = { code: 'CKR_DATA_LEN_RANGE', details: { function: 'C_Login' } };
    expect(failureText(tooLong)).toContain('nimmt keine PIN dieser Länge');
    expect(failureText({ ...tooLong, details: { function: 'C_Sign' } })).toContain('Was signiert werden soll');
    expect(failureText({ code: 'CKR_STATE_UNSAVEABLE', details: {} })).toBe(de.errors.CKR);
    expect(failureText({ code: 'toString', details: {} })).toBe(de.errors.INTERNAL);
  });
});
