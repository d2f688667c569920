import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { leftWords, untriedWords } from '../../../src-cli/batch-left.ts';
import { sign } from '../../../src-cli/commands/sign.ts';
import type { Output } from '../../../src-cli/output.ts';
import { signBatch } from '../../../src-cli/sign-batch.ts';
import type { SignOptions } from '../../../src-cli/sign-options.ts';
import { Ledger } from '../../../src-main/ledger/ledger.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { type BatchOutcome, batchRecords, lockOf } from '../../../src-main/workflow/batch/journal.ts';
import { diskWith } from '../../support/full-disk.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { keyStoreOf, PASSWORD } from '../../support/signing-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';

const failed = (code: string): BatchOutcome => ({
  index: 0,
  state: 'failed',
  failure: { code, message: 'It failed.', details: {} },
});

describe('files of a batch that are left', () => {
  const folder = temporaryFolder();
  const from = join(folder, 'in');
  const to = join(folder, 'out');
  const before = process.env.COUNTERSIGN_HOME;
  const remarks: string[] = [];
  const output: Output = {
    json: false,
    say: () => undefined,
    remark: (text) => void remarks.push(text),
    object: () => undefined,
  };
  let options: SignOptions;

  beforeAll(async () => {
    process.env.COUNTERSIGN_HOME = join(folder, 'home');
    process.env.LEFT_PASSWORD = PASSWORD;
    for (const made of [from, to]) mkdirSync(made);
    for (const name of ['a', 'b']) {
      writeFileSync(join(from, `${name}.pdf`), buildPdf());
      writeFileSync(join(to, `${name}-signed.pdf`), 'of before');
    }
    writeFileSync(join(folder, 'alice.p12'), await keyStoreOf('p-256'));
    options = { batch: from, output: `${to}/`, p12: join(folder, 'alice.p12'), pinEnv: 'LEFT_PASSWORD', level: 'B-B' };
  });
  afterAll(() => {
    if (before === undefined) delete process.env.COUNTERSIGN_HOME;
    else process.env.COUNTERSIGN_HOME = before;
  });

  it('whose names are all taken: nobody is asked for a PIN, and what works is named', async () => {
    // Asked for, it would be missing.
    await expect(signBatch([], { ...options, pinEnv: 'NOT_SET' }, output)).rejects.toMatchObject({
      code: 'TARGET_EXISTS',
      message: expect.stringMatching(/^All 2 signed files exist already.*--force.*-o DIR\.$/),
    });
  });

  it('whose names are taken are told of with the command that signs them, and it does', async () => {
    writeFileSync(join(from, 'c.pdf'), buildPdf());
    expect(await signBatch([], options, output)).toBe(64);
    expect(remarks.at(-1)).toBe(
      `2 of 3 files are not signed, since signed files of these names exist already. To replace them: countersign sign --batch ${JSON.stringify(from)} --resume --force. To keep them, sign into another folder with -o DIR.`,
    );
    expect(readFileSync(join(to, 'a-signed.pdf'), 'utf8')).toBe('of before');
    const again = { batch: from, resume: true, force: true, pinEnv: 'LEFT_PASSWORD' };
    expect(await signBatch([], again, output)).toBe(0);
    for (const name of ['a', 'b'])
      expect(readFileSync(join(to, `${name}-signed.pdf`), 'latin1')).toContain('/Contents');
  });

  it('a full disk stops the batch, once said, and it goes on when there is room', async () => {
    const many = join(folder, 'many');
    mkdirSync(many);
    for (let number = 0; number < 6; number += 1) writeFileSync(join(many, `${number}.pdf`), buildPdf());
    const disk = diskWith(2);
    onTestFinished(() => disk.restore());
    remarks.length = 0;
    expect(await signBatch([], { ...options, batch: many }, output)).toBe(1);
    expect(remarks.filter((text) => text.includes('[DISK_FULL]'))).toHaveLength(1);
    expect(remarks.at(-1)).toMatch(/^4 of 6 files are not signed\. To go on: .* --resume$/);
    disk.makeRoom();
    const anew = { ...options, batch: many, output: `${join(folder, 'elsewhere')}/` };
    const byAnotherName = join(folder, 'many-too');
    symlinkSync(many, byAnotherName, 'junction');
    for (const batch of [many, byAnotherName]) {
      // Asked for, the PIN would be missing.
      await expect(signBatch([], { ...anew, batch, pinEnv: 'NOT_SET' }, output)).rejects.toMatchObject({
        code: 'BATCH_UNFINISHED',
        message: expect.stringMatching(
          /begun at 2\d{3}-.* UTC is not finished: 4 of 6 files are left\..*--resume;.*--new\.$/,
        ),
      });
    }
    expect(await signBatch([], { batch: byAnotherName, resume: true, pinEnv: 'LEFT_PASSWORD' }, output)).toBe(0);
  });

  it('a batch that was stopped is forgotten where a new one is asked for, and where nothing of it was signed', async () => {
    const stopped = join(folder, 'stopped');
    mkdirSync(stopped);
    for (let number = 0; number < 2; number += 1) writeFileSync(join(stopped, `stopped-${number}.pdf`), buildPdf());
    const begin = { ...options, batch: stopped };
    for (const [room, more, status] of [
      [0, {}, 1],
      [1, {}, 1],
      // One of them exists already.
      [0, { new: true }, 64],
    ] as const) {
      const disk = diskWith(room);
      onTestFinished(() => disk.restore());
      expect(await signBatch([], { ...begin, ...more }, output)).toBe(status);
      disk.restore();
      // As of a process that was ended.
      for (const { file, plan } of await batchRecords(locateHome()))
        if (plan.folder === realpathSync(stopped)) writeFileSync(lockOf(file), '999999999-0 0 ');
    }
    await expect(signBatch([], { ...begin, resume: true, new: true }, output)).rejects.toMatchObject({ code: 'USAGE' });
    const left = await batchRecords(locateHome());
    expect(
      left.filter(({ plan }) => plan.folder === realpathSync(stopped)).map(({ outcomes }) => outcomes.size),
    ).toEqual([1]);
    const locks = readdirSync(locateHome().at('batches')).filter((name) => name.endsWith('.lock'));
    expect(locks).toHaveLength(1);
  });

  it('that are in an unfinished batch of the window, too, are told of', async () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    for (let number = 0; number < 2; number += 1) writeFileSync(join(shared, `shared-${number}.pdf`), buildPdf());
    const begin = { ...options, batch: shared };
    const disk = diskWith(1);
    onTestFinished(() => disk.restore());
    expect(await signBatch([], begin, output)).toBe(1);
    disk.restore();
    const [record] = await batchRecords(locateHome());
    if (record === undefined) throw new Error('no batch was begun');
    // As the window keeps it.
    writeFileSync(record.file, readFileSync(record.file, 'utf8').replace('"command-line"', '"window"'));
    remarks.length = 0;
    await expect(signBatch([], { ...begin, resume: true }, output)).rejects.toMatchObject({ code: 'USAGE' });
    expect(await signBatch([], begin, output)).toBe(64);
    expect(remarks).toContainEqual(
      expect.stringMatching(/^warning: The batch of 2.* in the window is not finished, .* in it: 2\./),
    );
  });

  it('a full disk stops files that were named one by one, too', async () => {
    const named = ['one', 'two', 'three'].map((name) => join(folder, `${name}.pdf`));
    for (const file of named) writeFileSync(file, buildPdf());
    const disk = diskWith(1);
    onTestFinished(() => disk.restore());
    remarks.length = 0;
    const { batch: _, output: __, ...each } = options;
    expect(await sign(named, each, output)).toBe(1);
    expect(remarks.filter((text) => text.includes('[DISK_FULL]'))).toHaveLength(1);
    expect(remarks.at(-1)).toBe(untriedWords(named.slice(2), 3));
    expect(untriedWords(['three.pdf'], 3)).toBe(
      '1 of 3 files is not signed: “three.pdf”. Sign it again once that is remedied.',
    );
    expect(untriedWords(['a', 'b', 'c', 'd', 'e', 'f'], 9)).toContain('“e”, 1 more. Sign them');
  });

  it('are not called unsigned where only the ledger does not know of them', async () => {
    const full = new AppError('DISK_FULL', 'There is no space left to write “ledger.db”.');
    const ledger = vi.spyOn(Ledger.prototype, 'append').mockRejectedValue(full);
    onTestFinished(() => ledger.mockRestore());
    const few = join(folder, 'few');
    mkdirSync(few);
    for (let number = 0; number < 2; number += 1) writeFileSync(join(few, `few-${number}.pdf`), buildPdf());
    remarks.length = 0;
    expect(await signBatch([], { ...options, batch: few }, output)).toBe(1);
    const resume = `countersign sign --batch ${JSON.stringify(few)} --resume`;
    expect(remarks.at(-1)).toBe(
      `2 of 2 files are signed and saved, but not in the ledger yet. To record them: ${resume}`,
    );
    expect(leftWords([undefined, failed('TARGET_EXISTS')], { batch: few, files: 2, saved: 1 })).toEqual([
      '1 of 2 files is signed and saved, but not in the ledger yet.',
      expect.stringMatching(/^1 of 2 files is not signed, since/),
    ]);
    ledger.mockRestore();
    // Nothing is left to sign: neither key nor PIN is wanted.
    const without = { batch: few, resume: true, p12: join(folder, 'nobody.p12'), pinEnv: 'NOT_SET' };
    expect(await signBatch([], without, output)).toBe(0);
    expect(remarks.at(-1)).toMatch(/^2 of 2 files are signed and in the ledger/);
    expect((await batchRecords(locateHome())).filter(({ plan }) => plan.folder === few)).toEqual([]);
  });

  it('are told of beside those that failed otherwise', () => {
    const words = (...codes: string[]) => leftWords(codes.map(failed), { batch: 'in', files: 9, saved: 0 });
    expect(words()).toEqual([]);
    expect(words('CANCELLED')).toEqual([
      '1 of 9 files is not signed. To go on: countersign sign --batch "in" --resume',
    ]);
    expect(words('INPUT_NOT_PDF', 'TARGET_EXISTS')).toEqual([
      '2 of 9 files are not signed. To go on: countersign sign --batch "in" --resume',
      expect.stringMatching(/^Of 1 of them signed files .* --resume --force\./),
    ]);
  });
});
