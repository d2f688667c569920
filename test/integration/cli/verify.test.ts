import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { SCHEMA_FILE, verificationSchema } from '../../../scripts/schema.ts';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { errorOf, jsonOf } from '../../support/cli.ts';
import { appendRevision, buildPdf, FIRST_PAGE } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { signaturesOf } from '../../support/signed-pdf.ts';
import { Workbench } from '../../support/workbench.ts';

const bench = new Workbench();
const files = { unsigned: '', passed: '', tampered: '', forged: '', revoked: '', selfSigned: '', edited: '' };
const { pki } = bench;

const ajv = new Ajv2020({ formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } });
const matches = ajv.compile(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')));

beforeAll(async () => {
  files.unsigned = bench.write('unsigned.pdf', buildPdf());
  files.passed = bench.at('passed.pdf');
  files.revoked = bench.at('revoked.pdf');
  files.selfSigned = bench.at('self-signed.pdf');
  await bench.sign(files.unsigned, files.passed, ...(await bench.keyStore('p-256')));
  await bench.sign(files.unsigned, files.revoked, ...(await bench.keyStore('revoked')));
  await bench.sign(files.unsigned, files.selfSigned, ...(await bench.keyStore('self-signed')));
  const signed = readFileSync(files.passed);
  const [signature] = signaturesOf(signed);
  if (signature === undefined) throw new Error('no signature');
  const changed = Buffer.from(signed);
  changed[changed.indexOf('(Page 1)') + 1] = 0x51;
  files.tampered = bench.write('tampered.pdf', changed);
  const forged = Buffer.from(signed);
  const last = signature.gapStart + 2 * signature.cms.length;
  forged[last] = forged[last] === 0x30 ? 0x31 : 0x30;
  files.forged = bench.write('forged.pdf', forged);
  const content = '<< /Length 44 >>\nstream\nBT /F1 24 Tf 72 700 Td (Another text!) Tj ET    \nendstream';
  files.edited = bench.write('edited.pdf', appendRevision(signed, new Map([[FIRST_PAGE + 1, content]])));
});

describe('verify --json', () => {
  it('its schema in docs/ is the one that the report’s parser gives', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8'), 'stale: run node scripts/schema.ts').toBe(verificationSchema());
  });

  it('the schema refuses what is not in it', async () => {
    const report = await bench.verify(files.passed);
    expect(matches(report)).toBe(true);
    expect(matches({ ...report, more: 1 })).toBe(false);
    expect(matches({ ...report, verdict: 'GOOD' })).toBe(false);
    const [signature] = report.signatures;
    expect(matches({ ...report, signatures: [{ ...signature, signingTimeClaimed: '2026-11-21 08:00' }] })).toBe(false);
    expect(matches({ ...report, signatures: [{ ...signature, signingTimeClaimed: null }] })).toBe(true);
  });

  it('a good signature: TOTAL-PASSED, status 0', async () => {
    const report = await verified(files.passed, 0, bench.trusting);
    expect(report).toMatchObject({
      file: files.passed,
      verdict: 'TOTAL-PASSED',
      documentStatus: 'unchanged',
      visualChange: false,
    });
    expect(report.signatures).toHaveLength(1);
    expect(report.signatures[0]).toMatchObject({
      field: 'Signature1',
      kind: 'signature',
      indication: 'TOTAL-PASSED',
      subIndication: null,
      level: 'B-B',
      signer: { subject: expect.stringContaining('CN=Paula Okafor') },
      digestAlgorithm: 'SHA-256',
      coversRevision: 2,
      revisions: 2,
      changesAfter: 'none',
      changes: [],
      certify: null,
      revocation: 'good',
      qualified: null,
      warnings: [],
    });
    expect(report.signatures[0]?.chain).toHaveLength(3);
  });

  it.each([
    ['a changed byte', 'tampered', 'HASH_FAILURE', 'changed-forbidden'],
    ['a changed signature value', 'forged', 'SIG_CRYPTO_FAILURE', 'unchanged'],
  ] as const)('%s: TOTAL-FAILED, status 1', async (_what, file, subIndication, documentStatus) => {
    const report = await verified(files[file], 1, bench.trusting);
    expect(report).toMatchObject({ verdict: 'TOTAL-FAILED', documentStatus });
    expect(report.signatures[0]).toMatchObject({ indication: 'TOTAL-FAILED', subIndication });
    expect(report.signatures[0]?.warnings.length).toBeGreaterThan(0);
  });

  it('the page’s text replaced after signing: never good, the change is named', async () => {
    const result = await bench.run(['verify', files.edited, ...bench.trusting, '--json']);
    const report = jsonOf(result) as unknown as VerificationReport;
    expect(matches(report)).toBe(true);
    expect([1, 2]).toContain(result.status);
    expect(['forbidden', 'indeterminate']).toContain(report.signatures[0]?.changesAfter);
    expect(report.signatures[0]?.changes).toMatchObject([{ revision: 3, object: FIRST_PAGE + 1 }]);
  });

  it('without revocation lists: INDETERMINATE / TRY_LATER, status 2, and the sentence for it', async () => {
    const report = await verified(files.passed, 2, ['--trust', pki.root]);
    expect(report).toMatchObject({ verdict: 'INDETERMINATE', documentStatus: 'unchanged' });
    const [signature] = report.signatures;
    expect(signature).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER', level: 'B-B' });
    expect(['unknown', 'not-checked']).toContain(signature?.revocation);
    expect(signature?.warnings[0]).toBe('Intact; signer known; revocation not checked');
    const { stdout } = await bench.run(['verify', files.passed, '--trust', pki.root]);
    expect(stdout).toContain('Intact; signer known; revocation not checked');
  });

  it('nothing signed: NO_SIGNATURE, status 2', async () => {
    expect(await verified(files.unsigned, 2, bench.trusting)).toEqual({
      file: files.unsigned,
      verdict: 'NO_SIGNATURE',
      // Nothing says what it once was.
      documentStatus: 'unclear',
      visualChange: false,
      visualDifferences: [],
      setting: expect.objectContaining({ fetched: [] }),
      signatures: [],
    });
  });

  it('a revoked signer', async () => {
    const report = await verified(files.revoked, 2, bench.trusting);
    expect(report.signatures[0]).toMatchObject({ subIndication: 'REVOKED_NO_POE', revocation: 'revoked' });
    expect(report.signatures[0]?.warnings.join(' ')).toMatch(/revoked/);
  });

  it('an unknown issuer', async () => {
    const report = await verified(files.passed, 2, []);
    expect(report.signatures[0]).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    });
    expect((await verified(files.selfSigned, 2, bench.trusting)).signatures[0]?.subIndication).toBe(
      'NO_CERTIFICATE_CHAIN_FOUND',
    );
  });

  it('a signer’s certificate that is itself trusted needs no revocation list; PEM and DER, file and folder', async () => {
    const { certificate } = testPki().signer('self-signed');
    const der = bench.write('selma.cer', certificate);
    const pem = bench.write('selma.pem', Buffer.from(toPem(certificate, 'CERTIFICATE')));
    bench.folderFor('trusted');
    bench.write('trusted/selma.crt', certificate);
    bench.write('trusted/README', Buffer.from('what lies here'));
    for (const trust of [der, pem, bench.at('trusted')]) {
      expect((await verified(files.selfSigned, 0, ['--trust', trust])).verdict).toBe('TOTAL-PASSED');
    }
  });

  it('--at: before the certificate began, and after it ended', async () => {
    const day = 86_400_000;
    const at = (days: number) => new Date(systemClock.now().getTime() + days * day).toISOString();
    const before = await verified(files.passed, 2, [...bench.trusting, '--at', at(-3)]);
    const after = await verified(files.passed, 2, [...bench.trusting, '--at', at(3 * 365)]);
    for (const report of [before, after]) {
      expect(report.verdict).toBe('INDETERMINATE');
      expect(report.signatures[0]?.subIndication).toBe('OUT_OF_BOUNDS_NO_POE');
    }
    expect(before.signatures[0]?.bestSignatureTime?.slice(0, 10)).toBe(at(-3).slice(0, 10));
    const wrong = await bench.run(['verify', files.passed, '--at', 'yesterday', '--json']);
    expect([wrong.status, errorOf(wrong).code]).toEqual([64, 'USAGE']);
  });
});

