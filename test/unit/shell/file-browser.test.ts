import { mkdirSync, rmdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { EventValue } from '../../../shared/contract/contract.ts';
import type { FileToken } from '../../../shared/contract/ids.ts';
import { fileToken } from '../../../shared/contract/ids.ts';
import { FileBrowser } from '../../../src-main/shell/file-browser.ts';
import { fits } from '../../../src-main/shell/shell.ts';
import { temporaryFolder } from '../../support/tools.ts';

const root = temporaryFolder();
mkdirSync(path.join(root, 'z-folder'));
mkdirSync(path.join(root, '.hidden-folder'));
for (const name of ['b10.pdf', 'b9.PDF', 'note.txt', '.hidden.pdf', 'alice.p12'])
  writeFileSync(path.join(root, name), 'x');
symlinkSync(path.join(root, 'b9.PDF'), path.join(root, 'link.pdf'));
symlinkSync(path.join(root, 'gone'), path.join(root, 'broken.pdf'));

let announced: EventValue<'fileBrowser.opened'>[];
let browser: FileBrowser;
beforeEach(() => {
  announced = [];
  browser = new FileBrowser((value) => announced.push(value), root);
});
const request = () => announced.at(-1)?.request ?? '';
async function tokenOf(name: string): Promise<FileToken> {
  const { entries } = await browser.list(request(), null);
  const entry = entries.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`${name} is not listed`);
  return entry.token;
}

it('lists folders first, then files of every kind in natural order, and hides what is hidden or broken', async () => {
  const chosen = browser.openFiles('document', true);
  const { entries, trail } = await browser.list(request(), null);
  expect(entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'folder z-folder',
    'file alice.p12',
    'file b9.PDF',
    'file b10.pdf',
    'file link.pdf',
    'file note.txt',
  ]);
  expect(trail.at(-1)?.name).toBe(path.basename(root));
  expect(JSON.stringify(entries)).not.toContain(root);
  await browser.resolve(request(), null);
  expect(await chosen).toEqual([]);
});

it('walks into folders and up the trail by tokens', async () => {
  browser.openFiles('document', false);
  const inside = await browser.list(request(), await tokenOf('z-folder'));
  expect(inside.entries).toEqual([]);
  const up = inside.trail.at(-2)?.token ?? null;
  expect((await browser.list(request(), up)).entries).toHaveLength(6);
});

it('gives main the paths of the files that were chosen', async () => {
  const chosen = browser.openFiles('document', true);
  const files = [await tokenOf('b9.PDF'), await tokenOf('b10.pdf')];
  await browser.resolve(request(), { files });
  expect(await chosen).toEqual([path.join(root, 'b9.PDF'), path.join(root, 'b10.pdf')]);
});

it('refuses tokens that it did not give out, folders as files, two files where one was asked for', async () => {
  browser.openFiles('document', false);
  const refused = { code: 'INPUT_INVALID' };
  const invented = fileToken.parse(`file-${'0'.repeat(32)}`);
  await expect(browser.list(request(), invented)).rejects.toMatchObject(refused);
  await expect(browser.resolve(request(), { files: [invented] })).rejects.toMatchObject(refused);
  await expect(browser.resolve(request(), { files: [await tokenOf('z-folder')] })).rejects.toMatchObject(refused);
  const two = [await tokenOf('b9.PDF'), await tokenOf('b10.pdf')];
  await expect(browser.resolve(request(), { files: two })).rejects.toMatchObject(refused);
  await expect(browser.resolve(request(), { folder: await tokenOf('z-folder'), name: 'x.pdf' })).rejects.toMatchObject(
    refused,
  );
});

