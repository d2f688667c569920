import { linkSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../support/cli.ts';
import { hybridPdf } from '../../support/hybrid-pdf.ts';
import { appendRevision, buildPdf, CATALOG } from '../../support/pdf-builder.ts';
import { type Refusal, SigningScene } from '../../support/signing-scene.ts';

const text = (content: string) => new TextEncoder().encode(content);
const sound = buildPdf();

/** Nothing can be signed in it; that it holds no signature can be said all the same. */
const NO_PAGES = 'has no pages';

const DOCUMENTS: readonly (readonly [what: string, bytes: Uint8Array | null, refusal: Refusal])[] = [
  ['is missing', null, { code: 'INPUT_MISSING', status: 66, says: /There is no file “contract.pdf”/ }],
  ['is empty', text(''), { code: 'INPUT_EMPTY', status: 66 }],
  ['is a text', text('Dear Sir or Madam,\n'.repeat(100)), { code: 'INPUT_NOT_PDF', status: 66 }],
  ['is a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), { code: 'INPUT_NOT_PDF', status: 66 }],
  ['ends in the middle', sound.subarray(0, sound.length >> 1), { code: 'INPUT_TRUNCATED', status: 66 }],
  ['lacks its last line', sound.subarray(0, sound.length - 12), { code: 'INPUT_TRUNCATED', status: 66 }],
  ['is nothing but a header', text('%PDF-1.7\n'), { code: 'INPUT_TRUNCATED', status: 66 }],
  ['is hybrid and shows two documents', hybridPdf({ listed: 4 }), { code: 'PDF_HYBRID', status: 66 }],
  [NO_PAGES, appendRevision(sound, new Map([[CATALOG, '<< /Type /Catalog >>']])), { code: 'PDF_DAMAGED', status: 66 }],
  [
    'has a wrong startxref',
    Buffer.from(
      Buffer.from(sound)
        .toString('latin1')
        .replace(/startxref\n\d+/, 'startxref\n7'),
      'latin1',
    ),
    { code: 'PDF_DAMAGED', status: 66 },
  ],
];

describe.concurrent('a document that', () => {
  it.each(DOCUMENTS)('%s is not signed', async (_what, source, refusal) => {
    const scene = await SigningScene.make({ source });
    await scene.refused(scene.arguments, refusal);
  });

  it('is one of these is not verified either', async () => {
    const scene = await SigningScene.make({ source: null });
    const broken = DOCUMENTS.filter(([what]) => what !== NO_PAGES);
    const files = broken.map(([, bytes], index) => {
      const file = join(scene.documents, `${index}.pdf`);
      if (bytes !== null) writeFileSync(file, bytes);
      return file;
    });
    const result = await scene.run(['verify', ...files, '--json']);
    expect(result.status).toBe(66);
    const reports = JSON.parse(result.stdout) as { files: { error: { code: string } }[] };
    expect(reports.files.map(({ error }) => error.code)).toEqual(broken.map(([, , { code }]) => code));
    await scene.refused(['verify', join(scene.documents, 'none.pdf')], { code: 'INPUT_MISSING', status: 66 });
  });

  it('is a folder', async () => {
    const scene = await SigningScene.make({ source: null });
    mkdirSync(scene.source);
    await scene.refused(scene.arguments, { code: 'INPUT_UNREADABLE', status: 66, says: /is a folder/ });
  });

  it.skipIf(process.platform === 'win32')('is a pipe: nobody waits for its writer', async () => {
    const scene = await SigningScene.make({ source: null });
    await runProgram('mkfifo', [scene.source]);
    await scene.refused(scene.arguments, { code: 'INPUT_UNREADABLE', status: 66 });
  });

  it('grows by a sparse gigabyte of nothing is damaged, not read whole', async () => {
    const scene = await SigningScene.make();
    truncateSync(scene.source, 2 ** 30);
    const result = await scene.run([...scene.arguments, '--json']);
    expect(result.status).toBe(66);
    scene.expectNothingLeft();
  });
});

describe.concurrent('a target that', () => {
  it('exists stays as it is, until --force replaces it', async () => {
    const scene = await SigningScene.make();
    const target = join(scene.documents, 'contract-signed.pdf');
    writeFileSync(target, 'older');
    await scene.refused(scene.arguments, { code: 'TARGET_EXISTS', status: 64, says: /--force/ });
    const forced = await scene.run([...scene.arguments, '--force', '--json']);
    expect(forced.status, forced.stderr).toBe(0);
    expect(readFileSync(target).subarray(0, 5).toString()).toBe('%PDF-');
    scene.expectNothingLeft();
  });

  it('exists as a link that leads nowhere is not replaced either', async () => {
    const scene = await SigningScene.make();
    const target = join(scene.documents, 'out.pdf');
    symlinkSync('nowhere.pdf', target);
    await scene.refused([...scene.arguments, '-o', target], { code: 'TARGET_EXISTS', status: 64 });
  });

  const EQUAL: Refusal = { code: 'TARGET_EQUALS_SOURCE', status: 64 };
  it.each([[[]], [['--force']]])('is the document itself, by any name (%j)', async (force) => {
    const scene = await SigningScene.make();
    const target = join(scene.documents, 'same.pdf');
    symlinkSync(scene.source, target);
    linkSync(scene.source, join(scene.documents, 'hard.pdf'));
    symlinkSync(scene.documents, join(scene.folder, 'elsewhere'));
    const names = [
      scene.source,
      target,
      join(scene.documents, 'hard.pdf'),
      join(scene.folder, 'elsewhere/contract.pdf'),
    ];
    for (const name of names) {
      await scene.refused([...scene.arguments, '-o', name, ...force], EQUAL);
    }
  });

  it('lies in no folder', async () => {
    const scene = await SigningScene.make();
    const refusal = { code: 'TARGET_NOT_WRITABLE', status: 1, says: /There is no folder/ };
    await scene.refused([...scene.arguments, '-o', join(scene.folder, 'none', 'out.pdf')], refusal);
    await scene.refused([...scene.arguments, '-o', join(scene.source, 'out.pdf')], refusal);
  });

  it('has a name that is too long', async () => {
    const scene = await SigningScene.make();
    const target = join(scene.documents, `${'n'.repeat(252)}.pdf`);
    await scene.refused([...scene.arguments, '-o', target], {
      code: 'TARGET_NOT_WRITABLE',
      status: 1,
      says: /too long/,
    });
  });

  it('has the longest name there may be is written', async () => {
    const scene = await SigningScene.make();
    const target = join(scene.documents, `${'文'.repeat(83)}.pdf`);
    const result = await scene.run([...scene.arguments, '-o', target, '--json']);
    expect(result.status, result.stderr).toBe(0);
    scene.expectNothingLeft();
  });

  it.skipIf(process.platform === 'win32')('is a device is not replaced, also with --force', async () => {
    const scene = await SigningScene.make();
    const pipe = join(scene.documents, 'pipe.pdf');
    await runProgram('mkfifo', [pipe]);
    const refusal = { code: 'TARGET_NOT_WRITABLE', status: 1, says: /not a regular file/ };
    await scene.refused([...scene.arguments, '-o', pipe, '--force'], refusal);
  });
});

describe.concurrent('a command line that', () => {
  it.each<[string, string[], Refusal]>([
    ['has an unknown option', ['--sign-everything'], { code: 'USAGE', status: 64, says: /--sign-everything/ }],
    ['asks for a level that is not made', ['--level', 'B-X'], { code: 'USAGE', status: 64 }],
    ['has a page without a place', ['--page', '1'], { code: 'USAGE', status: 64, says: /--rect/ }],
    [
      'names a page after the last',
      ['--page', '2', '--rect', '1,1,9,9'],
      { code: 'PAGE_OUT_OF_RANGE', status: 64, says: /1 page/ },
    ],
    ['names a page before the first', ['--page=-2', '--rect', '1,1,9,9'], { code: 'PAGE_OUT_OF_RANGE', status: 64 }],
    ['names page 0', ['--page', '0', '--rect', '1,1,9,9'], { code: 'PAGE_OUT_OF_RANGE', status: 64 }],
    ['names no page', ['--page', 'last', '--rect', '1,1,9,9'], { code: 'PAGE_OUT_OF_RANGE', status: 64 }],
    ['has three numbers for four', ['--page', '1', '--rect', '1,2,3'], { code: 'RECT_INVALID', status: 64 }],
    ['has words for numbers', ['--page', '1', '--rect', 'a,b,c,d'], { code: 'RECT_INVALID', status: 64 }],
    ['has no width', ['--page', '1', '--rect', '10,10,0,10'], { code: 'RECT_INVALID', status: 64 }],
    ['places it beside the page', ['--page', '1', '--rect', '600,10,50,50'], { code: 'RECT_INVALID', status: 64 }],
    ['names a field that is not there', ['--field', 'Buyer'], { code: 'FIELD_NOT_FOUND', status: 64, says: /“Buyer”/ }],
    ['names two places for the PIN', ['--pin-stdin'], { code: 'USAGE', status: 64, says: /not both/ }],
    ['names two keys', ['--module', '/usr/lib/p11.so'], { code: 'USAGE', status: 64, says: /not both/ }],
    ['trusts what is not there', ['--trust', '/nowhere.pem'], { code: 'INPUT_MISSING', status: 66 }],
    ['trusts what is no certificate', ['--trust', import.meta.filename], { code: 'TRUST_UNREADABLE', status: 66 }],
  ])('%s', async (_what, more, refusal) => {
    const scene = await SigningScene.make();
    await scene.refused([...scene.arguments, ...more], refusal);
  });

  it.each<[string, (scene: SigningScene) => string[], Refusal]>([
    ['names no command', () => [], { code: 'USAGE', status: 64 }],
    ['names no known command', () => ['frobnicate'], { code: 'USAGE', status: 64, says: /frobnicate/ }],
    ['names no document', (scene) => ['sign', '--p12', scene.keyStore], { code: 'USAGE', status: 64 }],
    ['names no key', (scene) => ['sign', scene.source], { code: 'USAGE', status: 64, says: /which key/ }],
    ['verifies nothing', () => ['verify'], { code: 'USAGE', status: 64 }],
    [
      'sends several documents to one file',
      (scene) => [...scene.arguments, join(scene.folder, 'b.pdf'), '-o', join(scene.folder, 'out.pdf')],
      { code: 'USAGE', status: 64, says: /folder/ },
    ],
    [
      'signs one document twice at once',
      (scene) => [...scene.arguments, scene.source],
      { code: 'USAGE', status: 64, says: /same name/ },
    ],
    [
      'names a folder that holds none',
      (scene) => ['sign', '--batch', scene.temporary, '--p12', scene.keyStore],
      { code: 'USAGE', status: 64, says: /no PDF file/ },
    ],
    [
      'names a time that is none',
      (scene) => ['verify', scene.source, '--at', 'yesterday'],
      { code: 'USAGE', status: 64 },
    ],
  ])('%s', async (_what, args, refusal) => {
    const scene = await SigningScene.make();
    await scene.refused(args(scene), refusal);
  });

  it('says a failure without --json on standard error alone', async () => {
    const scene = await SigningScene.make({ source: null });
    const result = await scene.run(scene.arguments);
    expect(result).toMatchObject({ status: 66, stdout: '' });
    expect(result.stderr).toMatch(/^countersign: There is no file “contract.pdf”[^\n]* \[INPUT_MISSING\]\n$/);
  });

  it('signs several documents: each on its own, the worst is the status', async () => {
    const scene = await SigningScene.make();
    const bad = join(scene.documents, 'bad.pdf');
    writeFileSync(bad, 'no PDF');
    const other = join(scene.documents, 'other.pdf');
    writeFileSync(other, buildPdf());
    const result = await scene.run([...scene.arguments, bad, other, '--json']);
    expect(result.status, result.stderr).toBe(66);
    const { files } = JSON.parse(result.stdout) as { files: { error?: { code: string }; output?: string }[] };
    expect(files.map(({ error, output }) => error?.code ?? output?.split('/').at(-1))).toEqual([
      'contract-signed.pdf',
      'INPUT_NOT_PDF',
      'other-signed.pdf',
    ]);
    scene.expectNothingLeft();
  });
});
