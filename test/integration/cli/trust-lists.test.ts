import { beforeAll, describe, expect, it } from 'vitest';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { qualifiedSigner } from '../../../scripts/pki/trusted-lists.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { signBytes } from '../../support/sign-bytes.ts';
import { listOfLists, NOW, nationalList, pivot, SIGNERS } from '../../support/trust-scheme.ts';
import { Workbench } from '../../support/workbench.ts';

/** A home with the lists of the test scheme. */
async function withLists(): Promise<Workbench> {
  const bench = new Workbench();
  const signer = bench.write('published.pem', Buffer.from(toPem(SIGNERS.published.certificate, 'CERTIFICATE')));
  const files = [
    bench.write('lotl.xml', listOfLists()),
    bench.write('pivot-9.xml', pivot()),
    bench.write('NA.xml', nationalList()),
  ];
  await bench.json(['trust', 'import', ...files, '--signer', signer]);
  return bench;
}

describe('countersign trust', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await withLists();
  });

  it('lists what is kept with its age', async () => {
    expect(await bench.json(['trust', 'list'])).toMatchObject({
      schemes: [
        { official: false, listOfLists: { sequence: 10 }, lists: [{ territory: 'NA', stale: false, services: 1 }] },
      ],
    });
    expect((await bench.run(['trust', 'list'])).stdout).toMatch(/pinned by hand.*today.*NA {2,}number 5/su);
  });

  it('verify says which list makes a signature a qualified one', async () => {
    const file = bench.write('signed.pdf', await signBytes(buildPdf(), {}, qualifiedSigner(testPki(), NOW)));
    const args = ['verify', file, '--crls', bench.pki.crls, '--offline'];
    expect(await bench.json(args)).toMatchObject({
      verdict: 'TOTAL-PASSED',
      signatures: [{ qualified: 'QES', qualification: { service: { country: 'NA' } } }],
      setting: { anchors: [{ origin: 'trusted list NA' }], trustedLists: [{ territory: 'NA' }] },
    });
    expect((await bench.run(args)).stdout).toMatch(/qualified {3}QES by the trusted list of NA/u);
  });

  it('import ends with the status of what was refused', async () => {
    const changed = Buffer.from(nationalList()).toString().replace('granted', 'withdrawn');
    const result = await bench.json(['trust', 'import', bench.write('changed.xml', Buffer.from(changed))], 1);
    expect(result).toMatchObject({
      taken: [],
      refused: [{ list: 'changed.xml', error: { code: 'TRUSTED_LIST_SIGNER' } }],
    });
    const note = bench.write('note.xml', Buffer.from('a note'));
    expect((await bench.run(['trust', 'import', note])).status).toBe(66);
    expect((await bench.run(['trust', 'import', bench.at('none.xml')])).status).toBe(66);
    expect((await bench.run(['trust', 'import'])).status).toBe(64);
    expect((await bench.run(['trust'])).status).toBe(64);
  });

  it('says how to get lists where there are none', async () => {
    const empty = new Workbench();
    expect((await empty.run(['trust', 'list'])).stdout).toContain('countersign trust update');
    expect(await empty.json(['trust', 'list'])).toEqual({ schemes: [] });
  });
});
