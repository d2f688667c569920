import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GERMAN_WORDS } from '../../../src-renderer/i18n/de-said/words.ts';
import { DE_SENTENCES } from '../../../src-renderer/i18n/de-sentences.ts';
import { translated } from '../../../src-renderer/i18n/sentences.ts';

/** Main, and what window and command line say in the same words. */
const source = ['src-main', 'shared/domain']
  .map((folder) => path.join(import.meta.dirname, '../../..', folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  )
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(name, 'utf8'))
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

  it('are looked up inside each other, and one by one where they stand in a row', () => {
    expect(
      translated(
        'A revocation list of CA 1 does not count: it is too weakly signed: SHA-1 is not accepted since 2017-01-01.',
        'de',
      ),
    ).toBe(
      'Eine Sperrliste von CA 1 zählt nicht: sie ist zu schwach signiert: SHA-1 wird seit dem 2017-01-01 nicht mehr anerkannt.',
    );
    expect(
      translated('Not a PAdES baseline signature: MD5 must not be used; the entry /Cert must not be there.', 'de'),
    ).toBe(
      'Keine Signatur nach einer PAdES-Stufe: MD5 darf nicht verwendet werden; der Eintrag /Cert darf nicht dastehen.',
    );
    expect(translated('Page 2: the content was replaced; the page was turned.', 'de')).toBe(
      'Seite 2: Der Inhalt wurde ersetzt. Die Seite wurde gedreht.',
    );
    expect(translated('This signature is of “a.txt”, “b.txt”, and not of “c.txt”.', 'de')).toBe(
      'Diese Signatur gilt „a.txt“, „b.txt“ und nicht „c.txt“.',
    );
  });

  it('never take long, whatever a document puts into their gaps', () => {
    const field = '” covers what was there when “'.repeat(3000);
    expect(
      translated(`On page 1 the field “${field}” covers what was there when “${field}” was signed!`, 'de'),
    ).toBeNull();
  });

  const [FSI, PDI] = ['\u2068', '\u2069'];
  const foreign = `${FSI}بطاقة 7${PDI}`;

  it.each([
    ['The form field “بطاقة 7” was filled with “5”.', `Das Formularfeld „${foreign}“ wurde mit „5“ ausgefüllt.`],
    [
      'Page 2: a signature was added in the field “بطاقة 7”; it is intact and covers this revision.',
      `Seite 2: Im Feld „${foreign}“ kam eine Signatur hinzu; sie ist unversehrt und deckt diese Fassung ab.`,
    ],
    [
      'No revocation list of بطاقة 7 is at hand for the certificate of Eva Berg.',
      `Für das Zertifikat von Eva Berg liegt keine Sperrliste von ${foreign} vor.`,
    ],
    [
      'The form field “A” was filled with “5”. The form field “بطاقة 7” was filled with “5”.',
      `Das Formularfeld „A“ wurde mit „5“ ausgefüllt. Das Formularfeld „${foreign}“ wurde mit „5“ ausgefüllt.`,
    ],
    ['Page 2: the form field “بطاقة 7” was filled with “5”; the form field “A” was filled with “5”.', undefined],
    ['This signature covers “a.txt”, “بطاقة 7” and not “c.txt”.', undefined],
  ])('%s: a name that is written from right to left moves nothing around it', (sentence, german) => {
    if (german !== undefined) expect(translated(sentence, 'de')).toBe(german);
    expect(translated(sentence, 'en')).toBe(sentence.replace('بطاقة 7', foreign));
  });

  it('nor does it in a sentence that nobody translated, nor what turns the direction', () => {
    expect(translated('Nobody knows “بطاقة 7” of بطاقة كرت here.', 'en')).toBe(
      `Nobody knows “${foreign}” of ${FSI}بطاقة كرت${PDI} here.`,
    );
    expect(translated('The file “invoice\u202efdp” is here.', 'en')).not.toContain('\u202e');
    expect(translated('The form field “A\u202eB” was filled with “5”.', 'de')).not.toContain('\u202e');
  });

  it('stay as they are in English, and are known to be English where nobody translated them', () => {
    expect(translated('Anything at all.', 'en')).toBe('Anything at all.');
    expect(translated('A sentence that nobody translated.', 'de')).toBeNull();
  });

  it('are sentences that main still writes: each part of each stands in its source', () => {
    const gone = DE_SENTENCES.flatMap(([english]) =>
      english
        .split(/\{\d\}/)
        .flatMap((part) => part.split(/ was added\.| {2,}/))
        .map((part) => part.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''))
        .filter((part) => part.length >= 12 && !occurs(part)),
    );
    expect(gone).toEqual([]);
    for (const word of Object.keys(GERMAN_WORDS)) expect(source, word).toContain(word);
  });

  it('fill the same gaps in both languages', () => {
    const gaps = (text: string) => [...text.matchAll(/\{(\d)\}/g)].map((match) => match[1]).sort();
    for (const [english, german] of DE_SENTENCES) expect(gaps(german), english).toEqual(gaps(english));
  });
});

/** A sentence may be put together of a few pieces, each of which stands somewhere. */
function occurs(part: string, pieces = 5): boolean {
  if (source.includes(part)) return true;
  if (pieces === 1) return false;
  const words = part.split(' ');
  return words.some(
    (_, at) => at > 0 && source.includes(words.slice(0, at).join(' ')) && occurs(words.slice(at).join(' '), pieces - 1),
  );
}
