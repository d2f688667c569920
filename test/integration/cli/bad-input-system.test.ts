import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, jsonOf, type runCli, runProgram } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { expectRefusal, filesUnder, SigningScene } from '../../support/signing-scene.ts';
import { describeWith, PROJECT_ROOT, temporaryFolder, toolPath } from '../../support/tools.ts';

/** The user without rights, as whom the program is run. */
const NOBODY = 65534;
const ENTRY = join(PROJECT_ROOT, 'dist', 'cli', 'main.js');

/** Runs the command line as nobody. Node and the bundle must be readable for everybody. */
const asNobody: typeof runCli = (args, options) =>
  runProgram(
    'setpriv',
    ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', process.execPath, ENTRY, ...args],
    options,
  );

function whyNotNobody(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root, so nobody else can be asked to run the program';
  if (toolPath('setpriv') === undefined) return 'setpriv not installed';
  try {
    execFileSync('setpriv', [
      '--reuid',
      String(NOBODY),
      '--clear-groups',
      process.execPath,
      '-e',
      `require('fs').readFileSync(${JSON.stringify(ENTRY)})`,
    ]);
    return undefined;
  } catch {
    return 'the checkout cannot be read by other users';
  }
}

/** A scene that belongs to nobody. */
async function nobodysScene(): Promise<SigningScene> {
  const scene = await SigningScene.make();
  mkdirSync(scene.home, { mode: 0o700 });
  chmodSync(scene.folder, 0o755);
  for (const item of [scene.home, scene.documents, scene.source, scene.keyStore, scene.temporary]) {
    chownSync(item, NOBODY, NOBODY);
  }
  return scene;
}

describeWith('without the right', whyNotNobody(), () => {
  const run = asNobody;

  it('nothing is wrong with nobody', async () => {
    const scene = await nobodysScene();
    const result = await scene.run([...scene.arguments, '--json'], { run });
    expect(result.status, result.stderr).toBe(0);
    scene.expectNothingLeft();
  });

  it('to read the document', async () => {
    const scene = await nobodysScene();
    chownSync(scene.source, 0, 0);
    chmodSync(scene.source, 0o600);
    const refusal = { code: 'INPUT_UNREADABLE', status: 66, says: /no permission/ };
    await scene.refused(scene.arguments, refusal, { run });
    await scene.refused(['verify', scene.source], refusal, { run });
  });

  it('to read the key store', async () => {
    const scene = await nobodysScene();
    chownSync(scene.keyStore, 0, 0);
    chmodSync(scene.keyStore, 0o600);
    await scene.refused(
      scene.arguments,
      { code: 'INPUT_UNREADABLE', status: 66, says: /alice\.p12.*permission/ },
      { run },
    );
  });

  it('to write to the folder of the target', async () => {
    const scene = await nobodysScene();
    chownSync(scene.documents, 0, 0);
    chmodSync(scene.documents, 0o755);
    const refusal = { code: 'TARGET_NOT_WRITABLE', status: 1, says: /no permission/ };
    // The wrong password shows that the folder is looked at before the key is asked.
    await scene.refused(scene.arguments, refusal, { run, env: { TEST_PASSWORD: 'wrong' } });
  });

  it('to enter the folder of the document', async () => {
    const scene = await nobodysScene();
    chownSync(scene.documents, 0, 0);
    chmodSync(scene.documents, 0o700);
    await scene.refused(scene.arguments, { code: 'INPUT_UNREADABLE', status: 66 }, { run });
  });

  it.each(['there', 'not there'])('to write to the home that is %s', async (state) => {
    const scene = await nobodysScene();
    const home = state === 'there' ? scene.home : join(scene.folder, 'nowhere');
    chownSync(scene.home, 0, 0);
    chmodSync(scene.home, 0o755);
    const refusal = { code: 'HOME_NOT_WRITABLE', status: 1, says: /COUNTERSIGN_HOME/ };
    await scene.refused(scene.arguments, refusal, { run, env: { COUNTERSIGN_HOME: home } });
    expect(readdirSync(scene.home)).toEqual([]);
  });

  it('to write to the document itself is not needed', async () => {
    const scene = await nobodysScene();
    chmodSync(scene.source, 0o444);
    const result = await scene.run([...scene.arguments, '--json'], { run });
    expect(result.status, result.stderr).toBe(0);
  });
});

