import { describe, expect, it } from 'vitest';
import type { CardReader } from '../../../../shared/domain/doctor.ts';
import type { CardReaders } from '../../../../src-main/tokens/card-readers.ts';
import cards from '../../../../src-main/tokens/discovery/cards.json' with { type: 'json' };
import { knownCard } from '../../../../src-main/tokens/discovery/cards.ts';
import { lacksDriver, neededModules, tokensIn } from '../../../../src-main/tokens/discovery/needed.ts';
import products from '../../../../src-main/tokens/discovery/products.json' with { type: 'json' };
import type { FoundModule } from '../../../../src-main/tokens/discovery/products.ts';
import type { TokenInfo } from '../../../../src-main/tokens/token-info.ts';
import { unreadCard } from '../../../../src-main/workflow/read-modules.ts';

const hex = (atr: string): string => atr.replaceAll(' ', '').toLowerCase();

/**
 * How long an answer to reset is by what stands in T0 and its TDi, and whether it ends with TCK, which it does unless T=0 alone is offered
 * (ISO/IEC 7816-3, 8.2.2 to 8.2.5). Undefined where a row leaves one of these open.
 */
function toldLength(bytes: readonly string[]): { readonly whole: number; readonly isChecked: boolean } | undefined {
  const [, format = ''] = bytes;
  let [at, isChecked, next] = [2, false, format];
  for (;;) {
    const follow = Number.parseInt(next[0] ?? '', 16);
    if (Number.isNaN(follow)) return undefined;
    at += [1, 2, 4].filter((bit) => (follow & bit) !== 0).length;
    if ((follow & 8) === 0) break;
    next = bytes[at] ?? '';
    if (next[1] === '.') return undefined;
    isChecked ||= next[1] !== '0';
    at += 1;
  }
  const historical = Number.parseInt(format[1] ?? '', 16);
  return { whole: at + historical + Number(isChecked), isChecked };
}

describe('the table of cards', () => {
  it('names only products of the other table, the source of each row, and answers to reset that can be', () => {
    const names = products.map(({ product }) => product);
    for (const row of cards) {
      expect(row.products.length, row.card).toBeGreaterThan(0);
      for (const product of row.products) expect(names, row.card).toContain(product);
      expect(row.source.length, row.card).toBeGreaterThan(5);
      // TS and T0 (ISO/IEC 7816-3, 8.2): at most 33 characters in all.
      expect(row.atr, row.card).toMatch(/^3[BF]( [\dA-F.]{2}){1,32}$/);
    }
    expect(new Set(cards.map(({ atr }) => atr)).size).toBe(cards.length);
  });

  it('each answer to reset is as long as it says itself, and its check byte is right', () => {
    for (const { card, atr } of cards) {
      const length = toldLength(atr.split(' '));
      if (length !== undefined) expect(atr.split(' ').length, `${card}: ${atr}`).toBe(length.whole);
      if (length?.isChecked === true && !atr.includes('.'))
        expect(
          [...Buffer.from(hex(atr), 'hex')].slice(1).reduce((sum, byte) => sum ^ byte, 0),
          `${card}: ${atr}`,
        ).toBe(0);
    }
    expect(cards.filter(({ atr }) => toldLength(atr.split(' ')) === undefined).length).toBeLessThan(6);
  });

  it.each([
    ['3B D5 18 00 81 31 FE 7D 80 73 C8 21 10 F4', 'SafeNet eToken'],
    ['3B FD 13 00 00 81 31 FE 15 80 73 C0 21 C0 57 59 75 62 69 4B 65 79 40', 'YubiKey (ykcs11)'],
    ['3B 9F 95 81 31 FE 9F 00 66 46 53 05 10 04 31 71 DF 00 00 39 00 00 1F', 'Feitian ePass2003'],
    ['3B 7F 96 00 00 80 31 80 65 B0 84 61 60 FB 12 0F FD 82 90 00', 'Thales IDPrime'],
    ['3B 6D 00 00 57 44 36 41 01 86 93 01 02 03 04 05 06', 'Watchdata ProxKey'],
    ['3B F5 18 00 FF 81 31 FE 45 4D 79 45 49 44 65', 'OpenSC'],
    ['3B DB 96 00 80 B1 FE 45 1F 83 00 12 23 3F 53 65 49 44 0F 90 00 F1', 'OpenSC'],
  ])('knows %s', (atr, best) => {
    expect(knownCard(hex(atr))?.products[0]).toBe(best);
  });

  it('takes the row that leaves least open: the Belgian card is no IDPrime', () => {
    const belgian = '3B 7F 96 00 00 80 31 80 65 B0 85 04 01 20 12 0F FF 82 90 00';
    expect(knownCard(hex(belgian))?.products).toEqual(['Belgian eID', 'OpenSC']);
    expect(knownCard(hex(belgian.replace('04 01 20', '04 01 21')))?.products[0]).toBe('Thales IDPrime');
  });

  it('does not know one that is longer, shorter, or other', () => {
    expect(knownCard(hex('3B D5 18 00 81 31 FE 7D 80 73 C8 21 10 F4 00'))).toBeUndefined();
    expect(knownCard(hex('3B D5 18 00 81 31 FE 7D 80 73 C8 21 10'))).toBeUndefined();
    expect(knownCard('')).toBeUndefined();
  });
});

