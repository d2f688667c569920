import { expect, it } from 'vitest';
import type { CardReaders } from '../../../src-main/tokens/card-readers.ts';
import type { FoundModule } from '../../../src-main/tokens/discovery/products.ts';
import type { TokenInfo } from '../../../src-main/tokens/token-info.ts';
import { type HalfRead, Reading, type ReadModules, withoutCards } from '../../../src-main/workflow/reading.ts';
import { readers } from '../../support/card-readers.ts';
import { tokenInfo } from '../../support/token-info.ts';

const MODULE: FoundModule = { path: '/m.so', product: 'm', vendor: true, always: false };

const token = (slotDescription: string, serial: string) => tokenInfo({ slotDescription, serial });

/** Begins to read until the module is asked, or all is read. @returns how the module is let answer */
async function begun(cards: CardReaders, module = MODULE) {
  let answer: (tokens: readonly TokenInfo[]) => void = () => undefined;
  const awaited = new Promise<readonly TokenInfo[]>((resolve) => {
    answer = resolve;
  });
  let tell: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const reading = new Reading(
    {
      readers: async () => cards,
      listTokens: () => {
        tell();
        return awaited;
      },
    },
    1,
  );
  const slow = new Promise<string>((resolve) => reading.onSlow(resolve));
  const whole = reading.whole(Promise.resolve([module]));
  await Promise.race([Promise.all([asked, new Promise(setImmediate)]), whole]);
  const soFar = (before?: ReadModules) => said(reading.soFar(before));
  const answered = (...tokens: TokenInfo[]) => {
    answer(tokens);
    return whole;
  };
  return { soFar, answered, slow, raw: () => reading.soFar(undefined) };
}

function said({ modules, reading, isNews }: HalfRead) {
  return { reading, serials: modules.flatMap(({ tokens }) => tokens.map(({ serial }) => serial)), isNews };
}

it('a card that is being read is named until its module answers', async () => {
  const { soFar, answered } = await begun(readers({ Left: '3b00', Right: null }));
  expect(soFar()).toEqual({ reading: ['Left'], serials: [], isNews: true });
  const whole = await answered(token('Left', '1'));
  expect(whole.modules.flatMap(({ tokens }) => tokens)).toHaveLength(1);
  expect(soFar(whole)).toEqual({ reading: [], serials: ['1'], isNews: false });
});

it('while a module hangs its tokens are there whose cards lie where they lay, and no others', async () => {
  const before = await (await begun(readers({ Left: '3b00', Right: '3b00' }))).answered(
    token('Left', '1'),
    token('Right', '2'),
  );
  const half = async (cards: CardReaders) => (await begun(cards)).soFar(before);
  expect(await half(readers({ Left: '3b00', Right: '3b00' }))).toEqual({
    reading: [],
    serials: ['1', '2'],
    isNews: false,
  });
  expect(await half(readers({ Left: '3b00', Right: null }))).toEqual({ reading: [], serials: ['1'], isNews: true });
  // A stick goes with its reader; another card comes in the place of one.
  expect(await half(readers({ Left: '3b01' }))).toEqual({ reading: ['Left'], serials: [], isNews: true });
});

it('a card that looks the same is another where the first was taken out meanwhile', async () => {
  const cards = readers({ Left: '3b00' });
  const before = await (await begun(cards)).answered(token('Left', '1'));
  const { soFar } = await begun(cards);
  expect(soFar(withoutCards(before, ['Left']))).toEqual({ reading: ['Left'], serials: [], isNews: true });
});

it('a module that is asked whatever lies in the readers shows nothing of a card that is out, either', async () => {
  const always = { ...MODULE, always: true };
  const before = await (await begun(readers({ Left: '3b00' }), always)).answered(
    token('Left', '1'),
    token('Soft', '2'),
  );
  const { soFar } = await begun(readers({ Left: null }), always);
  expect(soFar(before)).toEqual({ reading: [], serials: ['2'], isNews: true });
});

it('a card that a module of the person’s own shows is read, one in whose reader it shows nothing is not', async () => {
  const own = { ...MODULE, product: '', always: true };
  const { soFar, answered } = await begun(readers({ Left: '3b00', Right: '3b01' }), own);
  expect(soFar().reading).toEqual(['Left', 'Right']);
  const whole = await answered(token('Left', '1'), token('Soft', '2'));
  expect(whole.unread.map(({ reader }) => reader.name)).toEqual(['Right']);
  expect(soFar(whole).reading).toEqual([]);
});

it('a module that does not answer is named, and said to be slow until it does', async () => {
  const { slow, raw, answered } = await begun(readers({}), { ...MODULE, always: true });
  expect(raw()).toMatchObject({ reading: [], asked: ['/m.so'], isNews: true });
  expect(await slow).toBe('/m.so');
  expect(raw()).toMatchObject({ asked: ['/m.so'], slow: ['/m.so'] });
  await answered(token('Soft', '1'));
  expect(raw()).toMatchObject({ asked: [], slow: [], isNews: false });
});

it('while the readers do not answer what is known counts, and what was known before', async () => {
  const tokens = [token('Soft', '1')];
  const always = { ...MODULE, always: true };
  const hanging = new Reading({ readers: () => new Promise(() => undefined), listTokens: async () => tokens });
  void hanging.whole(Promise.resolve([always]));
  await new Promise(setImmediate);
  const half = hanging.soFar(undefined);
  expect([said(half), half.asked]).toEqual([{ reading: [], serials: ['1'], isNews: true }, ['PC/SC']]);
  const before = await (await begun(readers({ Left: '3b00' }))).answered(token('Left', '2'));
  expect(said(hanging.soFar(before)).serials).toEqual(['2']);
});
