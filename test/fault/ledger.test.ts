import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestLedger, temporaryHome } from '../support/ledger.ts';

const writer = path.join(import.meta.dirname, '../support/ledger-writer.ts');

let home: Awaited<ReturnType<typeof temporaryHome>>;
beforeEach(async () => {
  home = await temporaryHome();
});
afterEach(() => home.remove());

/** A process that appends and reports each operation once its entry is durable. Resolves when it ended, killed or not. */
function startWriter(appends: number, onReport: (reported: string[], child: ChildProcess) => void): Promise<string[]> {
  const child = spawn(process.execPath, [writer, home.path, String(appends)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const reported: string[] = [];
  readline.createInterface({ input: child.stdout }).on('line', (operation) => {
    reported.push(operation);
    onReport(reported, child);
  });
  return new Promise((resolve) => child.on('close', () => resolve(reported)));
}

async function expectWhole(reported: readonly string[]): Promise<number> {
  const ledger = await openTestLedger(home);
  for (const operation of reported) expect(ledger.findByOperation(operation), operation).toBeDefined();
  const report = await ledger.verify();
  expect(report.problems).toEqual([]);
  ledger.close();
  return report.size;
}

test('four processes found one ledger and append at once: nothing is lost, everything verifies', async () => {
  const reports = await Promise.all(Array.from({ length: 4 }, () => startWriter(40, () => undefined)));
  expect(reports.map(({ length }) => length)).toEqual([40, 40, 40, 40]);
  expect(await expectWhole(reports.flat())).toBe(160);
});

test('SIGKILL of writers in the middle loses nothing that was reported, and the others go on', async () => {
  const reports = await Promise.all(
    [7, 12, 18, Number.POSITIVE_INFINITY].map((lifetime) =>
      startWriter(lifetime === Number.POSITIVE_INFINITY ? 40 : 100_000, (reported, child) => {
        if (reported.length >= lifetime) child.kill('SIGKILL');
      }),
    ),
  );
  expect(reports[3]).toHaveLength(40);
  const size = await expectWhole(reports.flat());
  expect(size).toBeGreaterThanOrEqual(reports.flat().length);
});

test('killed again and again at any moment, a ledger opens and verifies every time', async () => {
  const reported: string[] = [];
  for (let round = 0; round < 8; round++) {
    const delay = 5 * round;
    let _timer: NodeJS.Timeout | undefined;
    reported.push(
      ...(await startWriter(100_000, (_, child) => {
        _timer ??= setTimeout(() => child.kill('SIGKILL'), delay);
      })),
    );
    await expectWhole(reported);
  }
});