it('refuses a request that is over, and ends the former one when a new one opens', async () => {
  const first = browser.openFiles('document', false);
  const old = request();
  const token = await tokenOf('b9.PDF');
  browser.openFiles('key-store', false);
  expect(await first).toEqual([]);
  await expect(browser.list(old, null)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(browser.resolve(request(), { files: [token] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

it('saves under a name that is new and is only a name, and adds the ending', async () => {
  const chosen = browser.saveFile(path.join(root, 'b9-signed.pdf'));
  expect(announced.at(-1)).toMatchObject({ mode: 'save', purpose: 'target', suggestedName: 'b9-signed.pdf' });
  const { trail } = await browser.list(request(), null);
  const folder = trail.at(-1)?.token ?? (await tokenOf('z-folder'));
  const names = ['../x.pdf', '/etc/x.pdf', 'a\\b.pdf', '.hidden.pdf', 'a\u0000.pdf', 'C:x.pdf', '..'];
  for (const name of [
    ...names,
    'CON',
    'nul.tar.pdf',
    'Lpt1.pdf',
    'invoice\u202efdp.exe',
    'a\u200b.pdf',
    'ü'.repeat(126),
  ]) {
    await expect(browser.resolve(request(), { folder, name })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  }
  await expect(browser.resolve(request(), { folder, name: 'b9.PDF' })).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
  await browser.resolve(request(), { folder, name: 'contract v2' });
  expect(await chosen).toEqual({ path: path.join(root, 'contract v2.pdf'), overwrite: false });
});

it('gives a folder, or makes one in it, and lists folders alone for that', async () => {
  const chosen = browser.chooseFolder(root);
  expect(announced.at(-1)).toMatchObject({ mode: 'folder', purpose: 'folder' });
  const { entries, trail } = await browser.list(request(), null);
  expect(entries.map(({ name }) => name)).toEqual(['z-folder']);
  const inside = entries[0]?.token ?? fileToken.parse(`file-${'0'.repeat(32)}`);
  for (const name of ['../out', 'con', '.hidden', 'a/b'])
    await expect(browser.resolve(request(), { folder: inside, name })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(browser.resolve(request(), { files: [inside] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await browser.resolve(request(), { folder: inside, name: null });
  expect(await chosen).toBe(path.join(root, 'z-folder'));

  const made = browser.chooseFolder(root);
  const here = trail.at(-1)?.name;
  const again = await browser.list(request(), null);
  const folder = again.trail.find(({ name }) => name === here)?.token ?? inside;
  await expect(browser.resolve(request(), { folder, name: 'z-folder' })).rejects.toMatchObject({
    code: 'TARGET_EXISTS',
  });
  await browser.resolve(request(), { folder, name: 'signed' });
  expect(await made).toBe(path.join(root, 'signed'));
  expect(statSync(path.join(root, 'signed')).isDirectory()).toBe(true);
  rmdirSync(path.join(root, 'signed'));
});

it('lists only what can be taken where it matters, and saves under the ending that was proposed', async () => {
  browser.openFiles('key-store', false);
  expect((await browser.list(request(), null)).entries.map(({ name }) => name)).toEqual(['z-folder', 'alice.p12']);
  const chosen = browser.saveFile(path.join(root, 'note.txt.p7s'));
  const { trail } = await browser.list(request(), null);
  const folder = trail.at(-1)?.token ?? fileToken.parse('');
  await browser.resolve(request(), { folder, name: 'note.txt' });
  expect(await chosen).toEqual({ path: path.join(root, 'note.txt.p7s'), overwrite: false });
});

it('opens the next dialog where the last one was', async () => {
  browser.openFiles('document', false);
  await browser.list(request(), await tokenOf('z-folder'));
  browser.openFiles('document', false);
  expect((await browser.list(request(), null)).trail.at(-1)?.name).toBe('z-folder');
});

it('knows which names fit which purpose', () => {
  expect(['a.p12', 'a.PFX', 'a.pdf'].map((name) => fits('key-store', name))).toEqual([true, true, false]);
  expect(['libx.so', 'libx.so.2.1', 'x.dll', 'so', 'x.so.txt'].map((name) => fits('module', name))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
