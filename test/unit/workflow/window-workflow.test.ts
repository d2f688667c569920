import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PkiServices } from '../../../scripts/pki/services.ts';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import { openFile } from '../../../src-main/platform/files.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import type { Choices } from '../../../src-main/workflow/choices.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import type { OpenedFile, WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { PLAIN_CHOICES } from '../../support/choices.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { rawZip } from '../../support/raw-zip.ts';
import { digestOf } from '../../support/signing-scene.ts';
import { describeWithTool, temporaryFolder } from '../../support/tools.ts';

/** The use cases of the window with the services of a PKI on this machine. */
const SECRET = new TextEncoder().encode('correct horse');
const folder = temporaryFolder();
const options = { signal: new AbortController().signal, onProgress: () => undefined };
const plain: Choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } };
let services: PkiServices;
let workflow: WorkflowApi;
let certificate: CertificateId;

beforeAll(async () => {
  services = await PkiServices.start();
  workflow = await openWorkflow({ home: locateHome({ COUNTERSIGN_HOME: join(folder, 'home') }) });
  const { key, certificate: der, chain, name } = services.pki.signer('p-256');
  const store = join(folder, 'paula.p12');
  const request = { key, certificate: der, chain, password: SECRET, friendlyName: name, iterations: 1000 };
  writeFileSync(store, await createPkcs12(request));
  certificate = (await workflow.addKeyStore(store)).id;
  const root = join(folder, 'root.cer');
  writeFileSync(root, services.pki.ca('root').certificate);
  await workflow.trust.add([root]);
});
afterAll(async () => {
  await workflow?.close();
  await services?.close();
});

async function opened(name: string, bytes?: Uint8Array): Promise<OpenedFile & { close(): Promise<void> }> {
  const file = join(folder, name);
  if (bytes !== undefined) writeFileSync(file, bytes);
  const source = await openFile(file);
  return { path: file, source, sha256: digestOf(file), close: () => source.close() };
}

const setAuthority = (offline: boolean) =>
  workflow.setNetworkSettings({ offline, proxy: { kind: 'none' }, authorities: [{ url: services.tsaUrl() }] });

function sign(source: OpenedFile, name: string, choices: Choices, container: OpenedFile[] | null = null) {
  const targetPath = join(folder, name);
  return workflow.sign(
    {
      source,
      container,
      certificate,
      choices,
      targetPath,
      overwrite: false,
      pin: SECRET.slice(),
      acceptLastTry: false,
    },
    options,
  );
}

