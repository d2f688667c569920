import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { missingBrowser } from '../../security/support/window.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { describeWith, PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const root = temporaryFolder();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

/** Starts the Chromium shell as `npm start -- FILE…` does; `said` grows with what it tells the terminal. */
function start(files: readonly string[], environment: NodeJS.ProcessEnv) {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, INIT_CWD: _cwd, ...rest } = process.env;
  const child = spawn(process.execPath, [path.join(PROJECT_ROOT, 'src-main', 'start.ts'), ...files], {
    cwd: PROJECT_ROOT,
    env: { ...rest, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  const run = {
    child,
    said: '',
    ended: new Promise<number | null>((resolve) => child.on('close', (status) => resolve(status))),
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    run.said += text;
  });
  return run;
}

describe('start without what it needs', () => {
  it.runIf(process.platform === 'linux')('without a display: one sentence, the other commands, status 69', async () => {
    const run = start([], { COUNTERSIGN_HOME: path.join(root, 'none') });
    expect(await run.ended).toBe(69);
    expect(run.said).toMatch(/no display.*npm run demo.*countersign --help/s);
    expect(existsSync(path.join(root, 'none'))).toBe(false);
  });
});

const built = existsSync(path.join(PROJECT_ROOT, 'dist', 'renderer-files.json'));

describeWith(
  'start of the window',
  missingBrowser() ?? (built ? undefined : 'the window is not built: npm run build'),
  () => {
    it('opens files against the caller’s folder, says what it could not open, and puts everything away when told to end', async () => {
      const home = path.join(root, 'home');
      writeFileSync(path.join(root, 'a.pdf'), buildPdf({}));
      const run = start(['a.pdf', 'absent.pdf', '--no-such-switch'], {
        COUNTERSIGN_HOME: home,
        COUNTERSIGN_HEADLESS: '1',
        INIT_CWD: root,
      });
      await expect.poll(() => run.said, { timeout: 40_000 }).toContain('The window is open');
      expect(run.said).toContain('absent.pdf');
      expect(run.said).not.toContain('“a.pdf”');
      expect(readdirSync(path.join(home, 'runs'))).toHaveLength(1);
      // As the end of a terminal, and what was started in it, send it.
      run.child.kill('SIGHUP');
      run.child.kill('SIGTERM');
      run.child.kill('SIGHUP');
      expect(await run.ended).toBe(0);
      expect(readdirSync(path.join(home, 'runs'))).toEqual([]);
    });

    it('a browser that is not there is named, status 69', async () => {
      const run = start([], {
        COUNTERSIGN_HOME: path.join(root, 'no-browser'),
        COUNTERSIGN_HEADLESS: '1',
        COUNTERSIGN_CHROMIUM: path.join(root, 'no-such-browser'),
      });
      expect(await run.ended).toBe(69);
      expect(run.said).toContain('COUNTERSIGN_CHROMIUM');
    });
  },
);
