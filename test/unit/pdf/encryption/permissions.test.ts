import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import type { Encryption } from '../../../../src-main/pdf/encryption/encryption.ts';
import {
  type Change,
  permits,
  refuseForbidden,
  signingRestriction,
} from '../../../../src-main/pdf/encryption/permissions.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { encryptPdf, OWNER, USER } from '../../../support/encrypt.ts';
import { buildPdf } from '../../../support/pdf-builder.ts';
import { describeWithTool, temporaryFolder } from '../../../support/tools.ts';

const made = new Map<string, Promise<Uint8Array>>();

/** Encrypted once for both passwords. */
async function encryption(words: readonly string[], password: string): Promise<Encryption | undefined> {
  const name = words.join(' ');
  const file =
    made.get(name) ?? encryptPdf(buildPdf(), temporaryFolder(), { words }).then((path) => readFileSync(path));
  made.set(name, file);
  return (await PdfDocument.open(bytesSource(await file), { password })).encryption;
}

function refusal(given: Encryption | undefined, change: Change): string {
  try {
    refuseForbidden(given, change);
    return 'permitted';
  } catch (error) {
    return `${codeOf(error)}: ${error instanceof Error ? error.message : ''}`;
  }
}

describeWithTool('qpdf', 'what the author permits', () => {
  // qpdf's words for table 22: annotate sets bit 6, form bit 9, modify-other bit 4.
  it.each([
    { words: ['256'], fill: true, add: true },
    { words: ['256', '--modify=none'], fill: false, add: false },
    { words: ['256', '--modify=assembly'], fill: false, add: false },
    { words: ['256', '--modify=form'], fill: true, add: false },
    { words: ['256', '--modify=annotate'], fill: true, add: false },
    { words: ['256', '--annotate=n', '--form=y'], fill: true, add: false },
    { words: ['256', '--annotate=n', '--form=n'], fill: false, add: false },
    { words: ['256', '--modify-other=n'], fill: true, add: false },
    { words: ['256', '--form=n'], fill: true, add: true },
    { words: ['128', '--use-aes=y', '--modify=form'], fill: true, add: false },
    { words: ['128', '--use-aes=n', '--modify=none'], fill: false, add: false },
    { words: ['40', '--annotate=n'], fill: false, add: false },
    { words: ['40', '--modify=n'], fill: true, add: false },
    { words: ['256', '--print=none', '--extract=n', '--assemble=n'], fill: true, add: true },
  ])('$words: fill $fill, add $add; the owner may both', async ({ words, fill, add }) => {
    const user = await encryption(words, USER);
    expect({ fill: permits(user, 'fill-field'), add: permits(user, 'add-field') }).toEqual({ fill, add });
    const owner = await encryption(words, OWNER);
    expect([permits(owner, 'fill-field'), permits(owner, 'add-field')]).toEqual([true, true]);
  });

  it('is named in the refusal', async () => {
    const user = await encryption(['256', '--modify=none'], USER);
    expect(refusal(user, 'fill-field')).toMatch(/^PERMISSION_DENIED: .*filling in form fields.*owner password/);
    expect(refusal(user, 'add-field')).toMatch(/^PERMISSION_DENIED: .*new signature fields.*owner password/);
  });
});

describeWithTool('qpdf', 'the look on further pages', () => {
  it.each([
    { words: ['256', '--modify=annotate'], annotate: true, pages: false },
    { words: ['256', '--modify=form'], annotate: false, pages: false },
    { words: ['256', '--annotate=n', '--form=y'], annotate: false, pages: true },
  ])('$words: annotations $annotate, content $pages', async ({ words, annotate, pages }) => {
    const user = await encryption(words, USER);
    expect([permits(user, 'annotate'), permits(user, 'change-pages')]).toEqual([annotate, pages]);
  });
});

describeWithTool('qpdf', 'what is said when a file is opened', () => {
  it.each([
    { words: ['256'], says: undefined },
    { words: ['256', '--modify=form'], says: expect.stringContaining('but no new ones') },
    { words: ['256', '--modify=none'], says: expect.stringContaining('permits no signature') },
  ])('$words', async ({ words, says }) => {
    expect(signingRestriction(await encryption(words, USER))).toEqual(says);
    expect(signingRestriction(await encryption(words, OWNER))).toBeUndefined();
  });
});

describeWithTool('qpdf', 'permissions that somebody lifted in the file', () => {
  /** -4 grants everything. */
  async function lifted(words: readonly string[]): Promise<Uint8Array> {
    const file = await encryptPdf(buildPdf(), temporaryFolder(), { words, user: '' });
    const text = readFileSync(file, 'latin1');
    return Buffer.from(
      text.replace(/\/P (-\d+)/, (_all, given: string) => `/P ${'-4'.padEnd(given.length)}`),
      'latin1',
    );
  }

  it('do not count where their sealed copy says otherwise', async () => {
    const { encryption: user } = await PdfDocument.open(bytesSource(await lifted(['256', '--modify=none'])));
    expect([permits(user, 'fill-field'), permits(user, 'add-field')]).toEqual([false, false]);
  });

  it('change the key where there is no sealed copy', async () => {
    const work = PdfDocument.open(bytesSource(await lifted(['128', '--use-aes=y', '--modify=none'])));
    await expect(work).rejects.toHaveProperty('code', 'PDF_PASSWORD_REQUIRED');
  });
});

describe('a file that is not encrypted', () => {
  it('permits everything', () => {
    expect(refusal(undefined, 'add-field')).toBe('permitted');
  });
});
