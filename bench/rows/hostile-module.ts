import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Tokens } from '../../src-main/tokens/tokens.ts';
import { buildBrokenModule } from '../../test/support/broken-module.ts';
import { PIN, type Setting, TOKEN } from '../support/setting.ts';
import type { Row } from '../support/table.ts';

const FAULTS = ['crash-at-load', 'hang-at-load', 'print', 'crash-at-sign', 'hang-at-sign', 'leak'] as const;
const ROUNDS = 5;
/** Milliseconds after which a call that hangs is given up. */
const SHORT = { load: 1_000, list: 1_000, login: 1_000, sign: 1_000 };

/** What the main thread feels while a module crashes, hangs, prints and takes all memory. */
export async function hostileModule(setting: Setting): Promise<Row[]> {
  if (setting.module === undefined) return [];
  const how = setting.at('fault');
  const module = buildBrokenModule(setting.folder);
  process.env.BROKEN_HOW_FILE = how;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let failed = 0;
  for (let round = -1; round < ROUNDS; round += 1) {
    // The first round warms up: code is compiled once.
    if (round === 0) delay.enable();
    for (const fault of FAULTS) {
      writeFileSync(how, fault);
      const tokens = new Tokens({ deadlines: SHORT });
      try {
        const pin = new TextEncoder().encode(PIN);
        const signer = await tokens.openTokenSigner({ module, token: { label: TOKEN }, pin });
        await signer.sign(new Uint8Array([round & 0xff]), 'rsa-pkcs1-sha256').finally(() => signer.close());
      } catch {
        failed += 1;
      } finally {
        await tokens.close();
      }
    }
  }
  delay.disable();
  delete process.env.BROKEN_HOW_FILE;
  // Printing is no failure; everything else is one, in each round.
  if (failed !== (ROUNDS + 1) * (FAULTS.length - 1)) throw new Error(`${failed} calls failed`);
  const p99 = delay.percentile(99) / 1e6;
  return [
    {
      work: 'module that crashes, hangs, prints, leaks: main thread',
      budget: '< 16 ms',
      unit: 'ms',
      measured: p99,
      limit: null,
      holds: p99 < 16,
      note: `p99 of main's event-loop delay over ${ROUNDS} rounds of ${FAULTS.length} faults; the longest ${(delay.max / 1e6).toFixed(1)} ms`,
    },
  ];
}
