import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type VerificationReport, verificationReport } from '../../../shared/domain/verification.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { openFile } from '../../../src-main/platform/files.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { openNetwork } from '../../../src-main/workflow/network.ts';
import { onlineOver } from '../../../src-main/workflow/online-over.ts';
import { openSession } from '../../../src-main/workflow/session.ts';
import { SigningRun } from '../../../src-main/workflow/signing-run.ts';
import { loadTrust, type TrustMaterial } from '../../../src-main/workflow/trust-store.ts';
import { verifyDocument } from '../../../src-main/workflow/verify-document.ts';
import { type ReportWish, verifyWithReports } from '../../../src-main/workflow/verify-with-reports.ts';
import { writeReport } from '../../../src-main/workflow/write-report.ts';
import { runProgram } from '../../support/cli.ts';
import { LevelScene } from '../../support/level-scene.ts';
import { testPki } from '../../support/pki.ts';
import { schemaComplaint, schemasFolder } from '../../support/report-schema.ts';
import { digestOf, keyStoreOf, PASSWORD } from '../../support/signing-scene.ts';
import { describeWithTool, requireTool, temporaryFolder, toolPath } from '../../support/tools.ts';
import { qpdfComplaint } from '../../support/witnesses.ts';

const folder = temporaryFolder();
const schemas = schemasFolder();
const signed = join(folder, 'Vertrag – unterschrieben.pdf');
const at = (name: string): string => join(folder, name);
let trust: TrustMaterial;
let root: Uint8Array;
let report: VerificationReport;
const verify = () => verifyDocument(signed, trust, systemClock.now());
const write = (targets: readonly string[], wish: Partial<ReportWish> = {}, run: typeof verify = verify) =>
  verifyWithReports(signed, trust, { targets, language: 'en', overwrite: false, ...wish }, run);

