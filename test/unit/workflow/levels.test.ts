import { copyFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TsaLie } from '../../../scripts/pki/tsa.ts';
import { LevelScene } from '../../support/level-scene.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { signaturesOf } from '../../support/signed-pdf.ts';
import { filesUnder } from '../../support/signing-scene.ts';

const YEAR = 365 * 86_400_000;

describe('signing at a level', () => {
  it.each(['B-T', 'B-LT', 'B-LTA'] as const)(
    '%s: the file itself proves it, and no earlier byte changes',
    async (level) => {
      const scene = await LevelScene.start();
      const outcome = await scene.sign('signed.pdf', level);
      expect(outcome.level).toEqual({ asked: level, reached: level, problems: [], queued: null });
      const { signatures } = await scene.verify('signed.pdf');
      expect(signatures[0]).toMatchObject({ level, kind: 'signature' });
      if (level !== 'B-T') expect(signatures[0]?.indication).toBe('TOTAL-PASSED');
      expect(signatures.length).toBe(level === 'B-LTA' ? 2 : 1);
      expect(scene.bytes('signed.pdf').subarray(0, scene.bytes('contract.pdf').length)).toEqual(
        scene.bytes('contract.pdf'),
      );
      expect(scene.signed).toBe(1);
      expect(scene.session.ledger.size).toBe(1);
      expect(filesUnder(scene.folder)).toEqual(['contract.pdf', 'signed.pdf']);
    },
  );

  it('CRLs serve where there is no OCSP', async () => {
    const scene = await LevelScene.start({ revocationBy: 'crl' });
    await scene.sign('signed.pdf', 'B-LT');
    expect(scene.services.count('/ocsp')).toBe(0);
    expect((await scene.verify('signed.pdf')).verdict).toBe('TOTAL-PASSED');
  });

  it.each(['classic', 'xref-stream', 'object-streams'] as const)(
    'B-LTA and a second B-LTA in a file of the form %s',
    async (form) => {
      const scene = await LevelScene.start({ pdf: buildPdf({ form }) });
      await scene.sign('one.pdf', 'B-LTA');
      await scene.sign('two.pdf', 'B-LTA', { source: 'one.pdf', signer: 'rsa-2048' });
      const report = await scene.verify('two.pdf');
      expect(report.verdict).toBe('TOTAL-PASSED');
      expect(report.signatures.map(({ kind, level }) => [kind, level])).toEqual([
        ['signature', 'B-LTA'],
        ['timestamp', null],
        ['signature', 'B-LTA'],
        ['timestamp', null],
      ]);
      expect(scene.bytes('two.pdf').subarray(0, scene.bytes('one.pdf').length)).toEqual(scene.bytes('one.pdf'));
    },
  );

  it('a token that does not fit: the signature stays, a document timestamp gives the time, the key is asked once', async () => {
    const scene = await LevelScene.start();
    scene.services.setTsa('big-token');
    const outcome = await scene.sign('signed.pdf', 'B-LTA');
    expect(outcome.level).toMatchObject({ reached: 'B-LTA', problems: [] });
    expect(scene.signed).toBe(1);
    const { verdict, signatures } = await scene.verify('signed.pdf');
    expect([verdict, ...signatures.map(({ kind }) => kind)]).toEqual([
      'TOTAL-PASSED',
      'signature',
      'timestamp',
      'timestamp',
    ]);
    expect(signatures[0]?.level).toBe('B-LTA');
  });

  it('authorities are asked in order until one gives a time', async () => {
    const scene = await LevelScene.start();
    const network = { tsa: [scene.services.tsaUrl('expired'), scene.services.tsaUrl()] };
    expect((await scene.sign('signed.pdf', 'B-T', { network })).level.reached).toBe('B-T');
    expect(scene.services.count('/tsa/expired')).toBe(1);
  });
});