describe('a home that', () => {
  it('is a file', async () => {
    const scene = await SigningScene.make();
    writeFileSync(scene.home, '');
    const result = await scene.run([...scene.arguments, '--json']);
    expectRefusal(result, { code: 'HOME_NOT_WRITABLE', status: 1 });
    expect(readdirSync(scene.documents)).toEqual(['contract.pdf']);
  });

  it('holds a ledger that is none', async () => {
    const scene = await SigningScene.make();
    mkdirSync(scene.home);
    writeFileSync(join(scene.home, 'ledger.db'), 'no database '.repeat(1000));
    await scene.refused(scene.arguments, { code: 'LEDGER_CORRUPT', status: 1 });
  });

  it('has lost the key of its ledger', async () => {
    const scene = await SigningScene.make();
    expect((await scene.run(scene.arguments)).status).toBe(0);
    writeFileSync(join(scene.home, 'ledger.key'), '');
    await scene.refused([...scene.arguments, '-o', join(scene.documents, 'b.pdf')], {
      code: 'LEDGER_KEY_UNREADABLE',
      status: 1,
    });
  });
});

function whyNotMount(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'not root on Linux, so nothing can be mounted';
  const place = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'pipe' });
    execFileSync('umount', [place], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'this system lets nothing be mounted';
  }
}

/** About `length` bytes that compress badly. */
const big = (length: number) => buildPdf({ pages: [{ content: `% ${'0123456789abcdef'.repeat(length / 16)}` }] });

describeWith('on a disk', whyNotMount(), () => {
  const full = temporaryFolder();
  const bound = temporaryFolder();

  beforeAll(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', full]);
    execFileSync('mount', ['--bind', bound, bound]);
    execFileSync('mount', ['-o', 'remount,ro,bind', bound]);
  });
  afterAll(() => {
    execFileSync('umount', [full]);
    execFileSync('umount', [bound]);
  });

  it.each([
    ['that has no place for the copy', 1_500_000],
    ['that has no place for the signature', 1_044_000],
    ['that has no place while the next part is read', 5_000_000],
  ])('%s', async (_what, length) => {
    const scene = await SigningScene.make({ source: big(length) });
    const refusal = { code: 'DISK_FULL', status: 1, says: /no space/ };
    await scene.refused([...scene.arguments, '-o', join(full, 'out.pdf')], refusal);
    expect(readdirSync(full)).toEqual([]);
  });

  it('that has no place, the old target stays', async () => {
    const scene = await SigningScene.make({ source: big(1_500_000) });
    const target = join(full, 'out.pdf');
    writeFileSync(target, 'older');
    await scene.refused([...scene.arguments, '-o', target, '--force'], { code: 'DISK_FULL', status: 1 });
    expect(filesUnder(full)).toEqual(['out.pdf']);
    execFileSync('rm', [target]);
  });

  it('that has no place for the home', async () => {
    const scene = await SigningScene.make();
    writeFileSync(join(full, 'fill'), new Uint8Array(1_040_000));
    const home = join(full, 'home');
    const result = await scene.run([...scene.arguments, '--json'], { env: { COUNTERSIGN_HOME: home } });
    // SQLite tells a full disk from a failing one in most places, not in all.
    expect(errorOf(result).code).toMatch(/^(DISK_FULL|HOME_NOT_WRITABLE)$/);
    expectRefusal(result, { code: errorOf(result).code, status: 1 });
    expect(readdirSync(scene.documents)).toEqual(['contract.pdf']);
    expect(filesUnder(full).filter((name) => /tmp|pending\//.test(name))).toEqual([]);
    execFileSync('rm', ['-r', join(full, 'fill'), home]);
  });

  it('that can only be read', async () => {
    const scene = await SigningScene.make();
    const refusal = { code: 'TARGET_NOT_WRITABLE', status: 1, says: /Only reading/ };
    await scene.refused([...scene.arguments, '-o', join(bound, 'out.pdf')], refusal);
    const env = { COUNTERSIGN_HOME: join(bound, 'home') };
    await scene.refused(scene.arguments, { code: 'HOME_NOT_WRITABLE', status: 1 }, { env });
  });
});

describeWith(
  'where no file may be large',
  toolPath('prlimit') === undefined ? 'prlimit not installed' : undefined,
  () => {
    it('the copy is refused and removed', async () => {
      const scene = await SigningScene.make({ source: big(3_000_000) });
      // SIGXFSZ is ignored by Node, so the write itself fails.
      const run: typeof runCli = (args, options) =>
        runProgram('prlimit', ['--fsize=2000000', process.execPath, ENTRY, ...args], options);
      const result = await scene.refused(scene.arguments, { code: 'DISK_FULL', status: 1 }, { run });
      expect(jsonOf(result)).toMatchObject({ error: { system: 'EFBIG' } });
    });
  },
);
