import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/contract/settings.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { openConfSettings } from '../../../src-main/shell/conf-settings.ts';
import { temporaryFolder } from '../../support/tools.ts';

const newHome = () => locateHome({ COUNTERSIGN_HOME: temporaryFolder() });

it('starts with the defaults and keeps what was changed, owner-only', () => {
  const home = newHome();
  expect(openConfSettings(home).get()).toEqual(DEFAULT_SETTINGS);
  expect(openConfSettings(home).set({ theme: 'dark' })).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
  expect(openConfSettings(home).get().theme).toBe('dark');
  if (process.platform !== 'win32') expect(statSync(home.at('settings.json')).mode & 0o777).toBe(0o600);
});

it('gives the default for each value that the file holds wrongly, and keeps the good ones', () => {
  const home = newHome();
  writeFileSync(
    home.at('settings.json'),
    JSON.stringify({ theme: 'neon', language: 'de', reason: 7, location: 'Bern', secret: 'x' }),
  );
  expect(openConfSettings(home).get()).toEqual({ ...DEFAULT_SETTINGS, language: 'de', location: 'Bern' });
});

it('starts afresh over a file that is not JSON', () => {
  const home = newHome();
  writeFileSync(home.at('settings.json'), '{ "theme": ');
  expect(openConfSettings(home).get()).toEqual(DEFAULT_SETTINGS);
});

it('writes nothing that the schema does not name', () => {
  const home = newHome();
  openConfSettings(home).set({ reason: 'I agree' });
  expect(Object.keys(JSON.parse(readFileSync(home.at('settings.json'), 'utf8'))).sort()).toEqual(
    Object.keys(DEFAULT_SETTINGS).sort(),
  );
});

it('a file that cannot be written is said by its code; what was known stays', () => {
  const home = newHome();
  const settings = openConfSettings(home);
  settings.set({ reason: 'I agree' });
  rmSync(home.path, { recursive: true });
  writeFileSync(home.path, '');
  expect(() => settings.set({ reason: 'No' })).toThrow(expect.objectContaining({ code: 'HOME_NOT_WRITABLE' }));
});

it('a folder in the place of the file gives the defaults', () => {
  const home = newHome();
  mkdirSync(home.at('settings.json'));
  const settings = openConfSettings(home);
  expect(settings.get()).toEqual(DEFAULT_SETTINGS);
  expect(() => settings.set({ reason: 'No' })).toThrow(expect.objectContaining({ code: 'HOME_NOT_WRITABLE' }));
});
