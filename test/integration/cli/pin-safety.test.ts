import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { errorOf, startProgram } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { describeWithSoftHsm, PIN, SO_PIN } from '../../support/softhsm.ts';
import { PROJECT_ROOT, requireTool } from '../../support/tools.ts';
import { Workbench } from '../../support/workbench.ts';

describeWithSoftHsm('the PIN of a token on the command line', () => {
  const bench = new Workbench();
  const [how, log] = [bench.at('how'), bench.at('log')];
  let source: string;
  let key: string[];
  let where: string[];

  beforeAll(() => {
    source = bench.write('contract.pdf', buildPdf());
    const [flag, , ...rest] = bench.token('Alice', ['p-256'])('p-256');
    const module = buildBrokenModule(bench.folder);
    key = [flag ?? '', module, ...rest];
    where = ['--module', module, '--token', 'Alice'];
    Object.assign(process.env, { BROKEN_HOW_FILE: how, BROKEN_LOG: log });
  });
  beforeEach(() => {
    for (const file of [how, log]) rmSync(file, { force: true });
  });
  const logins = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);

  it('the last try: refused with its price, used where it was accepted', async () => {
    writeFileSync(how, 'final-try');
    const words = ['sign', source, '-o', bench.at('last.pdf'), ...key];
    const refused = await bench.run([...words, '--json']);
    expect([refused.status, errorOf(refused).code]).toEqual([77, 'PIN_FINAL_TRY']);
    expect(errorOf(refused).message).toMatch(/without its PUK nobody can sign/);
    expect([logins(), existsSync(bench.at('last.pdf'))]).toEqual([[], false]);
    await bench.json([...words, '--accept-risk', 'last-try']);
    expect(logins()).toEqual(['C_Login user=1 length=6']);
  });

  it('the last try in a terminal: asked for before the PIN', async () => {
    writeFileSync(how, 'final-try');
    const target = bench.at('asked.pdf');
    const words = ['sign', source, '-o', target, ...key.slice(0, key.indexOf('--pin-env')), '--trust', bench.pki.root];
    const line = [process.execPath, join(PROJECT_ROOT, 'dist', 'cli', 'main.js'), ...words];
    const typed = async (answer: string) => {
      const env = { COUNTERSIGN_HOME: bench.home, SHELL: '/bin/sh' };
      const quoted = line.map((word) => `'${word}'`).join(' ');
      const { child, ended } = startProgram(requireTool('script'), ['-qec', quoted, '/dev/null'], {
        env,
        input: () => '',
      });
      let [shown, answered] = ['', false];
      child.stdout.on('data', (text: string) => {
        shown += text;
        if (!answered && /to use it: /.test(shown)) {
          answered = true;
          child.stdin.write(`${answer}\r`);
        }
        if (/PIN for .*: $/.test(shown)) child.stdin.end(`${PIN}\r`);
      });
      return ended;
    };
    const refused = await typed('y');
    expect(refused.stdout).toContain('[PIN_FINAL_TRY]');
    expect([refused.status, logins()]).toEqual([77, []]);
    const { status, stdout } = await typed('yes');
    expect(status, stdout).toBe(0);
    expect(stdout.indexOf('LAST try')).toBeGreaterThan(stdout.indexOf('to use it'));
    expect(logins()).toEqual(['C_Login user=1 length=6']);
  });

  it('a PIN pad: nobody is asked here, and it is said where and for how long', async () => {
    writeFileSync(how, 'pin-pad');
    const words = ['sign', source, '-o', bench.at('pad.pdf'), ...key.slice(0, key.indexOf('--pin-env'))];
    const { status, stderr } = await bench.run(words);
    expect([status, logins()]).toEqual([0, ['C_Login user=1 length=0 at the reader']]);
    expect(stderr).toMatch(/Type the PIN for Token “Alice” .* on its reader, .* within 60 s\./);
  });

  it('is shown, changed and unblocked', async () => {
    // The module gets the PIN, and not the variable that it came in.
    const env = { OLD: PIN, NEW: '55667788', OFFICER: SO_PIN, BROKEN_WATCHED: 'OLD' };
    const pin = (...words: string[]) => ['tokens', 'pin', ...words, ...where];
    const facts = { token: 'Alice', state: 'ok', unblocking: 'ok', entry: 'here', shortest: 4, longest: 255 };
    expect(await bench.json(pin('show'))).toMatchObject(facts);
    const change = pin('change', '--pin-env', 'OLD', '--new-pin-env', 'NEW');
    expect(await bench.json(change, 0, { env })).toMatchObject(facts);
    expect(await bench.json(change, 77, { env })).toMatchObject({ error: { code: 'CKR_PIN_INCORRECT' } });
    const untold = await bench.run(pin('change'));
    expect([untold.status, untold.stderr]).toEqual([
      77,
      expect.stringContaining('--pin-env VAR, and --new-pin-env VAR'),
    ]);
    const back = pin('unblock', '--pin-env', 'OFFICER', '--new-pin-env', 'OLD');
    expect((await bench.json(back, 0, { env })).token).toBe('Alice');
    expect(logins()).toEqual([
      'C_Login user=1 length=6',
      'C_SetPIN',
      'C_Login user=1 length=6',
      'C_Login user=0 length=8',
      'C_InitPIN',
    ]);
    const puk = await bench.json(pin('unblock', '--by', 'puk', '--pin-env', 'OLD', '--new-pin-env', 'NEW'), 64, {
      env,
    });
    expect(puk).toMatchObject({ error: { code: 'PIN_NOT_LOCKED' } });
  });

  it('a module that crashes three times is put aside, said so, and tried again on request', async () => {
    writeFileSync(how, 'crash-at-load');
    const module = where[1] ?? '';
    for (let crash = 0; crash < 3; crash += 1) await bench.json(['tokens', '--module', module], 69);
    rmSync(how);
    expect(await bench.json(['tokens', '--module', module], 69)).toMatchObject({
      error: { code: 'MODULE_QUARANTINED' },
    });
    expect(await bench.json(['tokens', '--retry-module', module])).toMatchObject({ modules: [{ error: null }] });
  });
}, ['gcc', 'script']);
