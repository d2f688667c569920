import path from 'node:path';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { EU_SCHEME } from '../../src-main/trust/lists/eu-scheme.ts';
import { identitiesOf } from '../../src-main/trust/lists/identities.ts';
import { emptySnapshot } from '../../src-main/trust/lists/snapshot.ts';
import { writeSnapshot } from '../../src-main/workflow/trusted-lists-store.ts';
import { entity, issue } from '../../test/support/certificate-graph.ts';
import { runProcess } from '../support/processes.ts';
import type { Setting } from '../support/setting.ts';
import { median, type Row } from '../support/table.ts';
import { withRun } from './signing.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const LAUNCHER = path.join(ROOT, 'bin', 'countersign.mjs');
const CONTRACT = path.join(ROOT, 'resources', 'sample', 'contract.pdf');
const SERVICES = 2000;
const ROUNDS = 9;
/** What a call of the command line may cost with kept lists, of what it costs without. */
const MOST = 1.5;

/** A small file by the command line, start included, in a home with the trusted lists of a continent beside one without. */
export async function verifyWithLists(setting: Setting): Promise<Row[]> {
  const target = setting.at('lists-signed.pdf');
  await withRun(setting, (run) => run.sign({ source: CONTRACT, target, replace: true }));
  const homes = { lists: setting.at('home-with-lists'), none: setting.at('home-without') };
  await keepLists(homes.lists);
  const words = ['verify', target, '--offline', '--trust', setting.root, '--crls', setting.crls];
  const taken = { lists: [] as number[], none: [] as number[] };
  const before = process.env.COUNTERSIGN_HOME;
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const kind of ['none', 'lists'] as const) {
      process.env.COUNTERSIGN_HOME = homes[kind];
      const { milliseconds } = await runProcess(process.execPath, [LAUNCHER, ...words]);
      if (round >= 0) taken[kind].push(milliseconds);
    }
  }
  process.env.COUNTERSIGN_HOME = before;
  const [measured, limit] = [median(taken.lists), median(taken.none)];
  return [
    {
      work: `countersign verify, small file, ${SERVICES} listed services`,
      budget: `≤ ${MOST} × without lists`,
      unit: 'ms',
      measured,
      limit,
      holds: measured <= MOST * limit,
    },
  ];
}

async function keepLists(folder: string): Promise<void> {
  const root = entity('Root');
  const now = systemClock.now().toISOString();
  const states = [{ type: 'CA/QC', status: 'granted', since: now, qualifications: [], additional: [], unknown: [] }];
  const services = Array.from({ length: SERVICES }, (_, index) => {
    const { der } = issue({ subject: entity(`Authority ${index}`), issuer: root });
    return {
      provider: 'Provider',
      name: `Service ${index}`,
      certificates: [Buffer.from(der).toString('base64')],
      states,
    };
  });
  const list = { territory: 'NA', operator: 'Operator', sequence: 1, issued: now, nextUpdate: null, official: true };
  const snapshot = emptySnapshot(EU_SCHEME, { id: 'eu', title: 'European Union', official: true });
  const lists = [{ ...list, services, identities: identitiesOf(services) }];
  await writeSnapshot(locateHome({ COUNTERSIGN_HOME: folder }), { ...snapshot, taken: now, lists });
}
