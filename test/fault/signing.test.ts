import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { readCrls } from '../../src-main/cms/crl.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { openSession } from '../../src-main/workflow/session.ts';
import type { TrustMaterial } from '../../src-main/workflow/trust-store.ts';
import { verifyDocument } from '../../src-main/workflow/verify-document.ts';
import { type CliOptions, type CliResult, runProgram } from '../support/cli.ts';
import { buildPdf } from '../support/pdf-builder.ts';
import { testPki } from '../support/pki.ts';
import { digestOf, filesUnder, keyStoreOf, SigningScene } from '../support/signing-scene.ts';
import { describeWith, PROJECT_ROOT, temporaryFolder, toolPath } from '../support/tools.ts';

/** Half the bytes of a write, or nothing of the change. */
type Tear = 'before' | 'torn';

interface Change {
  /** From 1, as KILL_AT counts. */
  readonly number: number;
  /** Call and path. */
  readonly what: string;
}

/** One kind of run that is killed at each of its changes. */
interface Plan {
  readonly home: 'new' | 'founded';
  /** Replaces an older target with --force. */
  readonly over: boolean;
  readonly store: 'good' | 'expired';
}

const OLDER = 'the older target';
const SOURCE = buildPdf();
const [AT_ONCE, SAMPLE] = [2, 3];
const EVERY = process.env.COUNTERSIGN_EVERY_CHANGE === '1';

const missing =
  process.platform !== 'linux' ? 'Linux only' : toolPath('gcc') === undefined ? 'gcc not installed' : undefined;

