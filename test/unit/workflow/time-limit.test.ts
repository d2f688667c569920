import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { throwIfCancelled } from '../../../src-main/platform/cancel.ts';
import { timeAllowed, withinTime } from '../../../src-main/workflow/time-limit.ts';
import { verifyDocument } from '../../../src-main/workflow/verify-document.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { signBytes } from '../../support/sign-bytes.ts';
import { temporaryFolder } from '../../support/tools.ts';

/** Works until its signal says that it must not. */
async function endless(signal: AbortSignal): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    throwIfCancelled(signal);
  }
}

it('work that does not end is stopped and says so', async () => {
  await expect(withinTime(5, undefined, endless)).rejects.toMatchObject({
    code: 'TIME_LIMIT',
    details: { milliseconds: 5 },
  });
});

it('who cancels is told that, and not that it took too long', async () => {
  const person = new AbortController();
  const work = withinTime(60_000, person.signal, endless);
  person.abort();
  await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('what the work says of itself passes', async () => {
  await expect(withinTime(60_000, undefined, async () => 'done')).resolves.toBe('done');
  const fault = new Error('a fault');
  await expect(withinTime(60_000, undefined, () => Promise.reject(fault))).rejects.toBe(fault);
});

it('a file may take ten minutes, and a second more for every 10 MB', () => {
  expect(timeAllowed(0)).toBe(600_000);
  expect(timeAllowed(5_000_000_000)).toBe(600_000 + 500_000);
});

it('a verification is stopped in the middle of a file, which is closed', async () => {
  const file = join(temporaryFolder(), 'signed.pdf');
  // So long that reading it takes many turns of the event loop.
  const large = new Map([[90, `<< /Length 20000000 >>\nstream\n${'x'.repeat(20_000_000)}\nendstream`]]);
  writeFileSync(file, await signBytes(buildPdf({ revisions: [large] })));
  const trust = { anchors: [], certificates: [], crls: [], ocsps: [] };
  const late = verifyDocument(file, trust, new Date('2026-06-01T00:00:00Z'), { timeLimit: 1 });
  await expect(late).rejects.toMatchObject({ code: 'TIME_LIMIT' });
});