describe('verify of several files', () => {
  const missing = bench.at('missing.pdf');

  it.each([
    [0, ['passed', 'passed']],
    [2, ['passed', 'unsigned']],
    [1, ['unsigned', 'tampered', 'passed']],
    [66, ['passed', 'missing', 'tampered', 'unsigned']],
  ] as const)('status %i for %j', async (status, names) => {
    const paths = names.map((name) => (name === 'missing' ? missing : files[name]));
    const printed = await bench.json(['verify', ...paths, ...bench.trusting], status);
    expect(matches(printed), JSON.stringify(matches.errors)).toBe(true);
    const each = printed.files as { file: string; verdict?: string; error?: { code: string } }[];
    expect(Object.keys(printed)).toEqual(['files']);
    expect(each.map(({ file }) => file)).toEqual(paths);
    const expected = {
      passed: 'TOTAL-PASSED',
      unsigned: 'NO_SIGNATURE',
      tampered: 'TOTAL-FAILED',
      missing: 'INPUT_MISSING',
    };
    expect(each.map(({ verdict, error }) => verdict ?? error?.code)).toEqual(names.map((name) => expected[name]));
  });

  it('a single file that is not there: the error object and status 66', async () => {
    const printed = await bench.json(['verify', missing], 66);
    expect(printed).toMatchObject({ error: { code: 'INPUT_MISSING' } });
    expect(matches(printed)).toBe(true);
  });
});

it('verifying writes nothing, neither beside the file nor in the home', async () => {
  const before = await readdir(bench.folder, { recursive: true });
  const home = bench.at('another-home');
  const { status } = await bench.run(['verify', files.passed, ...bench.trusting], { env: { COUNTERSIGN_HOME: home } });
  expect(status).toBe(0);
  expect(await readdir(bench.folder, { recursive: true })).toEqual(before);
});

async function verified(file: string, status: number, words: readonly string[]): Promise<VerificationReport> {
  const report = await bench.json(['verify', file, ...words], status);
  expect(matches(report), JSON.stringify(matches.errors)).toBe(true);
  return report as unknown as VerificationReport;
}
