import { describe, expect, it } from 'vitest';
import { codeWarnings, pinEntries, pinWarnings, runPin } from '../../../src-main/workflow/run-pin.ts';

const HOME = 'Token “Alice”';
const typed = () => new Uint8Array([1, 2, 3]);
const often = { home: HOME, entry: 'here', pinPerSignature: 'yes' } as const;
const once = { home: HOME, entry: 'here', pinPerSignature: 'no' } as const;

describe('the PIN of a run', () => {
  it('that the key wants once is handed over as it was typed, and overwritten when the key is open', () => {
    const first = typed();
    const pin = runPin(first, { key: once, documents: 100, readPin: () => Promise.reject(new Error('asked again')) });
    expect(pin.source).toBe(first);
    pin.opened();
    expect([...first]).toEqual([0, 0, 0]);
  });

  it('that the key wants for each signature is asked for as often as there are documents, one question at a time', async () => {
    const first = typed();
    const prompts: string[] = [];
    let open = 0;
    const pin = runPin(first, {
      key: often,
      documents: 4,
      async readPin(prompt) {
        prompts.push(prompt);
        open += 1;
        expect(open).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return typed();
      },
    });
    if (pin.source instanceof Uint8Array) throw new Error('asked once');
    const { source } = pin;
    // The login and four signatures, asked for at the same time.
    const given = await Promise.all([source(), source(), source(), source(), source()]);
    expect(given.map((bytes) => [...bytes])).toEqual(Array.from({ length: 5 }, () => [1, 2, 3]));
    expect(prompts).toEqual([2, 3, 4].map((number) => `PIN for ${HOME}, signature ${number} of 4: `));
    expect([...first], 'what served its purpose is overwritten').toEqual([0, 0, 0]);
  });

  it('after a question that was left unanswered the next one is asked', async () => {
    let questions = 0;
    const pin = runPin(typed(), {
      key: often,
      documents: 4,
      async readPin() {
        questions += 1;
        if (questions === 1) throw new Error('nobody there');
        return typed();
      },
    });
    if (pin.source instanceof Uint8Array) throw new Error('asked once');
    await pin.source();
    await pin.source();
    await expect(pin.source()).rejects.toThrow('nobody there');
    expect([...(await pin.source())]).toEqual([1, 2, 3]);
  });
});

describe('how often the PIN is typed', () => {
  it.each([
    [once, 2000, 1, 0],
    [often, 2000, 2000, 1],
    [often, 1, 1, 0],
    [{ ...often, entry: 'reader' } as const, 5, 0, 1],
    [{ ...often, entry: 'none' } as const, 5, 0, 0],
    [{ ...often, pinPerSignature: 'unknown' } as const, 5, null, 1],
  ])('%j for %d documents: %s', (key, documents, entries, sentences) => {
    expect(pinEntries(key, documents)).toBe(entries);
    expect(pinWarnings(key, documents)).toHaveLength(sentences);
  });

  it('is said with the number', () => {
    expect(pinWarnings(often, 120)).toEqual([
      `${HOME} wants the PIN for each signature: it is asked for 120 times for 120 documents.`,
    ]);
  });

  it('one-time codes and what is confirmed elsewhere are counted beforehand, for several documents', () => {
    const home = 'Key k at the signing service s';
    expect(
      codeWarnings({ home, codes: { signatures: 1 }, confirmed: { signatures: 1, where: 'elsewhere' } }, 1),
    ).toEqual([]);
    expect(
      codeWarnings({ home, codes: { signatures: 50 }, confirmed: { signatures: 2, where: 'elsewhere' } }, 5),
    ).toEqual([
      `${home} wants one one-time code for all 5 documents.`,
      `${home} is confirmed elsewhere, as on your telephone, 3 times for 5 documents.`,
    ]);
    expect(codeWarnings({ home, confirmed: { signatures: 9, where: 'elsewhere' } }, 5)).toEqual([
      `${home} is confirmed elsewhere, as on your telephone, once for all 5 documents.`,
    ]);
    expect(codeWarnings({ home, confirmed: { signatures: 2, where: 'browser' } }, 5)).toEqual([
      `${home} is allowed to sign on a page in your browser, 3 times for 5 documents.`,
    ]);
  });
});
