import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { readStandardDictionary } from '../../../../src-main/pdf/encryption/standard-dictionary.ts';
import { PdfDict, PdfName, type PdfObject, PdfString } from '../../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { appendRevision, buildPdf, buildRaw, CATALOG } from '../../../support/pdf-builder.ts';

const string = (length: number): PdfString => new PdfString(new Uint8Array(length).fill(7));
const dictionary = (entries: Record<string, PdfObject>): PdfDict =>
  new PdfDict(Object.entries({ Filter: new PdfName('Standard'), P: -4, O: string(32), U: string(32), ...entries }));

const reasonOf = (entries: Record<string, PdfObject>): string => {
  try {
    readStandardDictionary(dictionary(entries));
    return 'read';
  } catch (error) {
    return `${codeOf(error)} ${error instanceof Error ? error.message : ''}`;
  }
};

describe('other encryption is refused by name', () => {
  it.each([
    [{ Filter: new PdfName('Adobe.PubSec') }, /^PDF_ENCRYPTED_PUBLIC_KEY .*Adobe\.PubSec/],
    [{ SubFilter: new PdfName('adbe.pkcs7.s5') }, /^PDF_ENCRYPTED_PUBLIC_KEY /],
    [{ Filter: new PdfName('FOPN_fLock') }, /^PDF_ENCRYPTED .*security handler FOPN_fLock/],
    [{ Filter: new PdfName('Bad\nName\u001b[31m') }, /^PDF_ENCRYPTED .*handler Bad\?Name\?\[31m\)/],
    [{ V: 3, R: 3 }, /^PDF_ENCRYPTED .*version 3, revision 3/],
    [{ V: 6, R: 7 }, /^PDF_ENCRYPTED .*version 6, revision 7/],
    [{}, /^PDF_ENCRYPTED .*version 0/],
    [{ V: 2, R: 3, P: new PdfName('All') }, /^PDF_DAMAGED /],
    [{ V: 2, R: 3, O: 1 }, /^PDF_DAMAGED .*\/O/],
    [{ V: 5, R: 6, O: string(48), U: string(48) }, /^PDF_DAMAGED .*\/OE/],
  ] satisfies [Record<string, PdfObject>, RegExp][])('%#', (entries, reason) => {
    expect(reasonOf(entries)).toMatch(reason);
  });
});

describe('what writers leave open', () => {
  it.each([
    [{ V: 1, R: 2 }, [5, 16]],
    [{ V: 2, R: 3 }, [5, 16]],
    [{ V: 2, R: 3, Length: 128 }, [16, 5]],
    [{ V: 2, R: 3, Length: 16 }, [16, 5]],
    [{ V: 2, R: 3, Length: 56 }, [7, 5, 16]],
    [{ V: 2, R: 3, Length: -8 }, [5, 16]],
    [{ V: 2, R: 3, Length: 4096 }, [5, 16]],
    [{ V: 1, R: 3, Length: 128 }, [5, 16]],
    [{ V: 4, R: 4, Length: 40 }, [16, 5]],
    [{ V: 5, R: 6, Length: 128, OE: string(32), UE: string(32) }, [32]],
  ] satisfies [Record<string, PdfObject>, number[]][])('lengths of the key: %#', (entries, lengths) => {
    expect(readStandardDictionary(dictionary(entries)).keyLengths).toEqual(lengths);
  });

  it('/P without its sign', () => {
    expect(readStandardDictionary(dictionary({ V: 2, R: 3, P: 4294966964 })).permissions).toBe(-332);
  });

  it('/O and /U longer or shorter than they should be', () => {
    const { owner, user } = readStandardDictionary(dictionary({ V: 2, R: 3, O: string(40), U: string(16) }));
    expect([owner.length, user.length, user[15], user[16]]).toEqual([32, 32, 7, 0]);
  });
});

describe('revisions that are encrypted differently are damage', () => {
  const encrypt = '/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <00> /U <00> >>';
  const open = (pdf: Uint8Array): Promise<string> => PdfDocument.open(bytesSource(pdf)).then(() => 'opened', codeOf);
  const catalog = new Map([[CATALOG, '<< /Type /Catalog /Pages 2 0 R >>']]);

  it('one that begins or ends to be encrypted, or changes its dictionary', async () => {
    expect(await open(appendRevision(buildPdf(), catalog, { trailer: encrypt }))).toBe('PDF_DAMAGED');
    const encrypted = buildRaw(catalog, encrypt);
    expect(await open(encrypted)).toBe('PDF_PASSWORD_REQUIRED');
    expect(await open(appendRevision(encrypted, catalog, { trailer: '' }))).toBe('PDF_DAMAGED');
    expect(await open(appendRevision(encrypted, catalog, { trailer: encrypt.replace('-4', '-8') }))).toBe(
      'PDF_DAMAGED',
    );
    expect(await open(appendRevision(encrypted, catalog, { trailer: encrypt }))).toBe('PDF_PASSWORD_REQUIRED');
  });

  it('one that replaces the object its dictionary is', async () => {
    const dict = encrypt.replace('/Encrypt ', '');
    const encrypted = buildRaw(new Map([...catalog, [9, dict]]), '/Encrypt 9 0 R');
    expect(await open(encrypted)).toBe('PDF_PASSWORD_REQUIRED');
    expect(await open(appendRevision(encrypted, new Map([[9, dict]]), { trailer: '/Encrypt 9 0 R' }))).toBe(
      'PDF_DAMAGED',
    );
  });
});
