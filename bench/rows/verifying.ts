import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { loadTrust } from '../../src-main/workflow/trust-store.ts';
import { verifyDocument } from '../../src-main/workflow/verify-document.ts';
import type { Setting } from '../support/setting.ts';
import { type Row, time } from '../support/table.ts';
import { withRun } from './signing.ts';

const CONTRACT = path.join(import.meta.dirname, '..', '..', 'resources', 'sample', 'contract.pdf');
const STEPS = [1, 10, 25, 50, 100] as const;

/** Row 5: one signature, warm; and how it grows to a hundred. */
export async function verifying(setting: Setting): Promise<Row[]> {
  const files = new Map<number, string>();
  await withRun(setting, async (run) => {
    let source = setting.at('signed-0.pdf');
    copyFileSync(CONTRACT, source);
    for (let count = 1; count <= 100; count += 1) {
      const target = setting.at(`signed-${count}.pdf`);
      await run.sign({ source, target, replace: true });
      files.set(count, target);
      source = target;
    }
  });
  const trust = await loadTrust({ trust: [setting.root], crls: [setting.crls] }, locateHome());
  const taken = new Map<number, number>();
  for (const count of STEPS) {
    const file = files.get(count) ?? '';
    const { verdict } = await verifyDocument(file, trust, systemClock.now());
    if (verdict !== 'TOTAL-PASSED') throw new Error(`${count} signatures: ${verdict}`);
    taken.set(count, await time(count > 25 ? 5 : 15, () => verifyDocument(file, trust, systemClock.now())));
  }
  const one = taken.get(1) ?? Number.NaN;
  const hundred = taken.get(100) ?? Number.NaN;
  const bytes = readFileSync(files.get(1) ?? '');
  const hash = await time(15, async () => createHash('sha256').update(bytes).digest());
  const curve = STEPS.map((count) => `${count}: ${(taken.get(count) ?? 0).toFixed(1)} ms`).join(', ');
  return [
    {
      work: 'verify 1 signature, warm',
      budget: '< 10 ms',
      unit: 'ms',
      measured: one,
      limit: hash,
      holds: one < 10,
      note: `the limit is SHA-256 of the file; ${curve}`,
    },
    {
      work: 'verify 100 signatures, per signature',
      budget: '≤ 2 × the time of one',
      unit: 'ms',
      measured: hundred / 100,
      limit: one,
      holds: hundred / 100 <= 2 * one,
    },
  ];
}
