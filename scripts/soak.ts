import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { codeOf } from '../shared/contract/app-error.ts';
import { interruptible } from '../src-main/platform/interrupt.ts';
import { missingForSmartCards, openScModule, startSmartCards } from '../test/support/piv/smart-cards.ts';
import { softHsmModule } from './pki/softhsm-token.ts';
import { cardCycles } from './soak/card-cycles.ts';
import { type Holding, trendsOf } from './soak/resources.ts';
import { softHsmCycles } from './soak/softhsm-cycles.ts';

/**
 * `npm run soak [-- --cards N --logins N]`: cards put in, signed with and pulled out, and logins to a software token, so often that what
 * leaks shows. Prints a table; status 1 where memory or handles grow.
 */
const { values } = parseArgs({
  options: { cards: { type: 'string', default: '300' }, logins: { type: 'string', default: '10000' } },
});
const folder = mkdtempSync(path.join(tmpdir(), 'countersign-soak-'));
const [cardsWanted, logins] = [Number(values.cards), Number(values.logins)];

function report(what: string, milliseconds: number, samples: readonly Holding[]): void {
  process.stdout.write(`${what}, ${(milliseconds / 1000).toFixed(0)} s\n`);
  for (const { name, early, late, allowed, isFlat } of trendsOf(samples)) {
    const numbers = `${early.toFixed(1).padStart(8)} → ${late.toFixed(1).padStart(8)}   (at most + ${allowed})`;
    process.stdout.write(`  ${name.padEnd(32)}${numbers}   ${isFlat ? 'flat' : 'GROWS'}\n`);
    if (!isFlat) process.exitCode = 1;
  }
}

/** Ended by the person, everything that was started is ended too. */
async function soak(signal: AbortSignal): Promise<void> {
  const software = softHsmModule();
  if (software === undefined || logins === 0)
    process.stdout.write('left out: logins (SoftHSM is not installed, or none wanted)\n');
  else {
    const start = performance.now();
    const samples = await softHsmCycles(software, path.join(folder, 'softhsm'), logins, signal);
    report(`${logins} × open, log in, sign, log out on SoftHSM`, performance.now() - start, samples);
  }
  const missing = cardsWanted === 0 ? 'none wanted' : missingForSmartCards();
  const openSc = openScModule();
  if (missing !== undefined || openSc === undefined) {
    process.stdout.write(`left out: cards (${missing ?? 'OpenSC is not installed'})\n`);
    return;
  }
  const cards = await startSmartCards(path.join(folder, 'cards'));
  try {
    const start = performance.now();
    const home = path.join(folder, 'home');
    const { samples, ...longest } = await cardCycles(home, openSc, cards, cardsWanted, signal);
    report(`${cardsWanted} × insert, sign, remove on the emulated card`, performance.now() - start, samples);
    const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
    const [coming, token, going] = [longest.longestCard, longest.longestToken, longest.longestRemoval].map(seconds);
    process.stdout.write(
      `  longest until it was told: card put in ${coming}, its token ${token}, pulled out ${going}\n`,
    );
  } finally {
    await cards.stop();
  }
}

try {
  await interruptible(soak);
} catch (error) {
  if (codeOf(error) !== 'CANCELLED') throw error;
  process.stdout.write('ended before it was done: nothing follows from it\n');
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
