import { describe, expect, it } from 'vitest';
import { nativePackages, packagesOf } from '../../../scripts/third-party/notices.ts';

describe('packages of a bundle', () => {
  it('are the innermost folders of their sources, however a bundler names these', () => {
    expect(
      packagesOf([
        'src-main/main.ts',
        'node_modules/@noble/curves/nist.js',
        '/home/a/node_modules/react/index.js?v=1',
        '\0/home/a/node_modules/react/jsx-runtime.js?commonjs-module',
        'C:\\work\\node_modules\\a\\node_modules\\@b\\c\\lib\\d.js',
      ]),
    ).toEqual(['node_modules/@noble/curves', 'node_modules/a/node_modules/@b/c', 'node_modules/react']);
  });

  it('and those that an installer takes as they are stand in its configuration', () => {
    expect(nativePackages()).toEqual(expect.arrayContaining(['node_modules/better-sqlite3', 'node_modules/pkcs11js']));
  });
});
