import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { softHsmModule } from '../../scripts/pki/softhsm-token.ts';
import { cardCycles } from '../../scripts/soak/card-cycles.ts';
import { trendsOf } from '../../scripts/soak/resources.ts';
import { softHsmCycles } from '../../scripts/soak/softhsm-cycles.ts';
import { startProgram } from '../support/cli.ts';
import { CARD_LOCK, missingForSmartCards, openScModule, startSmartCards } from '../support/piv/smart-cards.ts';
import { describeWithSoftHsm } from '../support/softhsm.ts';
import { describeWith, PROJECT_ROOT, temporaryFolder } from '../support/tools.ts';

const names = (samples: Parameters<typeof trendsOf>[0]) =>
  trendsOf(samples)
    .filter(({ isFlat }) => !isFlat)
    .map(({ name }) => name);
const handlesOf = (samples: Parameters<typeof trendsOf>[0]) => trendsOf(samples).find(({ name }) => name === 'handles');

describe('what the long run looks at', () => {
  const level = { own: 100, hosts: 90, handles: 50 };
  const run = (at: (index: number) => Partial<typeof level>) =>
    Array.from({ length: 100 }, (_, index) => ({ ...level, ...at(index) }));

  it('is flat where memory swings and comes back, and where the start warms up', () => {
    expect(names(run((index) => ({ own: 100 + (index % 7) * 5, hosts: index < 10 ? 40 : 90 })))).toEqual([]);
  });

  it('grows where one handle in twenty cycles, or a tenth of a megabyte and more in each, is left behind', () => {
    expect(names(run((index) => ({ handles: 50 + Math.floor(index / 20) })))).toEqual(['handles']);
    expect(names(run((index) => ({ own: 100 + index / 3, hosts: 90 + index / 3 })))).toHaveLength(2);
  });
});

describeWithSoftHsm('logins again and again', () => {
  it('leave no handle behind', async () => {
    const samples = await softHsmCycles(softHsmModule() ?? '', temporaryFolder(), 200);
    expect(samples).toHaveLength(200);
    expect(handlesOf(samples)).toMatchObject({ isFlat: true });
  });
});

/** The process that has the card service of the machine for itself. */
function cardHolder(): number | undefined {
  try {
    return Number(readlinkSync(CARD_LOCK));
  } catch {
    return undefined;
  }
}

const module = openScModule();
describeWith('cards again and again', module === undefined ? 'opensc not installed' : missingForSmartCards(), () => {
  it('are seen as they come and go, sign, fail where they are pulled out, and leave no handle behind', async () => {
    const cards = await startSmartCards(temporaryFolder());
    try {
      const { samples } = await cardCycles(temporaryFolder(), module ?? '', cards, 5);
      expect(samples).toHaveLength(5);
      expect(handlesOf(samples)).toMatchObject({ isFlat: true });
    } finally {
      await cards.stop();
    }
    // A card takes OpenSC two seconds here, ten where others have the processors.
  }, 240_000);

  it('ended by the person, leave no daemon and no folder behind', async () => {
    const folder = temporaryFolder();
    const soak = join(PROJECT_ROOT, 'scripts', 'soak.ts');
    const args = [soak, '--logins', '0', '--cards', '300'];
    const { child, ended } = startProgram(process.execPath, args, { env: { TMPDIR: folder } });
    await vi.waitFor(() => expect(cardHolder()).toBe(child.pid), { timeout: 60_000 });
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    expect([status, stdout, stderr]).toEqual([1, expect.stringMatching(/\nended before it was done: .*\n$/), '']);
    expect(readdirSync(folder)).toEqual([]);
    expect(cardHolder(), 'nobody has to find that it is gone').toBeUndefined();
  }, 120_000);
});