const module = (product: string, more: Partial<FoundModule> = {}): FoundModule => ({
  path: products.find((one) => one.product === product)?.linux[0] ?? '/lib/unknown.so',
  product,
  vendor: true,
  always: false,
  ...more,
});
const reader = (name: string, more: Partial<CardReader> = {}): CardReader => ({
  name,
  card: 'none',
  atr: null,
  pinPad: null,
  ...more,
});
const running = (...readers: readonly CardReader[]): CardReaders => ({ service: 'running', readers });

describe('which modules are needed', () => {
  const openSc = module('OpenSC', { vendor: false });
  const yubikey = module('YubiKey (ykcs11)');
  const eToken = module('SafeNet eToken');
  const softHsm = module('SoftHSM', { vendor: false, always: true });
  const installed = [openSc, eToken, yubikey, softHsm];
  const YUBIKEY = hex('3B FD 13 00 00 81 31 FE 15 80 73 C0 21 C0 57 59 75 62 69 4B 65 79 40');
  const paths = (found: readonly FoundModule[]) => found.map(({ product }) => product);

  it('no card, no module of cards', () => {
    for (const seen of [running(), running(reader('A')), { service: 'absent', readers: [] } as const]) {
      expect(neededModules(installed, seen)).toEqual({ always: [softHsm], cards: [] });
    }
    expect(neededModules(installed, running(reader('A', { card: 'mute' }))).cards).toEqual([]);
  });

  it('the maker’s before OpenSC where the card is known, and none that is not for it', () => {
    const { always, cards: needed } = neededModules(installed, running(reader('A', { card: 'present', atr: YUBIKEY })));
    expect(always).toEqual([softHsm]);
    expect(needed.map((one) => paths(one.modules))).toEqual([['YubiKey (ykcs11)', 'OpenSC']]);
  });

  it('a general one where none that is known to read it is installed; none where there is none', () => {
    const unread = (card: string | undefined, ...modules: readonly FoundModule[]) =>
      unreadCard({
        reader: reader('A'),
        card: card === undefined ? undefined : { card, atr: '', products: ['SafeNet eToken'], source: '' },
        modules,
      });
    expect(unread('eToken', openSc)).toMatchObject({ code: 'DRIVER_MISSING', details: { card: 'eToken' } });
    expect([unread('eToken', eToken).code, unread(undefined).code]).toEqual(['CARD_NOT_READ', 'CARD_NOT_READ']);
    const eTokenCard = running(reader('A', { card: 'present', atr: hex('3B D5 18 00 81 31 FE 7D 80 73 C8 21 10 F4') }));
    expect(paths(neededModules([openSc, yubikey], eTokenCard).cards[0]?.modules ?? [])).toEqual(['OpenSC']);
    expect(neededModules([yubikey], eTokenCard).cards[0]).toMatchObject({
      modules: [],
      card: { products: ['SafeNet eToken'] },
    });
  });

  it('a module that the person named, or whose tokens need no reader, reads its card all the same', () => {
    const named = { ...openSc, always: true };
    const piv = running(reader('A', { card: 'present', atr: YUBIKEY }));
    const { always, cards: needed } = neededModules([named, softHsm], piv);
    expect(paths(always)).toEqual(['OpenSC', 'SoftHSM']);
    expect(needed.map((one) => [paths(one.modules), lacksDriver(one)])).toEqual([[['OpenSC'], false]]);
    const unknown = running(reader('A', { card: 'present', atr: '3b00' }));
    expect(paths(neededModules([named, eToken, softHsm], unknown).cards[0]?.modules ?? [])).toEqual([
      'SafeNet eToken',
      'OpenSC',
    ]);
    const elsewhere = module('', { path: '/opt/own/opensc-pkcs11.so', vendor: false, always: true });
    expect(neededModules([elsewhere, softHsm], piv).cards[0]?.modules, 'known by its file').toEqual([elsewhere]);
    const longmai = module('Longmai mToken', { always: true });
    const mToken = hex('3B 9F 11 81 31 FE 9F 00 6A 6D 54 6F 6B 65 6E 2D 01 00 02 81 90 00 03');
    const [its] = neededModules([longmai, softHsm], running(reader('A', { card: 'present', atr: mToken }))).cards;
    expect(its && [paths(its.modules), lacksDriver(its)]).toEqual([['Longmai mToken'], false]);
  });

  it('all in turn for a card that is not known, general ones last; all at once where readers cannot be asked', () => {
    const unknown = running(reader('A', { card: 'in-use', atr: '3b00' }));
    expect(paths(neededModules(installed, unknown).cards[0]?.modules ?? [])).toEqual([
      'SafeNet eToken',
      'YubiKey (ykcs11)',
      'OpenSC',
    ]);
    expect(neededModules(installed, { service: 'unknown', readers: [] })).toEqual({ always: installed, cards: [] });
  });

  it('finds the slot of a reader by its name, cut as slots cut it, or by leaving out those of other readers', () => {
    const long = `${'Very long name of a reader '.repeat(4)}00 00`;
    const token = (slotDescription: string) => ({ slotDescription }) as TokenInfo;
    const [first, second] = [token(long.slice(0, 64).trim()), token('B 00')];
    const readers = [reader(long), reader('B 00'), reader('C 00')];
    expect(tokensIn(long, [first, second], readers)).toEqual([first]);
    expect(tokensIn('C 00', [first, second], readers)).toEqual([]);
    const odd = token('Slot 1');
    expect(tokensIn('C 00', [first, odd], readers)).toEqual([odd]);
  });
});
