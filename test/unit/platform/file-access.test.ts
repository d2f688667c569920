import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../support/tools.ts';

type Module = typeof import('../../../src-main/platform/file-access.ts');

/** A module of its own: what one test has a thread do is not for the others. */
async function fresh(): Promise<Module> {
  vi.resetModules();
  return import('../../../src-main/platform/file-access.ts');
}

describe.each([
  ['asked of other threads', false],
  ['waited for', true],
])('files that are %s', (_how, waits) => {
  const make = async () => {
    const { fileAccess, waitForFiles } = await fresh();
    if (waits) waitForFiles();
    return { fileAccess, folder: temporaryFolder() };
  };

  it('are written, read, looked at, named and removed', async () => {
    const { fileAccess, folder } = await make();
    const [draft, name, other] = [join(folder, 'draft'), join(folder, 'name'), join(folder, 'other')];
    const handle = await fileAccess.open(draft, 'wx+', 0o600);
    expect(await handle.write(Buffer.from('xABCx'), 1, 3, 2)).toMatchObject({ bytesWritten: 3 });
    await handle.chmod(0o640);
    await handle.sync();
    const bytes = new Uint8Array(8);
    expect(await handle.read(bytes, 1, 7, 3)).toMatchObject({ bytesRead: 2 });
    expect(Buffer.from(bytes).toString('latin1')).toBe('\0BC\0\0\0\0\0');
    const facts = await handle.stat({ bigint: true });
    expect([facts.size, facts.mode & 0o777n]).toEqual([5n, process.platform === 'win32' ? 0o666n : 0o640n]);
    await handle.close();
    await fileAccess.link(draft, name);
    await fileAccess.unlink(draft);
    await fileAccess.rename(name, other);
    await fileAccess.copyFile(other, draft, 0);
    expect((await fileAccess.stat(draft))?.size).toBe(5n);
    expect(readFileSync(draft, 'latin1')).toBe('\0\0ABC');
  });

  it('fail as the system says', async () => {
    const { fileAccess, folder } = await make();
    const [there, missing] = [join(folder, 'there'), join(folder, 'missing')];
    writeFileSync(there, '');
    await expect(fileAccess.open(missing, 'r')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fileAccess.open(there, 'wx')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(fileAccess.link(missing, there)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fileAccess.link(there, there)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(fileAccess.unlink(missing)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await fileAccess.stat(missing)).toBeUndefined();
    expect(await fileAccess.stat(join(there, 'below'))).toBeUndefined();
    const handle = await fileAccess.open(there, 'r');
    await expect(handle.write(new Uint8Array(1), 0, 1, 0)).rejects.toMatchObject({
      code: expect.stringMatching(/EBADF|EPERM/),
    });
    await handle.close();
    await expect(handle.read(new Uint8Array(1), 0, 1, 0)).rejects.toMatchObject({ code: 'EBADF' });
  });
});

describe('slow files', () => {
  it('are no longer waited for', async () => {
    const { fileAccess, waitForFiles } = await fresh();
    waitForFiles();
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const clock = vi.spyOn(performance, 'now');
    let now = 0;
    clock.mockImplementation(() => {
      now += 100;
      return now;
    });
    let isAtOnce = true;
    try {
      for (let turn = 0; turn < 100; turn += 1) await fileAccess.stat(file);
      const asked = fileAccess.stat(file);
      isAtOnce = await Promise.race([asked.then(() => true), Promise.resolve().then(() => Promise.resolve(false))]);
      await asked;
    } finally {
      clock.mockRestore();
    }
    expect(isAtOnce).toBe(false);
  });
});
