import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import type { Encryption } from '../../../../src-main/pdf/encryption/encryption.ts';
import { type FormChange, permits, refuseForbidden } from '../../../../src-main/pdf/encryption/permissions.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { encryptPdf, OWNER, USER } from '../../../support/encrypt.ts';
import { buildPdf } from '../../../support/pdf-builder.ts';
import { describeWithTool, temporaryFolder } from '../../../support/tools.ts';

async function encryption(words: readonly string[], password: string): Promise<Encryption | undefined> {
  const file = await encryptPdf(buildPdf(), temporaryFolder(), { words });
  return (await PdfDocument.open(bytesSource(readFileSync(file)), { password })).encryption;
}

function refusal(given: Encryption | undefined, change: FormChange): string {
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

describe('a file that is not encrypted', () => {
  it('permits everything', () => {
    expect(refusal(undefined, 'add-field')).toBe('permitted');
  });
});