describe('what cannot be had', () => {
  it.each<TsaLie>([
    'wrong-nonce',
    'no-nonce',
    'wrong-imprint',
    'other-hash',
    'two-signers',
    'no-certificate',
    'other-certificate-named',
    'wrong-signature',
    'no-token',
    'rejects',
  ])(
    'an authority that lies (%s): a valid B-B and an entry that says why; nothing at all without a queue',
    async (lie) => {
      const scene = await LevelScene.start();
      scene.services.setTsa(lie);
      const code = lie === 'rejects' ? 'TSA_REFUSED' : 'TSA_RESPONSE_INVALID';
      const { level } = await scene.sign('signed.pdf', 'B-LTA');
      expect(level).toMatchObject({
        asked: 'B-LTA',
        reached: 'B-B',
        problems: [{ code }],
        queued: { state: 'queued' },
      });
      expect((await scene.verify('signed.pdf')).signatures).toMatchObject([
        { level: 'B-B', subIndication: 'TRY_LATER' },
      ]);
      await expect(scene.sign('refused.pdf', 'B-LTA', { queue: false })).rejects.toMatchObject({ code });
      expect(filesUnder(scene.folder)).toEqual(['contract.pdf', 'signed.pdf']);
      expect(await scene.session.outbox.list()).toMatchObject([{ file: scene.at('signed.pdf'), problem: { code } }]);
    },
  );

  it.each(['expired', 'wrong-purpose', 'second-purpose', 'purpose-not-critical'] as const)(
    'an authority whose certificate is wrong (%s)',
    async (kind) => {
      const scene = await LevelScene.start();
      const { level } = await scene.sign('signed.pdf', 'B-T', { network: { tsa: [scene.services.tsaUrl(kind)] } });
      expect(level).toMatchObject({ reached: 'B-B', problems: [{ code: 'TSA_RESPONSE_INVALID' }] });
    },
  );

  it.each(['stale', 'unknown', 'stranger'] as const)(
    'OCSP that proves nothing (%s), and no list: B-T, the rest waits',
    async (lie) => {
      const scene = await LevelScene.start({ revocationBy: 'ocsp' });
      scene.services.setOcsp(lie);
      const { level } = await scene.sign('signed.pdf', 'B-LTA');
      expect(level).toMatchObject({
        reached: 'B-T',
        problems: [{ code: 'EVIDENCE_INCOMPLETE' }],
        queued: { reached: 'B-T' },
      });
      expect((await scene.verify('signed.pdf')).signatures).toMatchObject([{ level: 'B-T' }]);
    },
  );

  it('the network is tried before the key, and for the rest of a run not again', async () => {
    const scene = await LevelScene.start();
    const tsa = scene.services.tsaUrl();
    await scene.services.close();
    const said: string[] = [];
    const { level } = await scene.sign('signed.pdf', 'B-LTA', {
      network: { tsa: [tsa] },
      warn: (text) => said.push(text),
    });
    expect(said).toEqual([expect.stringMatching(/takes no connections.*completed to B-LTA from the outbox/)]);
    expect(level).toMatchObject({ reached: 'B-B', problems: [{ code: 'NETWORK_UNREACHABLE' }] });
    await expect(scene.sign('no.pdf', 'B-T', { network: { tsa: [tsa] }, queue: false })).rejects.toMatchObject({
      code: 'NETWORK_UNREACHABLE',
    });
    expect(scene.signed).toBe(1);
  });

  it('without an authority nothing is signed above B-B', async () => {
    const scene = await LevelScene.start();
    await expect(scene.sign('no.pdf', 'B-T', { network: {} })).rejects.toMatchObject({ code: 'TSA_NOT_CONFIGURED' });
    expect(scene.signed).toBe(0);
  });

  it('stopping while the authority is asked leaves nothing', async () => {
    const scene = await LevelScene.start();
    const stop = new AbortController();
    const onProgress = (stage: string) => stage === 'collecting' && stop.abort();
    await expect(scene.sign('no.pdf', 'B-LTA', { signal: stop.signal, onProgress })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(filesUnder(scene.folder)).toEqual(['contract.pdf']);
    expect(filesUnder(scene.session.home.at('pending'))).toEqual([]);
    expect(await scene.session.outbox.list()).toEqual([]);
  });
});

describe('extending', () => {
  it.each(['B-T', 'B-LT', 'B-LTA'] as const)(
    'a B-B of ours, made where no authority was set up, goes to %s',
    async (level) => {
      const scene = await LevelScene.start();
      await scene.sign('signed.pdf', 'B-B', { network: {} });
      expect(await scene.extend('signed.pdf', 'more.pdf', level)).toMatchObject({ reached: level, problems: [] });
      const { signatures } = await scene.verify('more.pdf');
      expect(signatures[0]?.level).toBe(level);
      const [before, after] = [scene.bytes('signed.pdf'), scene.bytes('more.pdf')];
      const [gap] = signaturesOf(before);
      expect(after.subarray(0, gap?.gapStart)).toEqual(before.subarray(0, gap?.gapStart));
      expect(after.subarray(gap?.gapEnd, before.length)).toEqual(before.subarray(gap?.gapEnd));
      expect(scene.session.ledger.entries(0, 2).map(({ kind }) => kind)).toEqual([
        'document.extended',
        'document.signed',
      ]);
    },
  );

  it('a signature that kept room takes the timestamp into itself', async () => {
    const scene = await LevelScene.start();
    await scene.sign('signed.pdf', 'B-B');
    await scene.extend('signed.pdf', 'more.pdf', 'B-T');
    expect(scene.bytes('more.pdf').length).toBe(scene.bytes('signed.pdf').length);
    expect((await scene.verify('more.pdf')).signatures).toMatchObject([{ level: 'B-T' }]);
  });

  it('two signatures without time: one document timestamp for both', async () => {
    const scene = await LevelScene.start();
    await scene.sign('one.pdf', 'B-B');
    await scene.sign('two.pdf', 'B-B', { source: 'one.pdf', signer: 'rsa-2048' });
    await scene.extend('two.pdf', 'more.pdf', 'B-T');
    expect(scene.services.count('/tsa')).toBe(1);
    const { signatures } = await scene.verify('more.pdf');
    expect(signatures.map(({ level }) => level)).toEqual(['B-T', 'B-T', null]);
  });

  it('renews the archive timestamp as often as asked, years apart, and signs again after it', async () => {
    const scene = await LevelScene.start({ revocationBy: 'crl' });
    const begin = scene.session.clock.now().getTime();
    await scene.sign('0.pdf', 'B-LTA');
    for (const round of [1, 2, 3]) {
      scene.setTime(new Date(begin + round * 2 * YEAR));
      const outcome = await scene.extend(`${round - 1}.pdf`, `${round}.pdf`, 'B-LTA');
      expect(outcome).toMatchObject({ reached: 'B-LTA', problems: [] });
      const report = await scene.verify(`${round}.pdf`);
      expect(report.signatures.map(({ kind, indication }) => [kind, indication])).toEqual([
        ['signature', 'TOTAL-PASSED'],
        ...Array.from({ length: round + 1 }, () => ['timestamp', 'TOTAL-PASSED']),
      ]);
      expect(scene.bytes(`${round}.pdf`).subarray(0, scene.bytes(`${round - 1}.pdf`).length)).toEqual(
        scene.bytes(`${round - 1}.pdf`),
      );
    }
    expect(scene.signed).toBe(1);
    const again = await scene.sign('again.pdf', 'B-LTA', { source: '3.pdf', signer: 'rsa-2048', allowExpired: true });
    expect(again.report.signatures[0]).toMatchObject({ changesAfter: 'permitted', level: 'B-LTA' });
  });

  it('beside a signature of whom nothing can be found, the others still get there, and it is told', async () => {
    const scene = await LevelScene.start();
    await scene.sign('one.pdf', 'B-B');
    const strange = await LevelScene.start({ pdf: scene.bytes('one.pdf') });
    await strange.sign('two.pdf', 'B-B');
    await strange.services.close();
    copyFileSync(strange.at('two.pdf'), scene.at('two.pdf'));
    const outcome = await scene.extend('two.pdf', 'more.pdf', 'B-LTA');
    expect(outcome).toMatchObject({ reached: 'B-T', problems: [{ code: 'NETWORK_UNREACHABLE' }, {}] });
    const { signatures } = await scene.verify('more.pdf');
    expect(signatures.map(({ field, level }) => [field, level])).toEqual([
      ['Signature1', 'B-LTA'],
      ['Signature2', 'B-T'],
      ['Timestamp1', null],
      ['Timestamp2', null],
    ]);
  });

  it('a certified document that permits no changes takes them all', async () => {
    const scene = await LevelScene.start();
    await scene.sign('signed.pdf', 'B-B', { certify: 'no-changes' });
    await scene.extend('signed.pdf', 'more.pdf', 'B-LTA');
    const report = await scene.verify('more.pdf');
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'changed-permitted' });
  });

  it('what holds no signature, or a broken one, is refused and nothing is written', async () => {
    const scene = await LevelScene.start();
    await expect(scene.extend('contract.pdf', 'no.pdf', 'B-T')).rejects.toMatchObject({ code: 'NOTHING_SIGNED' });
    await scene.sign('signed.pdf', 'B-B');
    const broken = scene.bytes('signed.pdf');
    broken.write('7', broken.indexOf('%PDF-1.') + 7);
    writeFileSync(scene.at('broken.pdf'), broken);
    await expect(scene.extend('broken.pdf', 'no.pdf', 'B-T')).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
    expect(filesUnder(scene.folder)).toEqual(['broken.pdf', 'contract.pdf', 'signed.pdf']);
  });

  it('a level that cannot be reached now leaves no file', async () => {
    const scene = await LevelScene.start({ revocationBy: 'ocsp' });
    await scene.sign('signed.pdf', 'B-B');
    scene.services.setOcsp('stranger');
    await expect(scene.extend('signed.pdf', 'no.pdf', 'B-LTA')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    expect(filesUnder(scene.folder)).toEqual(['contract.pdf', 'signed.pdf']);
  });

  it('never writes over the document itself', async () => {
    const scene = await LevelScene.start();
    await scene.sign('signed.pdf', 'B-B');
    await expect(scene.extend('signed.pdf', 'signed.pdf', 'B-T')).rejects.toMatchObject({
      code: 'TARGET_EQUALS_SOURCE',
    });
  });
});
