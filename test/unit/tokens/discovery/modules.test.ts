import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path, { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  discoverModules,
  initParameters,
  placesOn,
  type Search,
} from '../../../../src-main/tokens/discovery/discover.ts';
import { untrustedPlace } from '../../../../src-main/tokens/discovery/module-safety.ts';
import { onceEach } from '../../../../src-main/tokens/discovery/once-each.ts';
import { registeredModules } from '../../../../src-main/tokens/discovery/p11-kit.ts';
import products from '../../../../src-main/tokens/discovery/products.json' with { type: 'json' };
import { hasOwnWindow, namedBy, placesOf } from '../../../../src-main/tokens/discovery/products.ts';
import { checkModulePath } from '../../../../src-main/tokens/module-file.ts';
import { tokenInfo } from '../../../support/token-info.ts';
import { describeWith, temporaryFolder, toolPath } from '../../../support/tools.ts';

function fileIn(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, 'a library');
  return file;
}

function search(more: Partial<Search>): Search {
  return { platform: 'sunos', arch: 'x64', env: {}, own: [], userFolder: '/nowhere', ...more };
}

describe('the table of products', () => {
  it('names about twenty products, each with its source and absolute places', () => {
    expect(products.length).toBeGreaterThan(19);
    expect(new Set(products.map(({ product }) => product)).size).toBe(products.length);
    for (const product of products) {
      expect(product.source.length, product.product).toBeGreaterThan(10);
      for (const platform of ['linux', 'darwin'] as const) {
        for (const place of placesOf(product, { platform, arch: 'x64', env: {} })) expect(place).toMatch(/^\/[^%{]+$/);
      }
      const windows = placesOf(product, {
        platform: 'win32',
        arch: 'x64',
        env: { SystemRoot: 'D:\\W', ProgramFiles: 'D:\\P' },
      });
      for (const place of windows) expect(place).toMatch(/^(D:\\[WP]|C:\\SoftHSM2)\\[^%{]+\.dll$/);
    }
  });

  it('an installer that puts a date into the name of its folder: the last one is taken', async () => {
    const folder = temporaryFolder();
    for (const name of ['Castle-9.1', 'Castle-10.2', 'Castle', 'Other-2020']) fileIn(join(folder, name, 'x64'), 'm.so');
    const found = ['Castle-10.2', 'Castle-9.1'].map((name) => join(folder, name, 'x64', 'm.so'));
    expect(await namedBy(`${folder}/Castle-*/x64/m.so`)).toEqual(found);
    expect(await namedBy(`${folder}/gone/Castle-*/x64/m.so`)).toEqual([]);
    expect(await namedBy('/usr/lib/m.so')).toEqual(['/usr/lib/m.so']);
    const dated = products
      .flatMap(({ linux, darwin, win32 }) => [...linux, ...darwin, ...win32])
      .filter((place) => place.includes('*'));
    for (const place of dated) expect(place).toMatch(/^(\/[^/*]+)+\/[^/*]*\*[^/*]*(\/[^/*]+)+$/);
  });

  it('only the Belgian module asks in a window of its own: one that is given no PIN and wants one signs nothing', () => {
    const asking = products.filter((one) => 'ownWindow' in one).map(({ product }) => product);
    expect(asking).toEqual(['Belgian eID']);
    expect(hasOwnWindow('/opt/anywhere/libbeidpkcs11.so.0')).toBe(true);
    expect(hasOwnWindow('/usr/lib/akd/eidmiddleware/pkcs11/libEidPkcs11.so')).toBe(false);
  });

  it('has no place for a kind of machine that has none', () => {
    const product = {
      product: '',
      vendor: true,
      source: '',
      linux: ['/usr/lib/{multiarch}/a.so'],
      darwin: [],
      win32: [],
    };
    expect(placesOf(product, { platform: 'linux', arch: 'x64', env: {} })).toEqual(['/usr/lib/x86_64-linux-gnu/a.so']);
    expect(placesOf(product, { platform: 'linux', arch: 'mips', env: {} })).toEqual([]);
    expect(placesOf(product, { platform: 'aix', arch: 'x64', env: {} })).toEqual([]);
  });
});

describe('modules of this machine', () => {
  it('PKCS11_MODULE first, then the person’s own; a file under two names counts once', async () => {
    const folder = temporaryFolder();
    const [one, two] = [fileIn(folder, 'one.so'), fileIn(folder, 'two.so')];
    linkSync(one, join(folder, 'again.so'));
    symlinkSync(two, join(folder, 'link.so'));
    const own = [join(folder, 'again.so'), join(folder, 'link.so'), two, join(folder, 'gone.so')];
    const found = await discoverModules(search({ env: { PKCS11_MODULE: one }, own }));
    expect(found.map(({ path }) => path)).toEqual([one, join(folder, 'link.so'), join(folder, 'gone.so')]);
    const relative = await discoverModules(search({ env: { PKCS11_MODULE: 'one.so' } }));
    expect(relative).toEqual([]);
  });
});

describe('modules registered with p11-kit (pkcs11.conf)', () => {
  function places(settings: string, files: Readonly<Record<string, string>>) {
    const folder = temporaryFolder();
    for (const name of ['system', 'admin', 'user']) mkdirSync(join(folder, name));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'pkcs11.conf'), settings);
    return {
      system: [join(folder, 'system'), join(folder, 'admin')],
      user: join(folder, 'user'),
      settings: join(folder, 'pkcs11.conf'),
      modules: ['/usr/lib/pkcs11'],
    };
  }

  const pathsIn = async (settings: string, files: Readonly<Record<string, string>>) =>
    (await registeredModules(places(settings, files))).flatMap(({ paths }) => paths);

  it('takes those that are switched on, and later folders override earlier ones', async () => {
    const files = {
      'system/card.module': 'module: card.so\n# comment: no\ncritical: no\n',
      'system/absolute.module': 'module: /opt/maker/lib.so',
      'system/off.module': 'module: off.so',
      'admin/off.module': 'module:',
      'admin/trust.module': 'module: trust.so\ntrust-policy: yes',
      'admin/far.module': 'remote: |ssh host p11-kit remote x',
      'admin/proxy.module': 'module: p11-kit-proxy.so',
      'admin/not-us.module': 'module: a.so\ndisable-in: firefox, countersign',
      'admin/only-them.module': 'module: b.so\nenable-in: firefox',
      'admin/only-us.module': 'module: c.so\nenable-in: countersign firefox',
      'admin/readme': 'module: d.so',
      'user/mine.module': 'module: /home/me/mine.so',
    };
    const expected = ['/opt/maker/lib.so', '/usr/lib/pkcs11/card.so', '/usr/lib/pkcs11/c.so'];
    expect((await pathsIn('', files)).sort()).toEqual([...expected].sort());
    expect(await pathsIn('user-config: merge', files)).toContain('/home/me/mine.so');
    expect(await pathsIn('user-config: only', files)).toEqual(['/home/me/mine.so']);
  });

  it('knows what a module wants to be told at its initialisation', async () => {
    const files = { 'system/nss.module': "module: /usr/lib/softokn3.so\nx-init-reserved: configdir='sql:/db'" };
    expect(await registeredModules(places('', files))).toEqual([
      { paths: ['/usr/lib/softokn3.so'], parameters: "configdir='sql:/db'" },
    ]);
    const nss = search({ env: { NSS_LIB_PARAMS: 'configdir=x' } });
    expect(await initParameters('/usr/lib/libsoftokn3.so', nss)).toBe('configdir=x');
    expect(await initParameters('/usr/lib/libsofthsm2.so', nss)).toBeUndefined();
  });

  it('the person’s own folder is where their settings are', () => {
    const user = (env: Search['env']) => placesOn(search({ platform: 'linux', userFolder: '/home/me', env }))?.user;
    expect(user({})).toBe('/home/me/.config/pkcs11/modules');
    expect(user({ XDG_CONFIG_HOME: '/srv/me' })).toBe('/srv/me/pkcs11/modules');
    expect(user({ XDG_CONFIG_HOME: 'srv' })).toBe('/home/me/.config/pkcs11/modules');
    const mac = (arch: string) => placesOn(search({ platform: 'darwin', userFolder: '/Users/me', arch }));
    expect(mac('arm64')).toMatchObject({
      user: '/Users/me/.config/pkcs11/modules',
      modules: ['/opt/homebrew/lib/pkcs11'],
    });
    expect(mac('x64')?.settings).toBe('/usr/local/etc/pkcs11/pkcs11.conf');
    expect(placesOn(search({ platform: 'win32' }))).toBeUndefined();
  });

  it('passes over what is no file of settings', async () => {
    const files = {
      'system/odd.module': '\0\n: x\nmodule\nmodule: /usr/lib/good.so',
      'system/huge.module': `module: /usr/lib/huge.so\n${'#'.repeat(70_000)}`,
    };
    const at = places('', files);
    mkdirSync(join(at.user, 'folder.module'));
    if (toolPath('mkfifo') !== undefined) execFileSync('mkfifo', [join(at.user, 'waits.module')]);
    writeFileSync(at.settings, 'user-config: merge');
    expect((await registeredModules(at)).flatMap(({ paths }) => paths)).toEqual(['/usr/lib/good.so']);
  });

  it('finds none where p11-kit is not installed', async () => {
    const nowhere = join(temporaryFolder(), 'none');
    expect(await registeredModules({ system: [nowhere], user: nowhere, settings: nowhere, modules: [] })).toEqual([]);
  });
});

describeWith(
  'who could have put a module there',
  process.platform === 'win32' ? 'modes say nothing on Windows' : undefined,
  () => {
    it('trusts what only the person or root can write to', () => {
      expect(untrustedPlace(fileIn(join(temporaryFolder(), 'a'), 'm.so'))).toBeUndefined();
    });

    it.each([
      ['a file that others can write to', 0o666, 0o755, 'm.so can be written to by others'],
      ['a folder that others can write to', 0o644, 0o777, 'inner can be written to by others'],
    ])('refuses %s', (_name, file, folder, fault) => {
      const inner = join(temporaryFolder(), 'inner');
      const module = fileIn(inner, 'm.so');
      chmodSync(module, file);
      chmodSync(inner, folder);
      expect(untrustedPlace(module)).toContain(fault);
      expect(() => checkModulePath(module)).toThrow(expect.objectContaining({ code: 'MODULE_UNTRUSTED' }));
      const link = join(temporaryFolder(), 'link.so');
      symlinkSync(module, link);
      expect(untrustedPlace(link)).toContain(fault);
    });

    it('looks at the links between the name and the file', () => {
      const [open, own] = [join(temporaryFolder(), 'open'), temporaryFolder()];
      mkdirSync(open);
      symlinkSync(fileIn(temporaryFolder(), 'm.so'), join(open, 'between.so'));
      symlinkSync(path.relative(own, join(open, 'between.so')), join(own, 'link.so'));
      expect(untrustedPlace(join(own, 'link.so'))).toBeUndefined();
      chmodSync(open, 0o777);
      expect(untrustedPlace(join(own, 'link.so'))).toContain('open can be written to by others');
    });

    it.each(['/nul\0l.so', `/${'x'.repeat(100_000)}`, '/etc/passwd/m.so', '/dev/null', '/'])(
      '%s is no module',
      (name) => {
        expect(() => checkModulePath(name)).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }));
      },
    );

    it('a link to itself is no module', () => {
      const loop = join(temporaryFolder(), 'loop.so');
      symlinkSync(loop, loop);
      expect(() => checkModulePath(loop)).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }));
    });

    it.runIf(process.getuid?.() === 0)(
      'administrators of macOS may write, as to what Homebrew installs; elsewhere that group is anybody',
      () => {
        const folder = join(temporaryFolder(), 'lib');
        const module = fileIn(folder, 'm.so');
        for (const place of [folder, module]) {
          chownSync(place, 0, 80);
          chmodSync(place, 0o775);
        }
        expect(untrustedPlace(module, 'darwin')).toBeUndefined();
        expect(untrustedPlace(module, 'linux')).toContain('can be written to by others');
        chmodSync(folder, 0o777);
        expect(untrustedPlace(module, 'darwin')).toContain('lib can be written to by others');
      },
    );

    it.runIf(process.getuid?.() === 0)('refuses a file of somebody else', () => {
      const module = fileIn(temporaryFolder(), 'm.so');
      chownSync(module, 4711, 4711);
      expect(untrustedPlace(module)).toContain('m.so belongs to somebody else');
    });
  },
);

describe('a token that two modules read', () => {
  const token = (serial: string, certificates: readonly string[], label = 'Card') =>
    tokenInfo({
      slotDescription: 'Reader',
      label,
      serial,
      certificates: certificates.map((sha256) => ({
        certificate: new Uint8Array(),
        sha256,
        keyId: '',
        label: '',
        privateKey: 'unknown',
        pinPerSignature: 'unknown',
      })),
    });

  it('is left to the maker’s module, and others stay', () => {
    const [general, vendor] = onceEach([
      { vendor: false, tokens: [token('1', ['a', 'b']), token('2', ['c'])] },
      { vendor: true, tokens: [token('1', ['b'])] },
    ]);
    expect(general?.tokens.map(({ serial }) => serial)).toEqual(['2']);
    expect(vendor?.tokens.map(({ serial }) => serial)).toEqual(['1']);
  });

  it('counts as two where the serial numbers differ, or one module shows both', () => {
    const different = onceEach([
      { vendor: false, tokens: [{ ...token('1', ['a']), slotDescription: 'Other reader' }] },
      { vendor: false, tokens: [token('2', ['a'])] },
    ]);
    expect(different.map(({ tokens }) => tokens.length)).toEqual([1, 1]);
    expect(onceEach([{ vendor: false, tokens: [token('1', ['a']), token('1', ['a'])] }])[0]?.tokens).toHaveLength(2);
  });

  it('without certificates is the same by its serial number and label', () => {
    const bare = (label: string) => ({ vendor: false, tokens: [token('9', [], label)] });
    expect(onceEach([bare('A'), bare('A')]).map(({ tokens }) => tokens.length)).toEqual([1, 0]);
    expect(onceEach([bare('A'), bare('B')]).map(({ tokens }) => tokens.length)).toEqual([1, 1]);
  });
});
