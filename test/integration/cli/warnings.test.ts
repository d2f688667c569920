import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { SignerKind } from '../../../scripts/pki/make-pki.ts';
import { openLedger } from '../../../src-main/ledger/ledger.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { errorOf, jsonOf } from '../../support/cli.ts';
import { newEntry } from '../../support/ledger.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithSoftHsm } from '../../support/softhsm.ts';
import { Workbench } from '../../support/workbench.ts';

const bench = new Workbench();
const trusting = ['--trust', bench.pki.root];
let source: string;
let count = 0;
const target = (): string => bench.at(`signed-${count++}.pdf`);

beforeAll(() => {
  source = bench.write('contract.pdf', buildPdf());
});

const SELF_SIGNED = /^The certificate is self-signed\./;
const UNTRUSTED = /^No trusted path leads to the certificate/;
const NOT_YET =
  /^The clock of this computer says .* UTC, but the certificate is valid only from .* UTC\. Check the clock\.$/;
const LEDGER_AHEAD =
  /^The clock of this computer says .* UTC, but the newest ledger entry was made at .* UTC\. Check the clock\.$/;

describe('what is warned of, and signed all the same', () => {
  it.each([
    ['a certificate under a trusted root', 'p-256', trusting, []],
    ['a self-signed certificate', 'self-signed', trusting, [SELF_SIGNED]],
    ['a certificate whose issuer is not known here', 'p-256', [], [UNTRUSTED]],
    ['a certificate not yet valid', 'not-yet-valid', trusting, [NOT_YET]],
  ] as const)('%s', async (_what, kind, words, warnings) => {
    const key = await bench.keyStore(kind);
    const result = await bench.run(['sign', source, '-o', target(), ...key, ...words, '--json']);
    expect(result.status).toBe(0);
    const told = jsonOf(result).warnings as string[];
    expect(told).toHaveLength(warnings.length);
    for (const [index, pattern] of warnings.entries()) expect(told[index]).toMatch(pattern);
    expect(result.stderr).toBe(told.map((warning) => `warning: ${warning}\n`).join(''));
  });

  it('a self-signed certificate that is itself trusted needs no warning', async () => {
    const selma = bench.write('selma.cer', testPki().signer('self-signed').certificate);
    const summary = await bench.sign(source, target(), ...(await bench.keyStore('self-signed')), '--trust', selma);
    expect(summary.warnings).toEqual([]);
    expect(summary.verification.verdict).toBe('TOTAL-PASSED');
  });

  it('an expired certificate: refused with status 1, signed with --allow-expired', async () => {
    const words = ['sign', source, '-o', target(), ...(await bench.keyStore('expired')), ...trusting];
    const refused = await bench.run([...words, '--json']);
    expect([refused.status, errorOf(refused).code]).toEqual([1, 'CERTIFICATE_EXPIRED']);
    expect(errorOf(refused).message).toMatch(/Xavier Perrin expired on \d{4}-\d\d-\d\d\..*--allow-expired/);
    expect(() => readFileSync(words[3] ?? '')).toThrow('ENOENT');
    const summary = await bench.json([...words, '--allow-expired']);
    expect(summary.warnings).toMatchObject([expect.stringMatching(/^The certificate expired on/)]);
    const report = await bench.verify(words[3] ?? '', 2);
    expect(report.signatures[0]).toMatchObject({ indication: 'INDETERMINATE', level: 'B-B' });
    expect(report.signatures[0]?.subIndication).toMatch(/^OUT_OF_BOUNDS/);
  });

  it('a key usage without digitalSignature and nonRepudiation is refused; either of them will do', async () => {
    const wrong = await bench.run(['sign', source, '-o', target(), ...(await bench.keyStore('key-usage')), '--json']);
    expect([wrong.status, errorOf(wrong).code]).toEqual([1, 'CERTIFICATE_KEY_USAGE']);
    for (const usage of ['digitalSignature', 'nonRepudiation'] as const) {
      const name = `Only ${usage}`;
      const key = generateKey('p-256');
      const day = 86_400_000;
      const now = systemClock.now().getTime();
      const { certificate } = issueCertificate({
        subject: { CN: name },
        key,
        issuer: testPki().issuing,
        notBefore: new Date(now - day),
        notAfter: new Date(now + 40 * day),
        keyUsage: [usage],
      });
      const chain = [testPki().issuing.certificate];
      const { warnings } = await bench.sign(
        source,
        target(),
        ...(await bench.keyStore({ name, key, certificate, chain })),
      );
      expect(warnings).toEqual([]);
    }
  });
});

describeWithSoftHsm('what is said before the PIN is asked', () => {
  let key: (kind: SignerKind) => string[];
  beforeAll(() => {
    key = bench.token('Alice', ['p-256', 'not-yet-valid', 'self-signed', 'expired']);
  });

  /** Without a PIN at hand the run ends where it would ask: what it said until then, it said before. */
  async function untilThePin(words: readonly string[], home = bench.home): Promise<{ code: string; said: string[] }> {
    const env = { COUNTERSIGN_HOME: home };
    const withoutPin = words.filter((word) => word !== '--pin-env' && word !== 'PIN' && word !== 'PASSWORD');
    const result = await bench.run(['sign', source, '-o', target(), ...withoutPin, ...trusting, '--json'], { env });
    const lines = result.stderr.trimEnd().split('\n');
    expect(lines.pop()).toMatch(/^countersign: /);
    return { code: errorOf(result).code, said: lines.map((line) => line.replace(/^warning: /, '')) };
  }

  it('a clock before the certificate began, a self-signed certificate', async () => {
    const early = await untilThePin(key('not-yet-valid'));
    expect(early).toEqual({ code: 'PIN_REQUIRED', said: [expect.stringMatching(NOT_YET)] });
    const alone = await untilThePin(key('self-signed'));
    expect(alone).toEqual({ code: 'PIN_REQUIRED', said: [expect.stringMatching(SELF_SIGNED)] });
    expect(await untilThePin(key('p-256'))).toEqual({ code: 'PIN_REQUIRED', said: [] });
  });

  it('an expired certificate is refused without asking for the PIN', async () => {
    expect(await untilThePin(key('expired'))).toEqual({ code: 'CERTIFICATE_EXPIRED', said: [] });
  });

  it('a clock before the newest ledger entry: for a token and for a key store, and then it signs', async () => {
    const home = bench.at('home-of-tomorrow');
    const tomorrow = { now: () => new Date(systemClock.now().getTime() + 86_400_000) };
    const ledger = await openLedger({ home: locateHome({ COUNTERSIGN_HOME: home }), clock: tomorrow });
    await ledger.append(newEntry());
    ledger.close();
    const store = await bench.keyStore('p-256');
    for (const words of [key('p-256'), store]) {
      expect(await untilThePin(words, home)).toEqual({
        code: 'PIN_REQUIRED',
        said: [expect.stringMatching(LEDGER_AHEAD)],
      });
    }
    const words = ['sign', source, '-o', target(), ...store, ...trusting];
    const summary = await bench.json(words, 0, { env: { COUNTERSIGN_HOME: home } });
    expect(summary.warnings).toEqual([expect.stringMatching(LEDGER_AHEAD)]);
    const now = systemClock.now().getTime();
    expect(Math.abs(Date.parse(String(summary.signingTimeClaimed)) - now)).toBeLessThan(3_600_000);
  });
});