describeWith('killed at every change of a file', missing, () => {
  const folder = temporaryFolder();
  const shim = join(folder, 'kill-at-write.so');
  const foundedHome = join(folder, 'founded');
  /** The compiled form of the command line, which the runs read: written by one that nobody watches, so that it is no change of theirs. */
  const compiled = { NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const stores: Record<Plan['store'], Uint8Array> = { good: new Uint8Array(), expired: new Uint8Array() };
  let trust: TrustMaterial;

  beforeAll(async () => {
    const source = join(PROJECT_ROOT, 'test', 'support', 'kill-at-write.c');
    execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', shim, source, '-ldl']);
    stores.good = await keyStoreOf('p-256');
    stores.expired = await keyStoreOf('expired');
    const { root, rootCrl, issuingCrl } = testPki();
    const crls = [rootCrl, issuingCrl].flatMap((crl) => readCrls(crl));
    trust = { anchors: [new Certificate(root.certificate)], certificates: [], crls, ocsps: [] };
    await (await openSession({}, { home: locateHome({ COUNTERSIGN_HOME: foundedHome }) })).close();
  });

  async function sceneOf(plan: Plan): Promise<SigningScene> {
    const scene = await SigningScene.make({ source: SOURCE });
    writeFileSync(scene.keyStore, stores[plan.store]);
    if (plan.home === 'founded') cpSync(foundedHome, scene.home, { recursive: true });
    if (plan.over) writeFileSync(targetOf(scene), OLDER);
    return scene;
  }

  function sign(scene: SigningScene, plan: Plan, env: NodeJS.ProcessEnv): Promise<CliResult> {
    const run = (args: readonly string[], options?: CliOptions) =>
      runProgram(process.execPath, [join(PROJECT_ROOT, 'dist', 'cli', 'main.js'), ...args], options);
    return scene.run([...scene.arguments, ...(plan.over ? ['--force'] : [])], { env: { ...compiled, ...env }, run });
  }

  /** What a run changes when nobody kills it. */
  async function changesOf(plan: Plan): Promise<Change[]> {
    await sign(await sceneOf(plan), plan, {});
    const scene = await sceneOf(plan);
    const list = join(scene.folder, 'changes');
    const result = await sign(scene, plan, { LD_PRELOAD: shim, KILL_AT: '0', KILL_LIST_FILE: list });
    expect(result.status, result.stderr).toBe(plan.store === 'good' ? 0 : 1);
    const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
    return lines.map((line, index) => ({ number: index + 1, what: line.replace(`${scene.folder}/`, '') }));
  }

  /** Kills one run, looks at what is there, starts again, and looks again. */
  async function tryKill(plan: Plan, { number, what }: Change, tear: Tear): Promise<'finished' | 'nothing'> {
    const scene = await sceneOf(plan);
    const place = `${tear} change ${number}: ${what}`;
    const killed = await sign(scene, plan, { LD_PRELOAD: shim, KILL_AT: String(number), KILL_MODE: tear });
    expect(killed.signal, place).toBe('SIGKILL');
    expect(readFileSync(scene.source).equals(SOURCE), place).toBe(true);
    const target = targetOf(scene);
    const untouched = plan.over ? readFileSync(target, 'utf8') === OLDER : !existsSync(target);
    if (!untouched) await expectValid(target, place);
    await expectMended(scene, untouched ? undefined : digestOf(target), place);
    expect(plan.over ? readFileSync(target, 'utf8') === OLDER : !existsSync(target), place).toBe(untouched);
    return untouched ? 'nothing' : 'finished';
  }

  async function expectValid(target: string, place: string): Promise<void> {
    const report = await verifyDocument(target, trust, systemClock.now());
    expect(report.verdict, place).toBe('TOTAL-PASSED');
    if (toolPath('qpdf') === undefined) return;
    const check = await runProgram('qpdf', ['--check', target]);
    expect(check.status, `${place}\n${check.stdout}${check.stderr}`).toBe(0);
  }

  /** The next start removes what was staged and records what was finished, once. */
  async function expectMended(scene: SigningScene, finished: string | undefined, place: string): Promise<void> {
    const session = await openSession({}, { home: locateHome({ COUNTERSIGN_HOME: scene.home }) });
    try {
      const entries = session.ledger.entries(0, 10).map(({ resultSha256 }) => resultSha256);
      expect(entries, place).toEqual(finished === undefined ? [] : [finished]);
      expect(await session.ledger.verify(), place).toMatchObject({ ok: true });
    } finally {
      await session.close();
    }
    const strays = [...filesUnder(scene.home), ...filesUnder(scene.documents)];
    expect(
      strays.filter((name) => /tmp|^pending\//.test(name)),
      place,
    ).toEqual([]);
    expect(filesUnder(scene.temporary), place).toEqual([]);
  }

  /**
   * Changes to be killed at, from the first note of the run on: those that give and take names, and of the others every second one, the
   * odd ones where an older target is replaced and the even ones elsewhere; all of them where that is asked for. Some of those before (the
   * founding of the ledger has its own test). None in what SQLite shares between processes: it is made anew from the log.
   */
  function chosen(changes: readonly Change[], tear: Tear, plan: Plan): Change[] {
    const first = changes.findIndex(({ what }) => what.includes('pending/'));
    expect(first).toBeGreaterThan(-1);
    const possible = changes.filter(
      ({ what }) =>
        (tear === 'before' || /^p?write/.test(what)) && (EVERY || !what.endsWith('.db-shm') || /^unlink/.test(what)),
    );
    const isChosen = ({ number, what }: Change) =>
      EVERY || /^(link|unlink|rename)/.test(what) || number % 2 === Number(plan.over);
    return possible.filter((change) => (change.number > first ? isChosen(change) : change.number % SAMPLE === 0));
  }

  async function killEverywhere(plan: Plan, tear: Tear): Promise<string[]> {
    const left = chosen(await changesOf(plan), tear, plan);
    const outcomes: string[] = [];
    const worker = async () => {
      for (let change = left.shift(); change !== undefined; change = left.shift()) {
        outcomes.push(await tryKill(plan, change, tear));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return outcomes;
  }

  /** Milliseconds. Hundreds of processes, on a machine that may have other work. */
  const SLOW = 240_000;

  const FIRST: Plan = { home: 'new', over: false, store: 'good' };
  const OVER: Plan = { home: 'founded', over: true, store: 'good' };

  it.each<[string, Plan, Tear]>([
    ['the first run of a home, before each change', FIRST, 'before'],
    ['the first run of a home, in the middle of each write', FIRST, 'torn'],
    ['a run that replaces an older target, before each change', OVER, 'before'],
    ['a run that replaces an older target, in the middle of each write', OVER, 'torn'],
  ])(
    '%s: the original stays, the target is whole or not there, the next start mends the rest',
    async (_what, plan, tear) => {
      const outcomes = await killEverywhere(plan, tear);
      expect(outcomes).toContain('nothing');
      if (tear === 'before') expect(outcomes).toContain('finished');
    },
    SLOW,
  );

  it('a run that is refused after it has begun: nothing is left, wherever its tidying up is cut off', async () => {
    const outcomes = await killEverywhere({ home: 'founded', over: false, store: 'expired' }, 'before');
    expect(outcomes.length).toBeGreaterThan(5);
    expect(outcomes).not.toContain('finished');
  });

  describe.skipIf(toolPath('pdfsig') === undefined)('as pdfsig sees it', () => {
    it('a run killed just after its target has its name leaves a valid signature, and can be done again', async () => {
      const changes = await changesOf(FIRST);
      const link = changes.find(({ what }) => what.startsWith('link '));
      const scene = await sceneOf(FIRST);
      const killed = await sign(scene, FIRST, {
        LD_PRELOAD: shim,
        KILL_AT: String((link?.number ?? 0) + 1),
        KILL_MODE: 'before',
      });
      expect(killed.signal).toBe('SIGKILL');
      // Two names of one file: the staged one goes at the next start.
      expect(filesUnder(scene.documents)).toHaveLength(3);
      const seen = await runProgram('pdfsig', ['-nocert', targetOf(scene)]);
      expect(seen.stdout).toMatch(/Signature is Valid/);
      const again = await scene.run([...scene.arguments, '-o', join(scene.documents, 'again.pdf')]);
      expect(again.status, again.stderr).toBe(0);
      expect(again.stderr).toMatch(
        /had saved “contract-signed.pdf” and was interrupted before it was recorded\. It is recorded now\./,
      );
      expect(filesUnder(scene.documents)).toEqual(['again.pdf', 'contract-signed.pdf', 'contract.pdf']);
      scene.expectNothingLeft();
    });
  });
});

function targetOf(scene: SigningScene): string {
  return join(scene.documents, 'contract-signed.pdf');
}
