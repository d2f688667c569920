import { Certificate } from '../../src-main/cms/certificate.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { checkCertificate } from '../../src-main/workflow/check-chain.ts';
import { type Entity, entity, issue, mesh } from '../../test/support/certificate-graph.ts';
import { median, once, type Row } from '../support/table.ts';

const SIZE = 32;
const RUNS = 3;

interface Graph {
  readonly name: string;
  readonly entities: () => Entity[];
  /** Whether one of them is certified by the anchor. */
  readonly leads: boolean;
  readonly keyIds: boolean;
}

const named = () => Array.from({ length: SIZE }, (_, index) => entity(`Authority ${index}`));
const GRAPHS: readonly Graph[] = [
  { name: 'leading to the anchor', entities: named, leads: true, keyIds: true },
  { name: 'leading nowhere', entities: named, leads: false, keyIds: true },
  {
    name: 'of one name, without key identifiers',
    entities: () => Array.from({ length: SIZE }, () => entity('Authority')),
    leads: true,
    keyIds: false,
  },
];

/** Row 6: a thousand certificates that certify one another. Each run has new ones, so that no signature is remembered. */
export async function chain(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const graph of GRAPHS) {
    const runs: Run[] = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await oneRun(graph));
    const measured = median(runs.map(({ first }) => first));
    rows.push({
      work: `chain: 1,000 certificates ${graph.name}`,
      budget: '< 1 s',
      unit: 'ms',
      measured,
      limit: null,
      holds: measured < 1_000,
      note: `for the next file with the same material: ${median(runs.map(({ again }) => again)).toFixed(1)} ms`,
    });
  }
  return rows;
}

/** Milliseconds from the bytes of the certificates to the result, and for the same once more. */
interface Run {
  readonly first: number;
  readonly again: number;
}

async function oneRun({ entities, leads, keyIds }: Graph): Promise<Run> {
  const root = entity('Root');
  const anchor = issue({ subject: root, issuer: root });
  const all = entities();
  const [top, bottom] = [all[0] ?? root, all.at(-1) ?? root];
  const issued = mesh(all, { keyIds });
  if (leads) issued.push(issue({ subject: top, issuer: root, keyIds }));
  const leaf = issue({ subject: entity('Person'), issuer: bottom, ca: false, keyIds });
  const at = systemClock.now();
  const check = async () => {
    const certificates = issued.map(({ der }) => new Certificate(der));
    await checkCertificate(leaf, { anchors: [anchor], certificates, crls: [], ocsps: [] }, at);
  };
  return { first: await once(check), again: await once(check) };
}
