import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { makePki } from '../../scripts/pki/make-pki.ts';
import type { BatchTask } from '../../src-main/workflow/batch/journal.ts';
import { PivCard } from '../../test/support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, startSmartCards } from '../../test/support/piv/smart-cards.ts';
import type { Setting } from '../support/setting.ts';
import type { Row } from '../support/table.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CONTRACT = path.join(ROOT, 'resources', 'sample', 'contract.pdf');
const SUPPORT = path.join(ROOT, 'bench', 'support');
const COUNT = 100;
const CARD_PIN = '123456';
/** GENERAL AUTHENTICATE: the private operation, and how long the card takes for it, in milliseconds. */
const AUTHENTICATE = 0x87;
const SLOW = { 'rsa-2048': 120, 'p-256': 60 } as const;
const SLOTS = [
  { slot: 'authentication', id: '01', often: 'one PIN' },
  { slot: 'signature', id: '02', often: 'a PIN for each signature' },
] as const;

/** A batch on a smart card, beside the card's own rate at its module. */
export async function card(setting: Setting): Promise<Row[]> {
  const module = openScModule();
  const missing = module === undefined ? 'opensc not installed' : missingForSmartCards();
  if (module === undefined || missing !== undefined) {
    process.stderr.write(`  left out: ${missing}\n`);
    return [];
  }
  const cards = await startSmartCards(setting.at('cards'), 'slow');
  const [reader] = cards.readers;
  const pki = makePki();
  const rows: Row[] = [];
  try {
    for (const kind of ['rsa-2048', 'p-256'] as const) {
      const { key, certificate } = pki.signer(kind);
      for (const { slot, id, often } of SLOTS) {
        await reader.insert(new PivCard({ keys: [{ slot, key, certificate }], pin: CARD_PIN }));
        reader.mischief = { delay: (ins) => (ins === AUTHENTICATE ? SLOW[kind] : 0) };
        const before = await rawTime(module, id);
        const measured = await batchRate(setting, module, `${kind}-${slot}`);
        const raw = (COUNT * 1000) / (before + (await rawTime(module, id)));
        reader.remove();
        rows.push({
          work: `${COUNT} files on a card, ${kind}, ${often}`,
          budget: '≥ 0.98 × the card',
          unit: 'files/s',
          measured,
          limit: raw,
          holds: measured >= 0.98 * raw,
          note: `emulated card that takes ${SLOW[kind]} ms for a signature`,
        });
      }
    }
  } finally {
    reader.remove();
    await cards.stop();
  }
  return rows;
}

/**
 * Milliseconds of half as many signatures straight at the module, with half of the one login; in another process, since the card is emulated
 * in this one.
 */
async function rawTime(module: string, id: string): Promise<number> {
  const [opening = 0, signing = 0] = await timesOf('card-rate.ts', [module, CARD_PIN, id, String(COUNT / 2)]);
  return opening / 2 + signing;
}

/** Files a second of a whole batch: from the first file begun to the last one recorded. In another process, too. */
async function batchRate(setting: Setting, module: string, name: string): Promise<number> {
  const [from, to] = [setting.at(`${name}-in`), setting.at(`${name}-out`)];
  mkdirSync(from);
  mkdirSync(to);
  const tasks = Array.from({ length: COUNT }, (_, number): BatchTask => {
    const source = path.join(from, `${number}.pdf`);
    copyFileSync(CONTRACT, source);
    return { source, target: path.join(to, `${number}.pdf`), form: 'pdf' };
  });
  const [milliseconds = 0] = await timesOf('card-batch.ts', [module, CARD_PIN, JSON.stringify(tasks)]);
  return (COUNT * 1000) / milliseconds;
}

async function timesOf(program: string, args: readonly string[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(SUPPORT, program), ...args]);
  return stdout.split(' ').map(Number);
}
