import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonOf } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { SigningScene } from '../../support/signing-scene.ts';

const source = buildPdf({
  fields: [
    { name: 'Amount', type: 'Tx', rect: [10, 10, 60, 30] },
    { name: 'Approval', extra: '/SV << /Ff 8 /Reasons [(Approved) (Refused)] >>' },
  ],
});

describe('prepared, certified, approved, closed', () => {
  it('from the first field to the last signature', async () => {
    const scene = await SigningScene.make({ source });
    const file = (name: string) => join(scene.documents, name);
    const sign = (from: string, to: string, ...words: string[]) => {
      const [command = '', , ...key] = scene.arguments;
      return [command, file(from), ...key, '-o', file(to), ...words];
    };
    const place = ['--page', '1', '--rect', '72,120,220,70'];
    const added = await scene.run([
      'fields',
      scene.source,
      '--add',
      'Tenant',
      ...place,
      '-o',
      file('prepared.pdf'),
      '--json',
    ]);
    expect(added).toMatchObject({ status: 0 });
    expect(jsonOf(added)).toMatchObject({ field: 'Tenant', ledger: { index: 0 } });
    expect(readFileSync(file('prepared.pdf')).subarray(0, source.length).equals(source)).toBe(true);

    const certified = await scene.run(sign('prepared.pdf', 'certified.pdf', '--field', 'Tenant', '--certify', 'forms'));
    expect(certified).toMatchObject({ status: 0, stdout: expect.stringMatching(/certified +form fields may still/) });
    await scene.refused(sign('certified.pdf', 'x.pdf', '--certify', 'forms'), { code: 'CERTIFY_NOT_FIRST', status: 1 });
    await scene.refused(sign('certified.pdf', 'x.pdf', '--field', 'Approval'), {
      code: 'SEED_VALUE_UNMET',
      status: 1,
      says: /“Approved”, “Refused”/,
    });
    await scene.refused(['fields', file('certified.pdf'), '--add', 'Late', ...place], {
      code: 'SIGNING_FORBIDDEN',
      status: 1,
    });

    const approved = await scene.run(
      sign('certified.pdf', 'approved.pdf', '--field', 'Approval', '--reason', 'Approved', '--lock', 'all', '--json'),
    );
    expect(jsonOf(approved)).toMatchObject({
      verification: {
        documentStatus: 'changed-permitted',
        signatures: [
          { field: 'Tenant', certify: 'forms', changesAfter: 'permitted' },
          { field: 'Approval', certify: null, changesAfter: 'none' },
        ],
      },
    });
    await scene.refused(sign('approved.pdf', 'x.pdf'), {
      code: 'SIGNING_FORBIDDEN',
      status: 1,
      says: /“Approval” locked the fields/,
    });
  });

  it.each([
    [['--lock', 'everything'], 'USAGE', 64],
    [['--lock', 'include:'], 'USAGE', 64],
    [['--certify', 'everything'], 'USAGE', 64],
    [['--lock', 'include:Amonut'], 'FIELD_NOT_FOUND', 64],
  ] as const)('%j is refused', async (words, code, status) => {
    const scene = await SigningScene.make({ source });
    await scene.refused([...scene.arguments, ...words], { code, status });
  });

  it.each([
    [['--add', 'X'], /needs --rect/],
    [['--rect', '1,2,3,4'], /belongs to --add/],
  ])('fields %j is refused', async (words, says) => {
    const scene = await SigningScene.make({ source });
    await scene.refused(['fields', scene.source, ...words], { code: 'USAGE', status: 64, says });
  });
});
