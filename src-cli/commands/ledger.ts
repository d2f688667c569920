import { AppError } from '../../shared/contract/app-error.ts';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { type Ledger, openLedger } from '../../src-main/ledger/ledger.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { readSmallFile } from '../../src-main/platform/files.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { usage } from '../arguments.ts';
import { jsonText, type Output } from '../output.ts';

async function withLedger(use: (ledger: Ledger) => Promise<ExitStatus>): Promise<ExitStatus> {
  const ledger = await openLedger({ home: locateHome(), clock: systemClock });
  try {
    return await use(ledger);
  } finally {
    ledger.close();
  }
}

/** `countersign ledger show` */
export function show(_args: readonly string[], options: { limit: string }, output: Output): Promise<ExitStatus> {
  const limit = wholeNumber(options.limit, 'The value of --limit');
  return withLedger(async (ledger) => {
    const size = ledger.size;
    const entries = ledger.entries(0, limit);
    output.object({ size, entries });
    if (size === 0) output.say('The ledger is empty: nothing was signed here yet.');
    for (const entry of entries) {
      output.say(
        `${String(entry.index).padStart(6)}  ${entry.time}  ${entry.kind}  ${entry.document ?? '(erased)'}  ${entry.signer ?? ''}`,
      );
    }
    return 0;
  });
}

/** `countersign ledger verify` */
export function verify(_args: readonly string[], options: { against?: string }, output: Output): Promise<ExitStatus> {
  return withLedger(async (ledger) => {
    const against =
      options.against === undefined ? undefined : Buffer.from(await readSmallFile(options.against)).toString('utf8');
    const result = await ledger.verify(against === undefined ? {} : { against });
    output.object(result);
    const count = `${counted(result.size, 'entry', 'entries')}, ${counted(result.checkpoints, 'checkpoint', 'checkpoints')}`;
    output.say(
      result.ok ? `The ledger is intact: ${count}, root ${result.root}` : `The ledger is NOT intact: ${count}`,
    );
    for (const problem of result.problems) output.say(`  ${problem}`);
    return result.ok ? 0 : 1;
  });
}

/** `countersign ledger prove N` */
export function prove([index = '']: readonly string[], _options: object, output: Output): Promise<ExitStatus> {
  const number = wholeNumber(index, 'The entry');
  return withLedger(async (ledger) => {
    const { entry, leaf, proof, checkpoint, tlogProof } = ledger.prove(number);
    const path = proof.map((hash) => Buffer.from(hash).toString('hex'));
    output.object({
      entry,
      leaf: Buffer.from(leaf).toString('utf8'),
      leafHash: entry.leafHash,
      proof: path,
      checkpoint,
      verifierKey: ledger.verifierKey,
      tlogProof,
    });
    output.say(`Entry ${number} (${entry.kind}, ${entry.document ?? 'name erased'}) stands in the ledger.`);
    output.say(`  leaf hash   ${entry.leafHash}`);
    for (const hash of path) output.say(`  path        ${hash}`);
    output.say(['', ...checkpoint.split('\n')]);
    return 0;
  });
}

/** `countersign ledger checkpoint` */
export function checkpoint(_args: readonly string[], _options: object, output: Output): Promise<ExitStatus> {
  return withLedger(async (ledger) => {
    const note = ledger.checkpoint();
    if (note === undefined)
      throw new AppError('LEDGER_ENTRY_NOT_FOUND', 'The ledger is empty: there is no checkpoint yet.');
    output.object({ checkpoint: note.note, verifierKey: ledger.verifierKey });
    output.say(note.note.trimEnd().split('\n'));
    return 0;
  });
}

/** `countersign ledger export`: everything a third party needs to check it. Always JSON. */
export function exportAll(_args: readonly string[], _options: object, output: Output): Promise<ExitStatus> {
  return withLedger(async (ledger) => {
    const whole = {
      verifierKey: ledger.verifierKey,
      checkpoints: ledger.checkpoints(0, ledger.size),
      entries: ledger.entries(0, ledger.size).reverse(),
    };
    output.object(whole);
    output.say(jsonText(whole).split('\n'));
    return 0;
  });
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

function wholeNumber(text: string, what: string): number {
  if (!/^\d{1,15}$/.test(text)) throw usage(`${what} must be a whole number, not “${text}”.`);
  return Number(text);
}