describe('levels in the window', () => {
  it('says before the PIN that no authority is set up, and then that none can be reached', async () => {
    const source = await opened('a.pdf', buildPdf());
    const prepare = () =>
      workflow.prepareSigning({ source, container: null, certificate, choices: { ...plain, level: 'B-LTA' }, folder });
    await expect(prepare()).rejects.toMatchObject({ code: 'TSA_NOT_CONFIGURED' });
    await setAuthority(true);
    expect((await prepare()).delayed).toMatchObject({ code: 'NETWORK_OFFLINE' });
    await setAuthority(false);
    expect((await prepare()).delayed).toBeNull();
    await source.close();
  });

  it('tests an authority without any document, and says what is wrong with another', async () => {
    const good = await workflow.testAuthority(services.tsaUrl(), options);
    expect(good).toMatchObject({ problem: null, time: expect.stringMatching(/^20/) });
    expect(good.authority).toContain('CN=');
    const bad = await workflow.testAuthority(`${services.baseUrl}/nothing`, options);
    expect(bad).toMatchObject({ problem: { code: 'NETWORK_STATUS' }, authority: null });
    expect((await workflow.status()).network).toMatchObject({ authorities: 1, lastContact: { ok: false } });
  });

  it('signs offline at B-B, tells what each level lacks, completes from the outbox, and says so', async () => {
    await setAuthority(true);
    const source = await opened('b.pdf', buildPdf());
    const signed = await sign(source, 'b-signed.pdf', { ...plain, level: 'B-LTA' });
    await source.close();
    expect(signed.level).toMatchObject({ asked: 'B-LTA', reached: 'B-B', problems: [{ code: 'NETWORK_OFFLINE' }] });
    const [entry] = await workflow.outboxList();
    expect(entry).toEqual(signed.level.outbox);
    expect(JSON.stringify(entry)).not.toContain(folder);
    expect((await workflow.status()).outbox).toEqual({ waiting: 1, failed: 0 });

    const before = await opened('b-signed.pdf');
    const lacking = await workflow.prepareExtension({ source: before, folder }, options);
    await before.close();
    expect(lacking).toMatchObject({
      next: 'B-T',
      signatures: [{ level: 'B-B', next: 'B-T', missing: [{ part: 'timestamp' }] }],
      problem: { code: 'NETWORK_OFFLINE' },
    });
    expect(lacking.targetPath).toBe(join(folder, 'b-signed-extended.pdf'));

    let told = 0;
    const end = workflow.onOutboxChanged(() => {
      told += 1;
    });
    await setAuthority(false);
    if (entry === undefined) throw new Error('nothing was queued');
    expect(await workflow.outboxRun(entry.id, options)).toMatchObject([{ state: 'done', reached: 'B-LTA' }]);
    await expect.poll(() => told).toBeGreaterThan(0);
    end();
    const after = await opened('b-signed.pdf');
    expect(await workflow.prepareExtension({ source: after, folder }, options)).toMatchObject({
      next: 'B-LTA',
      signatures: [{ level: 'B-LTA', missing: [{ part: 'renewal', about: expect.stringContaining('CN=') }] }],
      problem: null,
    });
    await after.close();
    await workflow.outboxRemove(entry.id);
    expect(await workflow.outboxList()).toEqual([]);
  });

  it('names the certificates whose proofs a timestamped file lacks', async () => {
    await setAuthority(false);
    const source = await opened('c.pdf', buildPdf());
    const { level } = await sign(source, 'c-signed.pdf', { ...plain, level: 'B-T' });
    await source.close();
    expect(level).toMatchObject({ reached: 'B-T', problems: [], outbox: null });
    const timed = await opened('c-signed.pdf');
    const { signatures, next } = await workflow.prepareExtension({ source: timed, folder }, options);
    expect(next).toBe('B-LT');
    const missing = signatures[0]?.missing ?? [];
    expect(missing.map(({ part }) => part)).toContain('revocation');
    expect(missing.some(({ about }) => about?.includes('Paula'))).toBe(true);
    const extended = await workflow.extend(
      { source: timed, targetPath: join(folder, 'c-long.pdf'), overwrite: false, level: 'B-LT' },
      options,
    );
    expect(extended).toMatchObject({ level: { reached: 'B-LT' }, entry: { kind: 'document.extended' } });
    expect(extended.report.signatures[0]?.level).toBe('B-LT');
    await timed.close();
  });
});

describeWithTool('qpdf', 'encrypted documents in the window', () => {
  it('completes an encrypted document with the password it was opened with', async () => {
    writeFileSync(join(folder, 'open.pdf'), buildPdf());
    const made = spawnSync('qpdf', [
      '--encrypt',
      'user',
      'owner',
      '256',
      '--',
      join(folder, 'open.pdf'),
      join(folder, 'locked.pdf'),
    ]);
    expect(made.status).toBe(0);
    await setAuthority(true);
    const source = { ...(await opened('locked.pdf')), password: 'owner' };
    const { level } = await sign(source, 'locked-signed.pdf', { ...plain, level: 'B-T' });
    await source.close();
    expect(level.outbox).not.toBeNull();
    await setAuthority(false);
    expect(await workflow.outboxRun(null, options)).toMatchObject([{ state: 'done', reached: 'B-T' }]);
  });
});

