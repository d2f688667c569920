import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, jsonOf } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { describeWithTool } from '../../support/tools.ts';
import { pdfsigVerdicts, qpdfComplaint } from '../../support/witnesses.ts';
import { Workbench } from '../../support/workbench.ts';

const bench = new Workbench();
const plain = Buffer.from(buildPdf()).toString('latin1');
const broken = Buffer.from(plain.replace(/startxref\n\d+/, 'startxref\n7'), 'latin1');
let key: string[];
let source: string;

beforeAll(async () => {
  key = [...(await bench.keyStore('p-256')), '--trust', bench.pki.root];
  source = bench.write('broken.pdf', broken);
});

const sign = (file: string, target: string, ...words: string[]) =>
  bench.run(['sign', file, '-o', target, ...key, ...words, '--json']);

describe('a damaged document', () => {
  it('is refused, and the refusal names --repair', async () => {
    const result = await sign(source, bench.at('none.pdf'));
    expect(result.status).toBe(66);
    expect(errorOf(result)).toMatchObject({ code: 'PDF_DAMAGED', message: expect.stringMatching(/with --repair\.$/) });
  });

  it('is refused without that hint where nothing is left to repair', async () => {
    const file = bench.write('hopeless.pdf', Buffer.from('%PDF-1.4\nstartxref\n7\n%%EOF\n'));
    expect(errorOf(await sign(file, bench.at('none.pdf'))).message).not.toContain('--repair');
  });

  it('is signed as a repaired copy when told so, and stays as it is', async () => {
    const target = bench.at('repaired.pdf');
    const result = await sign(source, target, '--repair');
    expect(result.status, result.stderr).toBe(0);
    expect(jsonOf(result)).toMatchObject({
      repaired: true,
      verification: { verdict: 'INDETERMINATE', signatures: [{ subIndication: 'TRY_LATER' }] },
    });
    expect(result.stderr).toContain('What is signed is a repaired copy');
    expect(readFileSync(source)).toEqual(broken);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('countersign-repair-'))).toEqual([]);
  });

  it('is not replaced by its own repair', async () => {
    const result = await sign(source, source, '--repair', '--force');
    expect([result.status, errorOf(result).code]).toEqual([64, 'TARGET_EQUALS_SOURCE']);
    expect(readFileSync(source)).toEqual(broken);
  });

  it('that was signed is never repaired', async () => {
    const signed = bench.at('signed.pdf');
    await bench.sign(bench.write('sound.pdf', buildPdf()), signed, ...key);
    const text = readFileSync(signed, 'latin1');
    const hurt = bench.write('hurt.pdf', Buffer.from(text.slice(0, text.lastIndexOf('startxref')), 'latin1'));
    const result = await sign(hurt, bench.at('none.pdf'), '--repair');
    expect([result.status, errorOf(result).code]).toEqual([66, 'REPAIR_REFUSED_SIGNED']);
  });

  it('among sound ones is the only one that is repaired', async () => {
    const sound = bench.write('sound-too.pdf', buildPdf());
    const folder = bench.folderFor('several');
    const result = await bench.run(['sign', source, sound, '-o', folder, ...key, '--repair', '--json']);
    expect(result.status, result.stderr).toBe(0);
    expect((jsonOf(result).files as { repaired: boolean }[]).map(({ repaired }) => repaired)).toEqual([true, false]);
  });
});

describeWithTool(['qpdf', 'pdfsig'], 'other programs', () => {
  it('find the repaired and signed file sound and its signature valid', async () => {
    const target = bench.at('for-others.pdf');
    expect((await sign(source, target, '--repair')).status).toBe(0);
    expect(await qpdfComplaint(target)).toBe('');
    expect(await pdfsigVerdicts(target)).toEqual([{ valid: true, whole: true }]);
  });
});

describe('a document with scripts', () => {
  it('is signed with a warning, and refused with --strict', async () => {
    const file = bench.write('script.pdf', buildPdf({ catalog: '/OpenAction << /S /JavaScript /JS (1) >>' }));
    const warned = await sign(file, bench.at('script-signed.pdf'));
    expect(warned.status).toBe(0);
    expect(jsonOf(warned).warnings).toEqual([expect.stringContaining('JavaScript')]);
    const strict = await sign(file, bench.at('none.pdf'), '--strict');
    expect([strict.status, errorOf(strict).code]).toEqual([1, 'ACTIVE_CONTENT']);
  });
});
