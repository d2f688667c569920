import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PkiServices } from '../../../scripts/pki/services.ts';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { describeWithTool, requireTool } from '../../support/tools.ts';
import { Workbench } from '../../support/workbench.ts';

/** Everything of this file by the real command line, with the services of a PKI of its own. */
describeWithTool('openssl', 'files that are no PDF', () => {
  const bench = new Workbench();
  const run = (...args: string[]) => bench.run(args);
  let services: PkiServices;
  let words: string[];
  let root: string;

  beforeAll(async () => {
    services = await PkiServices.start();
    root = bench.write('services-root.pem', Buffer.from(new X509Certificate(services.pki.root.certificate).toString()));
    words = [...(await bench.keyStore(services.pki.signer('p-256'))), '--trust', root];
    bench.write('drawing.dwg', Buffer.from('AC1032 a drawing'));
    bench.write('offer.txt', Buffer.from('an offer'));
  });
  afterAll(() => services.close());

  const verify = async (...args: string[]) => {
    const result = await run('verify', ...args, '--trust', root, '--json');
    return { status: result.status, report: JSON.parse(result.stdout) as VerificationReport };
  };

  it('B-LTA beside the file, accepted by openssl, verified back', async () => {
    const result = await run('sign', bench.at('drawing.dwg'), ...words, '--level', 'B-LTA', '--tsa', services.tsaUrl());
    expect(result.status, result.stderr).toBe(0);
    const signature = bench.at('drawing.dwg.p7s');
    const { status, report } = await verify(signature);
    expect(status).toBe(0);
    expect(report.signatures).toMatchObject([{ level: 'B-LTA', indication: 'TOTAL-PASSED', revocation: 'good' }]);
    execFileSync(
      requireTool('openssl'),
      [
        ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', signature],
        ...['-content', bench.at('drawing.dwg'), '-CAfile', root, '-purpose', 'any', '-out', '/dev/null'],
      ],
      { stdio: 'ignore' },
    );
    bench.write('other.dwg', Buffer.from('AC1032 another drawing'));
    const other = await verify(signature, '--content', bench.at('other.dwg'));
    expect(other).toMatchObject({ status: 1, report: { verdict: 'TOTAL-FAILED' } });
  });

  it('several files in one container, extended later', async () => {
    const container = bench.at('bundle.asice');
    const files = [bench.at('drawing.dwg'), bench.at('offer.txt')];
    expect((await run('sign', ...files, '-o', container, ...words)).status).toBe(0);
    const before = readFileSync(container);
    const extended = bench.at('bundle-extended.asice');
    const result = await run('extend', container, '--level', 'B-LTA', '--tsa', services.tsaUrl(), '--trust', root);
    expect(result.status, result.stderr).toBe(0);
    expect(readFileSync(container).equals(before)).toBe(true);
    const { status, report } = await verify(extended);
    expect({ status, level: report.signatures[0]?.level }).toEqual({ status: 0, level: 'B-LTA' });
  });

  it('without a network: B-B, an outbox entry, completed when the network is back', async () => {
    services.setFault('/tsa', { status: 500 });
    const words2 = [...words, '--level', 'B-T', '--tsa', services.tsaUrl()];
    const result = await run('sign', bench.at('offer.txt'), ...words2);
    expect(result.status, result.stderr).toBe(3);
    services.setFault('/tsa', undefined);
    const completed = await run('outbox', 'run');
    expect(completed.status, completed.stdout + completed.stderr).toBe(0);
    const { report } = await verify(bench.at('offer.txt.p7s'));
    expect(report.signatures[0]?.level).toBe('B-T');
  });

  it('a signature without its file, a ZIP file without signatures, flags of PDFs: one sentence and nothing written', async () => {
    const alone = bench.write('alone.p7s', readFileSync(bench.at('offer.txt.p7s')));
    expect(await run('verify', alone)).toMatchObject({
      status: 66,
      stderr: expect.stringContaining('SIGNED_CONTENT_MISSING'),
    });
    const zip = bench.write('empty.zip', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'));
    expect((await run('verify', zip)).status).toBe(66);
    const placed = await run(
      'sign',
      bench.at('offer.txt'),
      ...words,
      '--page',
      '1',
      '--rect',
      '1,1,50,50',
      '-o',
      bench.at('x.p7s'),
    );
    expect(placed).toMatchObject({ status: 64, stderr: expect.stringContaining('--page is for PDF files only') });
    expect(existsSync(bench.at('x.p7s'))).toBe(false);
  });

  it.each([['--also-pages', 'all'], ['--time-zone', 'UTC'], ['--strict'], ['--password-env', 'PASSWORD']])(
    '%s means nothing for a file that is no PDF, and is not passed over',
    async (...flag) => {
      const result = await run('sign', bench.at('offer.txt'), ...words, ...flag, '-o', bench.at('y.p7s'));
      expect(result).toMatchObject({ status: 64, stderr: expect.stringContaining(`${flag[0]} is for PDF files only`) });
      expect(existsSync(bench.at('y.p7s'))).toBe(false);
    },
  );

  it.runIf(process.platform !== 'win32')('a pipe that nobody writes to is not waited for', async () => {
    execFileSync('mkfifo', [bench.at('pipe')]);
    for (const flags of [[bench.at('pipe')], [bench.at('offer.txt'), '-o', bench.at('z.asice'), bench.at('pipe')]]) {
      expect(await run('sign', ...flags, ...words)).toMatchObject({
        status: 66,
        stderr: expect.stringContaining('is not a regular file'),
      });
    }
  });

  it('the target is never one of the files', async () => {
    const own = await run('sign', bench.at('offer.txt'), '-o', bench.at('offer.txt.p7s'), ...words);
    expect(own.status).toBe(64);
    const self = await run('sign', bench.at('offer.txt.p7s'), '-o', bench.at('offer.txt.p7s'), '--force', ...words);
    expect(self).toMatchObject({ status: 64, stderr: expect.stringContaining('TARGET_EQUALS_SOURCE') });
  });
});
