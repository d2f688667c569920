import { expect, it } from 'vitest';
import { type CliOptions, runCli, startCli } from '../../support/cli.ts';
import { PASSWORD, SigningScene } from '../../support/signing-scene.ts';

/** Of a run in a process that has run others, and of one in a process of its own. */
async function both(args: readonly string[], options: CliOptions) {
  return [await runCli(args, options), await startCli(args, options).ended];
}

it.each<[string, readonly string[]]>([
  ['its help', ['--help']],
  ['a word that it does not know', ['sign', '--nonsense']],
  ['a refusal as JSON', ['verify', 'there-is-none.pdf', '--json']],
  ['an empty home', ['ledger', 'show', '--json']],
])('says and ends as in a process of its own: %s', async (_what, args) => {
  const scene = await SigningScene.make();
  const env = { COUNTERSIGN_HOME: scene.home };
  const [hosted, own] = await both(args, { env });
  expect(hosted).toEqual(own);
});

it('takes folder, environment and standard input of each run, and keeps none of them', async () => {
  const [scene, other] = [await SigningScene.make(), await SigningScene.make()];
  const words = (cwd: SigningScene) => ['sign', 'contract.pdf', '--p12', cwd.keyStore, '--pin-stdin', '--json'];
  const inFolder = (cwd: SigningScene, input: string) =>
    runCli(words(cwd), { cwd: cwd.documents, env: { COUNTERSIGN_HOME: cwd.home }, input });
  expect((await inFolder(scene, `${PASSWORD}\n`)).status).toBe(0);
  expect((await inFolder(other, 'wr0ng\n')).status).toBe(77);
  expect((await inFolder(other, `${PASSWORD}\n`)).status).toBe(0);
  const without = await runCli(['ledger', 'show', '--json'], { env: { COUNTERSIGN_HOME: scene.home } });
  expect(JSON.parse(without.stdout).entries).toHaveLength(1);
});

it('more at once than there are hosts all come to their end', async () => {
  const ended = await Promise.all(Array.from({ length: 5 }, () => runCli(['--version'])));
  expect(ended.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
});