describe('reports of a file that was verified', () => {
  it('are written in each form', async () => {
    // The scene lives as long as this test: its file and its anchor are kept.
    const scene = await LevelScene.start();
    await scene.sign('signed.pdf', 'B-LTA');
    writeFileSync(signed, scene.bytes('signed.pdf'));
    root = scene.services.pki.root.certificate;
    writeFileSync(at('root.cer'), root);
    trust = await loadTrust({ trust: [at('root.cer')] }, locateHome({ COUNTERSIGN_HOME: temporaryFolder() }));
    await scene.sign('basic.pdf', 'B-B');
    const network = () => openNetwork(scene.session.home, scene.session.clock);
    const online = { ...trust, online: onlineOver(network, trust, scene.session.clock) };
    const basic = await verifyWithReports(
      scene.at('basic.pdf'),
      online,
      { targets: [at('online.xml')], language: 'en', overwrite: false },
      () => verifyDocument(scene.at('basic.pdf'), online, scene.session.clock.now()),
    );
    const [answer] = basic.signatures[0]?.evidence ?? [];
    expect(answer).toMatchObject({ origin: expect.stringMatching(/^(fetched|kept)$/) });
    expect(readFileSync(at('online.xml'), 'utf8')).toMatch(
      new RegExp(
        `id="${answer?.kind}-${answer?.sha256}">\\s*<vr:ObjectType>[^<]*</vr:ObjectType>\\s*<[^>]*>\\s*<vr:base64>M`,
      ),
    );
    report = await write(['r.xml', 'r.pdf', 'r.json'].map(at));
    expect(report.verdict).toBe('TOTAL-PASSED');
    expect(verificationReport.parse(JSON.parse(readFileSync(at('r.json'), 'utf8')))).toEqual(report);
  });

  it('carry the bytes that the verdict rests on', () => {
    const xml = readFileSync(at('r.xml'), 'utf8');
    const signer = report.signatures[0]?.signer?.sha256 ?? '';
    expect(xml).toContain(`<vr:base64>${Buffer.from(root).toString('base64')}</vr:base64>`);
    expect(xml).toMatch(
      new RegExp(`id="certificate-${signer}">\\s*<vr:ObjectType>[^<]*</vr:ObjectType>\\s*<[^>]*>\\s*<vr:base64>M`),
    );
    expect(xml.match(/<ds:SignatureValue>/g)).toHaveLength(2);
    expect(xml).toContain(Buffer.from(digestOf(signed), 'hex').toString('base64'));
    expect(xml).toMatch(/<vr:ByteRange>0 \d+ \d+ \d+<\/vr:ByteRange>/);
  });

  it('replace nothing unless told to, and never what they are about', async () => {
    await expect(write([at('r.xml')])).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
    await expect(write([signed], { overwrite: true })).rejects.toMatchObject({ code: 'TARGET_EQUALS_SOURCE' });
    await expect(write([at('report.txt')])).rejects.toMatchObject({ code: 'USAGE' });
    await expect(write([at('a.pdf'), at('./a.pdf')])).rejects.toMatchObject({ code: 'USAGE' });
    await write([at('r.json')], { overwrite: true });
    writeFileSync(at('r.json.p7s'), 'signature of the earlier one');
    const orphan = { code: 'TARGET_EXISTS', message: expect.stringContaining('r.json.p7s” signs the report') };
    await expect(write([at('r.json')], { overwrite: true })).rejects.toMatchObject(orphan);
    rmSync(at('r.json.p7s'));
  });

  it('never replace what else is read: the file that a detached signature is over, or a policy', async () => {
    const [content, signature, policy] = [at('delivery.json'), at('delivery.json.p7s'), at('policy.json')];
    for (const file of [content, signature, policy]) writeFileSync(file, '{}');
    const refused = { code: 'TARGET_EQUALS_SOURCE' };
    const wish = { targets: [content], language: 'en', overwrite: true } as const;
    await expect(verifyWithReports(signature, trust, wish, verify)).rejects.toMatchObject(refused);
    await expect(write([content], { content, overwrite: true })).rejects.toMatchObject(refused);
    await expect(write([policy], { inputs: [policy], overwrite: true })).rejects.toMatchObject(refused);
    const source = await openFile(signature);
    const file = { path: signature, source, sha256: '' };
    const request = { path: content, format: 'json', language: 'en', overwrite: true, file, report, trust } as const;
    await expect(writeReport(request)).rejects.toMatchObject(refused);
    await source.close();
    expect([content, policy].map((one) => readFileSync(one, 'utf8'))).toEqual(['{}', '{}']);
  });

  it('never replace what lies in a folder that is read', async () => {
    const trusted = join(folder, 'trusted');
    mkdirSync(trusted);
    writeFileSync(join(trusted, 'root.json'), root);
    const refused = { code: 'TARGET_EQUALS_SOURCE', message: expect.stringContaining('lies in a folder') };
    const wish = { inputs: [trusted], overwrite: true };
    await expect(write([join(trusted, 'root.json')], wish)).rejects.toMatchObject(refused);
    expect(new Uint8Array(readFileSync(join(trusted, 'root.json')))).toEqual(new Uint8Array(root));
  });

  it.each([
    ['in a folder that is not there', join('nowhere', 'b.xml')],
    ['under a name that is too long', `${'b'.repeat(252)}.xml`],
  ])('are all written or none: one is to be %s', async (_, other) => {
    const before = readdirSync(folder);
    await expect(write([at('all.json'), at(other)])).rejects.toMatchObject({ code: 'TARGET_NOT_WRITABLE' });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('are not written of a file that changed while it was verified', async () => {
    const changing = async () => {
      const found = await verify();
      appendFileSync(signed, '\n');
      return found;
    };
    const before = readFileSync(signed);
    await expect(write([at('changed.xml')], {}, changing)).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
    writeFileSync(signed, before);
    expect(existsSync(at('changed.xml'))).toBe(false);
  });
});

describeWithTool(['qpdf', 'pdftotext'], 'the printed report', () => {
  beforeAll(() => expect(existsSync(at('r.pdf'))).toBe(true));

  it('is sound and says what was checked, with what, and when', async () => {
    expect(await qpdfComplaint(at('r.pdf'))).toBe('');
    const { stdout } = await runProgram(requireTool('pdftotext'), ['-layout', at('r.pdf'), '-']);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('Vertrag – unterschrieben.pdf');
    expect(text).toContain(digestOf(signed));
    expect(text).toContain(report.setting.time.slice(0, 10));
    expect(text).toContain('The signature and the timestamp are valid');
    expect(text).toMatch(/Page 1 of \d/);
    expect(text).toContain('no certification');
  });

  it('speaks German too', async () => {
    await write([at('de.pdf')], { language: 'de' });
    const { stdout } = await runProgram(requireTool('pdftotext'), [at('de.pdf'), '-']);
    expect(stdout).toContain('Die Signatur und der Zeitstempel sind gültig');
  });
});

describeWithTool(['xmlsec1'], 'signed reports', () => {
  it.each(['rsa-2048', 'p-256', 'ed25519'] as const)('are signed with %s', async (kind) => {
    const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
    const session = await openSession({ trust: [] }, { home });
    const tokens = new Tokens();
    writeFileSync(at('key.p12'), await keyStoreOf(kind));
    const key = { kind: 'pkcs12', file: at('key.p12') } as const;
    const readPin = async () => Buffer.from(PASSWORD);
    try {
      const run = await SigningRun.begin(session, tokens, key, { allowExpired: false, readPin, warn: () => undefined });
      const forms = kind === 'p-256' ? ['s.xml', 's.pdf', 's.json'] : ['s.xml'];
      await write(forms.map(at), { run, overwrite: true });
      const modes = forms.map((form) => statSync(at(form)).mode);
      expect(new Set(modes), 'as the verified file').toEqual(new Set([statSync(signed).mode]));
      await run.end();
      expect(session.ledger.size).toBe(forms.length);
      const { TMPDIR } = process.env;
      process.env.TMPDIR = at('nowhere');
      try {
        const failed = write([at('t.pdf')], { run });
        await expect(failed).rejects.toMatchObject({ code: 'TARGET_NOT_WRITABLE' });
      } finally {
        if (TMPDIR === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = TMPDIR;
      }
    } finally {
      await session.close();
      await tokens.close();
    }
    if (kind !== 'ed25519') expect(await xmlsecComplaint(at('s.xml'))).toBe('');
    if (schemas !== undefined) expect(await schemaComplaint([readFileSync(at('s.xml'), 'utf8')], schemas)).toBe('');
    const spoilt = readFileSync(at('s.xml'), 'utf8').replace('total-passed', 'total-failed');
    writeFileSync(at('spoilt.xml'), spoilt);
    if (kind !== 'ed25519') expect(await xmlsecComplaint(at('spoilt.xml'))).toContain('FAIL');
  });

  it('a signed PDF report is a PAdES signature, a JSON report has a CAdES signature beside it', async () => {
    for (const file of ['s.pdf', 's.json.p7s']) {
      const { signatures } = await verifyDocument(at(file), trust, systemClock.now());
      expect(signatures).toMatchObject([
        { subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', changesAfter: 'none', level: 'B-B' },
      ]);
    }
  });
});

/** What xmlsec1 has against the signature, with the root of the test PKI as anchor; empty where it holds. */
async function xmlsecComplaint(file: string): Promise<string> {
  writeFileSync(at('test-root.der'), testPki().root.certificate);
  const words = [
    '--verify',
    '--trusted-der',
    at('test-root.der'),
    '--id-attr:Id',
    'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
  ];
  const { status, stdout, stderr } = await runProgram(requireTool('xmlsec1'), [...words, file]);
  return status === 0 ? '' : `FAIL ${stdout}${stderr}`;
}
describe.skipIf(toolPath('xmllint') === undefined || schemas === undefined)('the report in XML', () => {
  it('is valid by the published schema', async () => {
    expect(await schemaComplaint([readFileSync(at('r.xml'), 'utf8')], schemas ?? '')).toBe('');
  });
});
