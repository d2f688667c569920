import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonOf, runProgram } from '../support/cli.ts';
import { describeWithSoftHsm } from '../support/softhsm.ts';
import { PROJECT_ROOT, temporaryFolder } from '../support/tools.ts';

describeWithSoftHsm('npm run demo', () => {
  const folder = temporaryFolder('countersign-demo-');
  const demo = () => runProgram(process.execPath, ['scripts/demo.ts', folder]);

  it('goes the whole way, again and again, and prints commands that anybody can type', async () => {
    const first = await demo();
    expect({ status: first.status, said: first.stdout }).toEqual({ status: 0, said: expect.stringContaining('Done') });
    const second = await demo();
    expect(second.status).toBe(0);
    expect(second.stdout).toMatch(
      /level {7}B-LTA[\s\S]*exit status 3[\s\S]*TOTAL-PASSED[\s\S]*The ledger is intact: 8 entries/,
    );
    expect(second.stdout, 'no path of the machine where a short one will do').not.toContain(PROJECT_ROOT);

    const typed = [...second.stdout.matchAll(/^ {3}\$ (.*)$/gm)].map(([, line = '']) => line);
    expect(typed.filter((line) => line.startsWith('npx countersign '))).toHaveLength(11);
    // The services of the demo end with it.
    const lasting = typed.filter((line) => !/--tsa|outbox run/.test(line));
    const script = lasting
      .join('\n')
      .replaceAll('npx countersign', `"${join(PROJECT_ROOT, 'bin', 'countersign.mjs')}"`);
    const shell = await runProgram('sh', ['-ec', script]);
    expect({ status: shell.status, said: shell.stderr }).toEqual({ status: 0, said: '' });
    expect(shell.stdout).toContain('The ledger is intact: 9 entries');
  });

  it('leaves a file that anybody can verify', async () => {
    const out = join(folder, 'demo-output');
    const words = ['--trust', join(out, 'pki/root.pem'), '--crls', join(out, 'pki/crls'), '--json'];
    const entry = join(PROJECT_ROOT, 'bin', 'countersign.mjs');
    const report = await runProgram(process.execPath, [entry, 'verify', join(out, 'contract-signed.pdf'), ...words]);
    expect([report.status, jsonOf(report).verdict]).toEqual([0, 'TOTAL-PASSED']);
    const lasting = join(out, 'contract-lasting.pdf');
    const alone = await runProgram(process.execPath, [entry, 'verify', lasting, ...words.slice(0, 2), '--json']);
    expect([alone.status, jsonOf(alone).verdict]).toEqual([0, 'TOTAL-PASSED']);
  });
});
