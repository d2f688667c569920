import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src-main/ledger/ledger.ts';
import { processIdentity } from '../../../src-main/platform/process-identity.ts';
import { randomHex } from '../../../src-main/platform/random.ts';
import { openOutbox } from '../../../src-main/workflow/outbox.ts';
import { openPendingRuns, type PendingRuns } from '../../../src-main/workflow/pending.ts';
import { unendedRuns } from '../../../src-main/workflow/pending-run.ts';
import { reconcile } from '../../../src-main/workflow/reconcile.ts';
import { openTestLedger, temporaryHome } from '../../support/ledger.ts';
import { digestOf, filesUnder } from '../../support/signing-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';

/** The number of a process that has ended. */
const GONE = spawnSync(process.execPath, ['-e', '']).pid;

let home: Awaited<ReturnType<typeof temporaryHome>>;
let pending: PendingRuns;
let folder: string;
beforeEach(async () => {
  home = await temporaryHome();
  pending = await openPendingRuns(home);
  folder = temporaryFolder();
});
afterEach(() => home.remove());

/** A run as its note says, whose target and staged file lie in `folder`. */
function runOf(changes: { resultSha256?: string } = {}) {
  const operation = randomHex(16);
  return {
    kind: 'document.signed',
    operation,
    staged: `${folder}/.signed.pdf.${operation.slice(0, 16)}.countersign-tmp`,
    target: `${folder}/signed.pdf`,
    document: 'contract.pdf',
    sourceSha256: randomHex(32),
    resultSha256: null,
    signerSha256: randomHex(32),
    signer: 'Alice',
    ...changes,
  };
}

/** The journal of a process that was killed, with these lines. */
function abandonJournal(lines: readonly unknown[], owner = String(GONE)): void {
  const text = lines.map((line) => `\n${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  writeFileSync(home.at('pending', `${owner}.${randomHex(8)}.journal`), text);
}

/** The note of a run whose process was killed. */
function abandon(run: ReturnType<typeof runOf>): void {
  abandonJournal([{ run }]);
}

describe('notes', () => {
  it('of this process are its own, and go with the last of its runs', async () => {
    const [run, other] = [runOf(), runOf()];
    await pending.begin(run);
    await pending.begin(other);
    expect(pending.underway).toBe(2);
    await pending.complete({ ...run, resultSha256: 'ab' });
    expect(await pending.abandoned()).toEqual([]);
    const [name = ''] = filesUnder(home.at('pending'));
    expect(name.startsWith(`${await processIdentity(process.pid)}.`)).toBe(true);
    expect(unendedRuns(readFileSync(home.at('pending', name), 'utf8'))).toEqual([
      { ...run, resultSha256: 'ab' },
      other,
    ]);
    await pending.end(run.operation);
    expect(unendedRuns(readFileSync(home.at('pending', name), 'utf8'))).toEqual([other]);
    await pending.end(other.operation);
    await pending.end(other.operation);
    expect(filesUnder(home.at('pending'))).toEqual([]);
  });

  it('of a process that is gone are abandoned, each as it was last, without those that ended', async () => {
    const [done, begun, complete] = [runOf(), runOf(), runOf()];
    const whole = { ...complete, resultSha256: randomHex(32) };
    abandonJournal([{ run: done }, { run: begun }, { run: complete }, { run: whole }, { ended: done.operation }]);
    expect(await pending.abandoned()).toEqual([begun, whole]);
    await pending.end(begun.operation);
    expect(filesUnder(home.at('pending'))).toHaveLength(1);
    await pending.end(whole.operation);
    expect(filesUnder(home.at('pending'))).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('of a process whose number another one has now are abandoned', async () => {
    const run = runOf();
    abandonJournal([{ run }], `${process.pid}@1.00000000`);
    expect(await pending.abandoned()).toEqual([run]);
  });

  it('that were cut off are passed over, those after them are not', async () => {
    const run = runOf();
    abandonJournal(['{"run":{"kind":"document.si', { run }, '{"run":{"operation":"1"}}', '{']);
    expect(await pending.abandoned()).toEqual([run]);
  });

  it('that say nothing are removed; other files stay', async () => {
    abandonJournal([]);
    abandonJournal(['{']);
    writeFileSync(home.at('pending', 'read.me'), '');
    expect(await pending.abandoned()).toEqual([]);
    expect(filesUnder(home.at('pending'))).toEqual(['read.me']);
  });

  it('that cannot be written say so of the home', async () => {
    rmSync(home.at('pending'), { recursive: true });
    await expect(pending.begin(runOf())).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
    expect(pending.underway).toBe(0);
  });
});

describe('start-up', () => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await openTestLedger(home);
  });
  afterEach(() => ledger.close());

  const finished = () => {
    writeFileSync(`${folder}/signed.pdf`, 'a whole file');
    return runOf({ resultSha256: digestOf(`${folder}/signed.pdf`) });
  };
  const expectMended = async (run: ReturnType<typeof runOf>, says: RegExp, entries: number) => {
    writeFileSync(run.staged, 'half a file');
    abandon(run);
    expect(await reconcile(pending, ledger, openOutbox(home))).toEqual([expect.stringMatching(says)]);
    expect(filesUnder(home.at('pending'))).toEqual([]);
    expect(filesUnder(folder).filter((name) => name.endsWith('countersign-tmp'))).toEqual([]);
    expect(ledger.size).toBe(entries);
    expect(await reconcile(pending, ledger, openOutbox(home))).toEqual([]);
    expect(ledger.size).toBe(entries);
  };

  it('removes what was staged of a run that did not come to its end', () =>
    expectMended(runOf(), /Nothing of it was saved; sign again/, 0));

  it('removes what was staged of a run that was complete and had not got its name', () =>
    expectMended(runOf({ resultSha256: randomHex(32) }), /Nothing of it was saved/, 0));

  it('leaves a target alone that is another file', async () => {
    writeFileSync(`${folder}/signed.pdf`, 'the older target');
    await expectMended(runOf({ resultSha256: randomHex(32) }), /Nothing of it was saved/, 0);
    expect(readFileSync(`${folder}/signed.pdf`, 'utf8')).toBe('the older target');
  });

  it('records a finished file once', async () => {
    const run = finished();
    await expectMended(run, /It is recorded now/, 1);
    expect(ledger.findByOperation(run.operation)).toMatchObject({
      document: 'signed.pdf',
      resultSha256: run.resultSha256,
      signer: 'Alice',
    });
  });

  it('does not record again what was recorded', async () => {
    const { staged: _staged, target: _target, ...run } = finished();
    await ledger.append({ ...run, kind: 'document.signed', document: 'signed.pdf' });
    await expectMended({ ...runOf(), ...run }, /saved and recorded/, 1);
  });

  it('records it once where another process does so in the same moment', async () => {
    const { staged: _staged, target: _target, ...run } = finished();
    abandon({ ...runOf(), ...run });
    let looked = 0;
    /** The other process records the run after our first look. */
    const raced: Pick<Ledger, 'findByOperation' | 'append'> = {
      findByOperation: (operation) => (looked++ === 0 ? undefined : ledger.findByOperation(operation)),
      append: async (entry) => {
        await ledger.append(entry);
        return ledger.append(entry);
      },
    };
    expect(await reconcile(pending, raced as Ledger, openOutbox(home))).toEqual([
      expect.stringMatching(/saved and recorded/),
    ]);
    expect(ledger.size).toBe(1);
    expect(filesUnder(home.at('pending'))).toEqual([]);
  });
});
