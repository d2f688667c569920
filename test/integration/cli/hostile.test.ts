import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPdf } from '../../support/pdf-builder.ts';
import { PASSWORD, SigningScene } from '../../support/signing-scene.ts';

/** Whoever names a file, makes a document or lays a pipe in the way has no power over the terminal or the program. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ORDERS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
const NAME = 'pay\u001b[2J\u001b]0;owned\u0007\u202efdp';

describe.skipIf(process.platform === 'win32')('names that give orders to the terminal', () => {
  it('are shown without them: field, file, reason of a failure', async () => {
    const scene = await SigningScene.make();
    const source = join(scene.documents, `${NAME}\ncontract-signed.pdf: TOTAL-PASSED.pdf`);
    copyFileSync(scene.source, source);
    const [, , ...key] = scene.arguments;
    const words = ['--page', '1', '--rect', '50,50,150,60', '--reason', NAME, '--json'];
    const signed = await scene.run(['sign', source, ...key, ...words]);
    expect(signed.status, signed.stderr).toBe(0);
    const target: string = JSON.parse(signed.stdout).output;
    for (const args of [
      ['verify', target],
      ['verify', target, '--json'],
      ['ledger', 'show'],
      ['verify', `${NAME}\ngone`],
      ['sign', source, ...key],
      ['sign', scene.source, ...key, '--field', NAME],
    ]) {
      const { stdout, stderr } = await scene.run(args);
      expect(`${stdout}${stderr}`).toMatch(/pay|paid/);
      expect(`${stdout}${stderr}`, args.join(' ')).not.toMatch(ORDERS);
      expect(`${stdout}${stderr}`).not.toMatch(/^\s*(contract-signed\.pdf: )?TOTAL-PASSED/m);
    }
  });
});

describe('the name of a new field', () => {
  it.each(['', 'a.b', NAME, 'a\nb'])('is not %j', async (name) => {
    const scene = await SigningScene.make();
    const words = ['--rect', '50,50,150,60', '--field', name];
    await scene.refused([...scene.arguments, ...words], { code: 'FIELD_NOT_FOUND', status: 64 });
  });
});

describe.skipIf(process.platform === 'win32')('a pipe in the place of', () => {
  const pipeIn = (folder: string): string => {
    const pipe = join(folder, 'pipe.pem');
    execFileSync('mkfifo', [pipe]);
    return pipe;
  };
  it.each<[string, (scene: SigningScene, pipe: string) => string[]]>([
    ['certificates to trust', (scene, pipe) => ['verify', scene.source, '--trust', pipe]],
    ['further certificates', (scene, pipe) => ['verify', scene.source, '--certs', pipe]],
    ['revocation lists', (scene, pipe) => ['verify', scene.source, '--crls', pipe]],
    ['a key store', (scene, pipe) => ['sign', scene.source, '--p12', pipe, '--pin-env', 'TEST_PASSWORD']],
    ['a checkpoint', (_scene, pipe) => ['ledger', 'verify', '--against', pipe]],
    ['a document', (_scene, pipe) => ['verify', pipe]],
  ])('%s is refused and not waited for', async (_what, args) => {
    const scene = await SigningScene.make();
    const refusal = { code: 'INPUT_UNREADABLE', status: 66, says: /not a regular file/ };
    await scene.refused(args(scene, pipeIn(scene.folder)), refusal);
  });

  it('one of the certificates in a folder is passed over', async () => {
    const scene = await SigningScene.make();
    const trust = join(scene.home, 'trust');
    mkdirSync(trust, { recursive: true });
    pipeIn(trust);
    expect((await scene.run(['verify', scene.source])).status).toBe(2);
  });
});

describe('a PIN on standard input', () => {
  const withoutPin = (scene: SigningScene) => ['sign', scene.source, '--p12', scene.keyStore];

  it.each([
    ['without an end of line', PASSWORD],
    ['with the end of line of Windows', `${PASSWORD}\r\nmore`],
    ['with half of it', `${PASSWORD}\r`],
    ['behind a byte order mark', `\ufeff${PASSWORD}\r\n`],
  ])('%s is that PIN', async (_what, input) => {
    const scene = await SigningScene.make();
    const { status, stderr } = await scene.run([...withoutPin(scene), '--pin-stdin'], { input });
    expect(status, stderr).toBe(0);
  });

  it('that does not end is not tried', async () => {
    const scene = await SigningScene.make();
    const refusal = { code: 'PIN_REQUIRED', status: 77, says: /longer than 1024 bytes/ };
    await scene.refused([...withoutPin(scene), '--pin-stdin'], refusal, { input: 'x'.repeat(5_000_000) });
  });

  it('or in a variable that every program has is none', async () => {
    const scene = await SigningScene.make();
    const refusal = { code: 'PIN_REQUIRED', status: 77, says: /__proto__/ };
    await scene.refused([...withoutPin(scene), '--pin-env', '__proto__'], refusal);
  });
});

describe('a slip of the pen', () => {
  it('a day that the calendar has not is not moved into the next month', async () => {
    const scene = await SigningScene.make();
    await scene.refused(['verify', scene.source, '--at', '2026-02-30'], { code: 'USAGE', status: 64 });
  });

  it('an empty target', async () => {
    const scene = await SigningScene.make();
    await scene.refused([...scene.arguments, '-o', ''], { code: 'USAGE', status: 64, says: /-o is empty/ });
  });

  it('a folder signed twice: no signed file replaces another document of the run', async () => {
    const scene = await SigningScene.make();
    writeFileSync(join(scene.documents, 'other.pdf'), buildPdf());
    const [, , ...key] = scene.arguments;
    const batch = ['sign', '--batch', scene.documents, ...key];
    expect((await scene.run(batch)).status).toBe(0);
    const there = readdirSync(scene.documents);
    const refusal = { code: 'TARGET_EQUALS_SOURCE', status: 64, says: /-signed\.pdf” is one of the documents/ };
    await scene.refused(batch, refusal);
    await scene.refused([...batch, '--force'], refusal);
    expect(readdirSync(scene.documents)).toEqual(there);
  });
});
