import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { browserEnvironment, browserFlags, findBrowser } from '../../../src-main/shell/chromium/browser.ts';
import { temporaryFolder } from '../../support/tools.ts';

const folder = temporaryFolder();
const program = path.join(folder, 'my-browser');
writeFileSync(program, '#!/bin/sh\n');
chmodSync(program, 0o755);

it('takes the browser that COUNTERSIGN_CHROMIUM names, by path or by name', () => {
  expect(findBrowser({ COUNTERSIGN_CHROMIUM: program })).toBe(program);
  expect(findBrowser({ COUNTERSIGN_CHROMIUM: 'my-browser', PATH: folder })).toBe(program);
});

it('says so where there is none, and falls back to no other than the named one', () => {
  const code = { code: 'BROWSER_NOT_FOUND' };
  expect(() => findBrowser({ COUNTERSIGN_CHROMIUM: path.join(folder, 'absent') })).toThrow(
    expect.objectContaining(code),
  );
  expect(() => findBrowser({ PATH: folder }, 'aix')).toThrow(expect.objectContaining(code));
});

it('gives up the sandbox as root only', () => {
  expect(browserFlags({ asRoot: true, headless: true })).toContain('--no-sandbox');
  expect(browserFlags({ asRoot: false, headless: true })).not.toContain('--no-sandbox');
});

it('opens no debugging port and resolves no name', () => {
  const flags = browserFlags({ asRoot: false, headless: false });
  expect(flags.join(' ')).not.toContain('remote-debugging-port');
  expect(flags).toContain('--host-resolver-rules=MAP * ~NOTFOUND');
  expect(flags, 'no bar of warnings over the window').toContain('--test-type');
});

it('hands the browser no setting of ours and nothing that looks like a secret', () => {
  const environment = {
    PATH: '/usr/bin',
    DISPLAY: ':0',
    COUNTERSIGN_HOME: '/x',
    MY_PIN: '1234',
    P12_PASSWORD: 'x',
    SOFTHSM2_CONF: '/x',
    API_TOKEN: 'x',
    SIGNING_KEY: 'x',
    npm_config_registry: 'x',
  };
  expect(browserEnvironment(environment)).toEqual({ PATH: '/usr/bin', DISPLAY: ':0' });
});