describe('choices in the window', () => {
  it('certification, lock, look and further pages are in the file', async () => {
    const pages = [{ text: 'One' }, { text: 'Two' }];
    const source = await opened('d.pdf', buildPdf({ pages, fields: [{ name: 'Price', type: 'Tx' }] }));
    const stroke = [
      { x: 2, y: 30, pressure: 0.2 },
      { x: 40, y: 4, pressure: 0.9 },
    ];
    await sign(source, 'd-signed.pdf', {
      ...plain,
      placement: { page: 1, x: 40, y: 40, width: 200, height: 70 },
      appearance: {
        picture: { kind: 'drawing', drawing: { width: 44, height: 34, strokes: [stroke] } },
        text: { template: '{name}' },
      },
      furtherPages: { pages: [2], as: 'stamp' },
      certify: 'forms',
      lock: { kind: 'include', fields: ['Price'] },
    });
    await source.close();
    const text = readFileSync(join(folder, 'd-signed.pdf'), 'latin1');
    for (const word of ['/DocMDP', '/FieldMDP', '/Stamp']) expect(text).toContain(word);
  });

  it('what a document forbids is refused while it is prepared', async () => {
    const source = await opened('d-signed.pdf');
    const choices: Choices = { ...plain, certify: 'no-changes' };
    await expect(
      workflow.prepareSigning({ source, container: null, certificate, choices, folder }),
    ).rejects.toMatchObject({
      code: 'CERTIFY_NOT_FIRST',
    });
    await source.close();
  });

  it('a picture that is none is refused when it is chosen', async () => {
    const file = join(folder, 'no.png');
    writeFileSync(file, 'not a picture');
    await expect(workflow.readImage(file)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  it('the preview is a page of the size of the mark', async () => {
    const pdf = await workflow.previewMark({
      certificate,
      name: 'Your name',
      width: 180,
      height: 60,
      appearance: { picture: { kind: 'initials', initials: 'PO' }, text: 'usual' },
      reason: 'Agreed',
      location: '',
      contact: '',
    });
    const text = Buffer.from(pdf).toString('latin1');
    expect(text).toContain('/MediaBox [0 0 180 60]');
  });
});

describe('files that are no PDF', () => {
  it('a signature beside one: made, verified, extended and completed', async () => {
    await setAuthority(false);
    const source = await opened('notes.txt', Buffer.from('what was agreed'));
    const request = { source, container: null, certificate, choices: plain, folder };
    expect((await workflow.prepareSigning(request)).targetPath).toBe(join(folder, 'notes.txt.p7s'));
    const signed = await sign(source, 'notes.txt.p7s', { ...plain, level: 'B-T' });
    // Nobody was asked yet whether the certificate was revoked.
    const open = { level: 'B-T', subIndication: 'TRY_LATER' };
    expect(signed).toMatchObject({ level: { reached: 'B-T' }, report: { signatures: [open] } });
    const signature = await opened('notes.txt.p7s');
    expect(await workflow.openDocument(signature, options.signal)).toMatchObject({
      kind: 'signature',
      signatures: 1,
      content: { name: 'notes.txt', size: 15 },
    });
    const lacking = await workflow.prepareExtension({ source: signature, folder }, options);
    expect(lacking).toMatchObject({ next: 'B-LT', signatures: [{ level: 'B-T', missing: [{ part: 'revocation' }] }] });
    expect(lacking.targetPath).toBe(join(folder, 'notes.txt-extended.p7s'));
    // Elsewhere, where its content does not lie beside it.
    const targetPath = join(mkdtempSync(join(folder, 'other-')), 'notes.txt.p7s');
    const elsewhere = { source: { ...signature, content: source.path }, targetPath, overwrite: false };
    const extended = await workflow.extend({ ...elsewhere, level: 'B-LTA' }, options);
    expect(extended).toMatchObject({ level: { reached: 'B-LTA' }, report: { verdict: 'TOTAL-PASSED' } });
    await signature.close();
    await source.close();
  });

  it('a container of several, and nothing where one of them is no longer what was shown', async () => {
    const source = await opened('a.csv', Buffer.from('1;2'));
    const other = await opened('plan.pdf', buildPdf());
    const twin = { ...other, path: join(folder, 'elsewhere', 'a.csv') };
    const request = { source, certificate, choices: plain, folder };
    expect((await workflow.prepareSigning({ ...request, container: [other] })).targetPath).toBe(
      join(folder, 'a.asice'),
    );
    await expect(workflow.prepareSigning({ ...request, container: [twin] })).rejects.toMatchObject({ code: 'USAGE' });
    const ledger = (await workflow.status()).ledger.size;
    const changed = { ...other, sha256: '0'.repeat(64) };
    await expect(sign(source, 'a.asice', plain, [changed])).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
    expect((await workflow.status()).ledger.size).toBe(ledger);
    const signed = await sign(source, 'a.asice', plain, [other]);
    expect(signed.report.signatures).toMatchObject([{ level: 'B-B', subIndication: 'TRY_LATER' }]);
    const container = await opened('a.asice');
    expect(await workflow.openDocument(container, options.signal)).toMatchObject({
      kind: 'container',
      signatures: 1,
      files: [{ name: 'a.csv', size: 3 }, { name: 'plan.pdf' }],
    });
    for (const file of [source, other, container]) await file.close();
  });

  it('is told by name and bytes: only what calls itself a signature or container is opened as one', async () => {
    const kindOf = async (name: string, bytes: Uint8Array) => {
      const file = await opened(name, bytes);
      const facts = workflow.openDocument(file, options.signal).finally(() => file.close());
      return facts.then(
        ({ kind }) => kind,
        ({ code }) => code,
      );
    };
    const zip = rawZip([{ name: 'word/document.xml', data: '<w/>' }]);
    const container = rawZip([{ name: 'mimetype', data: 'application/vnd.etsi.asic-e+zip' }]);
    expect(await kindOf('letter.docx', zip)).toBe('file');
    expect(await kindOf('unnamed', container)).toBe('container');
    expect(await kindOf('other.cer', services.pki.root.certificate)).toBe('file');
    expect(await kindOf('unnamed-pdf', buildPdf())).toBe('pdf');
    expect(await kindOf('no.pdf', Buffer.from('text'))).toBe('INPUT_NOT_PDF');
    expect(await kindOf('no.asice', zip)).toBe('CONTAINER_DAMAGED');
    expect(await kindOf('no.p7s', Buffer.from('text'))).toBe('CMS_UNREADABLE');
    expect(await kindOf('lonely.p7s', Buffer.from('0\x82\x01\x00', 'latin1'))).toBe('SIGNED_CONTENT_MISSING');
    const file = await opened('plain.txt', Buffer.from('x'));
    expect(await workflow.verifyDocument(file, { ...options, online: false })).toMatchObject({
      verdict: 'NO_SIGNATURE',
      signatures: [],
    });
    await file.close();
  });

  it('gives back what was signed, trusts an issuer out of the file, and writes the report that was shown', async () => {
    const source = await opened('deed.pdf', buildPdf());
    await sign(source, 'deed-signed.pdf', { ...plain, level: 'B-B' });
    await source.close();
    const signed = await opened('deed-signed.pdf');
    const first = await workflow.openRevision(signed, 1, options.signal);
    expect(first).toMatchObject({ sha256: source.sha256, facts: { revisions: 1, signatures: 0 } });
    expect(first.size).toBeLessThan(signed.source.size);
    expect(await workflow.openRevision(signed, 2, options.signal)).toMatchObject({ sha256: signed.sha256 });
    const none = workflow.openRevision(signed, 3, options.signal);
    await expect(none).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });

    const report = await workflow.verifyDocument(signed, { ...options, online: false });
    expect(report).toMatchObject({ verdict: 'INDETERMINATE', setting: { fetched: [] } });
    const asked = await workflow.verifyDocument(signed, { ...options, online: true });
    expect(asked).toMatchObject({ verdict: 'TOTAL-PASSED', signatures: [{ revocation: 'good' }] });
    const signer = report.signatures[0]?.signer?.sha256 ?? '';
    expect(await workflow.trust.addFrom(signed, signer)).toBe(true);
    expect(await workflow.trust.addFrom(signed, signer)).toBe(false);
    expect((await workflow.trust.list()).anchors.map(({ sha256 }) => sha256)).toContain(signer);
    const unknown = workflow.trust.addFrom(signed, '0'.repeat(64));
    await expect(unknown).rejects.toMatchObject({ code: 'INPUT_INVALID' });

    const target = join(folder, 'deed-report.json');
    const request = { file: signed, report, format: 'json', language: 'en', path: target, overwrite: false } as const;
    await workflow.saveReport(request, options);
    expect(JSON.parse(readFileSync(target, 'utf8'))).toEqual(report);
    await signed.close();
  });

  it('saves a repaired copy of a damaged file beside it, and none of a signed one', async () => {
    const damaged = (name: string, bytes: Uint8Array) => {
      const file = join(folder, name);
      writeFileSync(
        file,
        Buffer.from(
          Buffer.from(bytes)
            .toString('latin1')
            .replace(/startxref\s+\d+/g, 'startxref 9'),
          'latin1',
        ),
      );
      return file;
    };
    const copy = await workflow.repairCopy(damaged('torn.pdf', buildPdf()), folder, options.signal);
    expect(copy).toBe(join(folder, 'torn-repaired.pdf'));
    const repaired = await opened('torn-repaired.pdf');
    expect(await workflow.openDocument(repaired, options.signal)).toMatchObject({ kind: 'pdf', revisions: 1 });
    await repaired.close();
    const signed = damaged('torn-signed.pdf', readFileSync(join(folder, 'deed-signed.pdf')));
    await expect(workflow.repairCopy(signed, folder, options.signal)).rejects.toMatchObject({
      code: 'REPAIR_REFUSED_SIGNED',
    });
  });
});
