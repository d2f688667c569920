import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DE_REMARKS, DE_SENTENCES, DE_WORDS } from '../../../src-renderer/i18n/de-sentences.ts';
import { translated } from '../../../src-renderer/i18n/sentences.ts';

const ROOT = path.join(import.meta.dirname, '../../../src-main');
const source = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(path.join(ROOT, name), 'utf8'))
  .join('\n');

describe('sentences of main in the language of the window', () => {
  it('are found whatever stands in their gaps', () => {
    expect(translated('The form field “Amount” was filled with “5,000”.', 'de')).toBe(
      'Das Formularfeld „Amount“ wurde mit „5,000“ ausgefüllt.',
    );
    expect(translated('Page 2: a note that says “No. [1] (a|b).*” was added.', 'de')).toBe(
      'Seite 2: eine Notiz mit dem Text „No. [1] (a|b).*“ wurde hinzugefügt.',
    );
    expect(translated('No revocation list of CA 1 is at hand for the certificate of Eva $& Berg.', 'de')).toBe(
      'Für das Zertifikat von Eva $& Berg liegt keine Sperrliste von CA 1 vor.',
    );
  });

  it('are found behind the page they are about, and before what the certification says of them', () => {
    expect(
      translated('Page 2: a signature was added in the field “Witness”; it is intact and covers this revision.', 'de'),
    ).toBe('Seite 2: Im Feld „Witness“ kam eine Signatur hinzu; sie ist unversehrt und deckt diese Fassung ab.');
    const filled = 'The form field “Amount” was filled with “5”.';
    expect(translated(`${filled} The certification of the document permits no changes.`, 'de')).toBe(
      'Das Formularfeld „Amount“ wurde mit „5“ ausgefüllt. Die Zertifizierung des Dokuments erlaubt keine Änderungen.',
    );
    expect(translated('Page 3: the form field “A” was emptied. An earlier signature locked this field.', 'de')).toBe(
      'Seite 3: Das Formularfeld „A“ wurde geleert. Eine frühere Signatur hat dieses Feld gesperrt.',
    );
    expect(translated('Page 3: something that nobody translated.', 'de')).toBeNull();
    expect(translated('Something else. An earlier signature locked this field.', 'de')).toBeNull();
  });

  it('stay as they are in English, and are known to be English where nobody translated them', () => {
    expect(translated('Anything at all.', 'en')).toBe('Anything at all.');
    expect(translated('A sentence that nobody translated.', 'de')).toBeNull();
  });

  it('are sentences that main still writes: each part of each stands in its source', () => {
    const gone = [...DE_SENTENCES, ...DE_REMARKS].flatMap(([english]) =>
      english
        .split(/\{\d\}/)
        .flatMap((part) => part.split(/ was added\.| {2,}/))
        .map((part) => part.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''))
        .filter((part) => part.length >= 12 && !occurs(part)),
    );
    expect(gone).toEqual([]);
    for (const word of Object.keys(DE_WORDS)) expect(source, word).toContain(word);
  });

  it('fill the same gaps in both languages', () => {
    const gaps = (text: string) => [...text.matchAll(/\{(\d)\}/g)].map((match) => match[1]).sort();
    for (const [english, german] of DE_SENTENCES) expect(gaps(german), english).toEqual(gaps(english));
  });
});

/** A sentence may be put together of a few pieces, each of which stands somewhere. */
function occurs(part: string, pieces = 4): boolean {
  if (source.includes(part)) return true;
  if (pieces === 1) return false;
  const words = part.split(' ');
  return words.some(
    (_, at) => at > 0 && source.includes(words.slice(0, at).join(' ')) && occurs(words.slice(at).join(' '), pieces - 1),
  );
}
