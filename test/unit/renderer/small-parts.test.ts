import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../shared/contract/file-browser-calls.ts';
import { commonName } from '../../../shared/domain/common-name.ts';
import { afterKey, matching, toggled } from '../../../src-renderer/features/file-browser/selection.ts';
import { isShortcut, type KeyPress } from '../../../src-renderer/features/palette/shortcut-keys.ts';
import { remainingSeconds } from '../../../src-renderer/features/signing/remaining.ts';
import { mostWorryingFirst } from '../../../src-renderer/features/status-bar/most-worrying.ts';
import { formatSize, formatTime, groupHex } from '../../../src-renderer/i18n/format.ts';
import { isolated } from '../../../src-renderer/i18n/isolated.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('common names', () => {
  it.each([
    ['CN=Ndapewa Iyambo,O=Harbour,C=NA', 'Ndapewa Iyambo'],
    ['C=NA,O=Harbour\\, Finch,CN=Smith\\, John', 'Smith, John'],
    ['serialNumber=1+CN=Two', 'Two'],
    ['CN=J\\C3\\BCrgen', 'Jürgen'],
    ['CN=Jürgen Größe', 'Jürgen Größe'],
    ['O=No name', 'O=No name'],
    ['O=ACME CN=fake,CN=Real', 'Real'],
  ])('of %s is %s (RFC 4514, 2.4)', (distinguishedName, expected) => {
    expect(commonName(distinguishedName)).toBe(expected);
  });
});

describe('figures', () => {
  it('writes the zone with every time', () => {
    expect(formatTime('2026-11-21T08:15:04Z')).toMatch(/^2026-11-2[012] \d\d:\d\d:\d\d (UTC|[+−]\d\d:\d\d)$/);
  });
  it('writes sizes in the separators of the language', () => {
    expect(formatSize(999, 'en')).toBe('999 B');
    expect(formatSize(18_432_000, 'en')).toBe('18.4 MB');
    expect(formatSize(18_432_000, 'de')).toBe('18,4 MB');
  });
  it('groups digests without losing a digit', () => {
    expect(groupHex('0123456789')).toBe('0123 4567 89');
  });
});

describe('shortcuts', () => {
  it('match letters with the right modifiers and nothing else', () => {
    expect(isShortcut('Mod+K', press('k', { ctrlKey: true, code: 'KeyK' }), false)).toBe(true);
    expect(isShortcut('Mod+K', press('k', { metaKey: true, code: 'KeyK' }), true)).toBe(true);
    expect(isShortcut('Mod+K', press('k', { metaKey: true, code: 'KeyK' }), false)).toBe(false);
    expect(isShortcut('Mod+K', press('k', { ctrlKey: true, shiftKey: true, code: 'KeyK' }), false)).toBe(false);
    expect(isShortcut('Mod+Z', press('Z', { ctrlKey: true, shiftKey: true, code: 'KeyY' }), false)).toBe(false);
    expect(isShortcut('Alt+W', press('∑', { altKey: true, code: 'KeyW' }), true)).toBe(true);
  });
  it('match signs by what they show, whatever keys make them', () => {
    expect(isShortcut('?', press('?', { shiftKey: true }), false)).toBe(true);
    expect(isShortcut('Mod+＋', press('=', { ctrlKey: true }), false)).toBe(true);
    expect(isShortcut('Mod+−', press('-', { ctrlKey: true }), false)).toBe(true);
    expect(isShortcut('Mod+−', press('-'), false)).toBe(false);
  });
});

describe('the list of files', () => {
  const entry = (name: string) =>
    ({ token: name, name, kind: 'file', size: 1, modified: null }) as unknown as FileEntry;
  const [a, b] = [entry('Alpha.pdf'), entry('beta.pdf')] as const;
  it('filters whatever the case', () => {
    expect(matching([a, b], 'ALPH')).toEqual([a]);
    expect(matching([a, b], ' ')).toEqual([a, b]);
  });
  it('chooses one, or adds and takes away', () => {
    expect([...toggled(new Set([a.token]), b.token, false)]).toEqual([b.token]);
    expect([...toggled(new Set([a.token]), b.token, true)]).toEqual([a.token, b.token]);
    expect([...toggled(new Set([a.token]), a.token, true)]).toEqual([]);
  });
  it('moves within its ends', () => {
    expect(afterKey('ArrowUp', 0, 3)).toBe(0);
    expect(afterKey('PageDown', 0, 3)).toBe(2);
    expect(afterKey('End', 0, 3)).toBe(2);
    expect(afterKey('x', 0, 3)).toBeNull();
    expect(afterKey('ArrowDown', 0, 0)).toBeNull();
  });
});

describe('the status bar', () => {
  it('names the token whose PIN is the most worrying', () => {
    const ok = { label: 'Notary card', pin: 'ok' } as const;
    const last = { label: 'Second', pin: 'final-try' } as const;
    expect(mostWorryingFirst([ok, last])).toEqual([last, ok]);
  });
});

describe('the estimate', () => {
  it('says nothing while it would be a guess', () => {
    expect(remainingSeconds(0.5, 0.5)).toBeNull();
    expect(remainingSeconds(10, 0.05)).toBeNull();
    expect(remainingSeconds(10, null)).toBeNull();
    expect(remainingSeconds(10, 0.5)).toBe(10);
  });
});

describe('names in sentences', () => {
  it.each([
    ['بطاقة 7', '\u2068بطاقة 7\u2069'],
    ['כרטיס', '\u2068כרטיס\u2069'],
    ['Karte <7> & “mehr”', 'Karte <7> & “mehr”'],
    ['invoice\u202efdp', '\u2068invoice\ufffdfdp\u2069'],
  ])('%j stands by itself and moves nothing around it', (name, shown) => {
    expect(isolated(name)).toBe(shown);
  });
});
