import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PkiServices } from '../../scripts/pki/services.ts';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';
import { writeBigPdf } from '../support/big-pdf.ts';
import { type ProcessRun, runProcess } from '../support/processes.ts';
import { PIN, type Setting } from '../support/setting.ts';
import { median, type Row } from '../support/table.ts';

const LAUNCHER = path.join(import.meta.dirname, '..', '..', 'bin', 'countersign.mjs');
const MB = 1_000_000;

interface Work {
  readonly name: string;
  readonly budget: string;
  /** Copies and digests that cannot be spared. */
  readonly copies: 0 | 1;
  readonly digests: 1 | 2;
  readonly factor: number;
  readonly arguments: readonly string[];
  /** What it writes; removed after each round. */
  readonly target?: string;
}

/**
 * Every step of a long-term signature as a process of the command line, with authorities on the loopback interface: time beside the bare
 * tools of the same run, and peak memory of the process with its children.
 */
export async function longTerm(setting: Setting, size: number, rounds: number): Promise<Row[]> {
  const services = await PkiServices.start();
  const at = (name: string) => setting.at(`${size}-${name}`);
  const [source, signed, renewed] = [at('source.pdf'), at('signed.pdf'), at('renewed.pdf')];
  try {
    const { key, certificate, chain, name } = services.pki.signer('rsa-2048');
    const password = new TextEncoder().encode(PIN);
    writeFileSync(at('signer.p12'), await createPkcs12({ key, certificate, chain, password, friendlyName: name }));
    writeFileSync(at('root.cer'), services.pki.root.certificate);
    await writeBigPdf(source, size);
    // What is stale is built now, not while it is measured.
    await runProcess(process.execPath, [LAUNCHER, '--version']);
    const trust = ['--trust', at('root.cer')];
    const level = ['--level', 'B-LTA', '--tsa', services.tsaUrl(), ...trust, '--force'];
    const keyWords = ['--p12', at('signer.p12'), '--pin-env', 'BENCH_PIN'];
    const bare = await bareTools(source, at('copy.pdf'), rounds);
    const limitOf = ({ copies, digests }: Work) => copies * bare.copy + digests * bare.digest;
    const works: Work[] = [
      {
        name: 'sign at B-LTA',
        budget: '≤ 1.5 × (cp + 2 × sha256sum) + 0.5 s',
        copies: 1,
        digests: 2,
        factor: 1.5,
        arguments: ['sign', source, '-o', signed, ...keyWords, ...level],
      },
      {
        name: 'extend to B-LTA (renewal)',
        budget: '≤ 1.5 × (cp + 2 × sha256sum) + 0.5 s',
        copies: 1,
        digests: 2,
        factor: 1.5,
        arguments: ['extend', signed, '-o', renewed, ...level],
      },
      {
        name: 'verify B-LTA',
        budget: '≤ 1.5 × sha256sum + 0.5 s',
        copies: 0,
        digests: 1,
        factor: 1.5,
        arguments: ['verify', renewed, ...trust],
      },
    ];
    const rows: Row[] = [];
    for (const work of works) {
      const runs: ProcessRun[] = [];
      for (let round = 0; round < rounds; round += 1) {
        runs.push(await runProcess(process.execPath, [LAUNCHER, ...work.arguments], { memory: true }));
      }
      if (work === works[0]) rmSync(source);
      rows.push(...rowsOf(work, `${size / MB} MB`, runs, limitOf(work)));
    }
    return rows;
  } finally {
    await services.close();
    for (const file of [source, signed, renewed]) rmSync(file, { force: true });
  }
}

/** The program has half a second to start, to speak with the authorities and to parse what it has got. */
const START = 500;

function rowsOf(work: Work, size: string, runs: readonly ProcessRun[], limit: number): Row[] {
  const measured = median(runs.map(({ milliseconds }) => milliseconds));
  const peak = Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes));
  const name = `${work.name}, ${size}`;
  return [
    {
      work: `${name}, whole process`,
      budget: work.budget,
      unit: 'ms',
      measured,
      limit,
      holds: measured <= work.factor * limit + START,
    },
    {
      work: `${name}, peak memory`,
      budget: '< 200 MB',
      unit: 'MB',
      measured: peak,
      limit: null,
      holds: peak < 200,
      ...(peak === 0 ? { note: 'no /proc here: memory not measured' } : {}),
    },
  ];
}

async function bareTools(source: string, copy: string, rounds: number): Promise<{ copy: number; digest: number }> {
  const [copies, digests]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    copies.push((await runProcess('cp', [source, copy])).milliseconds);
    digests.push((await runProcess('sha256sum', [copy])).milliseconds);
    rmSync(copy);
  }
  return { copy: median(copies), digest: median(digests) };
}
