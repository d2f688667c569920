import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src-main/tokens/module-file.ts';
import { temporaryFolder } from '../../support/tools.ts';

const folder = temporaryFolder();

function header(write: (bytes: Buffer) => void, length = 256): string {
  const bytes = Buffer.alloc(length);
  write(bytes);
  const file = join(folder, 'library');
  writeFileSync(file, bytes);
  return file;
}

const elf = (machine: number, order: 1 | 2 = 1) =>
  header((bytes) => {
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, order]);
    if (order === 1) bytes.writeUInt16LE(machine, 18);
    else bytes.writeUInt16BE(machine, 18);
  });
const pe = (machine: number) =>
  header((bytes) => {
    bytes.write('MZ', 0, 'latin1');
    bytes.writeUInt32LE(128, 60);
    bytes.write('PE\0\0', 128, 'latin1');
    bytes.writeUInt16LE(machine, 132);
  });
const mach = (type: number) =>
  header((bytes) => {
    bytes.writeUInt32LE(0xfeedfacf, 0);
    bytes.writeUInt32LE(type, 4);
  });
const fat = (magic: number, size: number, ...types: readonly number[]) =>
  header((bytes) => {
    bytes.writeUInt32BE(magic, 0);
    bytes.writeUInt32BE(types.length, 4);
    types.forEach((type, i) => {
      bytes.writeUInt32BE(type, 8 + size * i);
    });
  });

describe('the kind of machine that a library is made for', () => {
  it.each([
    ['ELF x64', () => elf(62), ['x64'], true],
    ['ELF arm64', () => elf(183), ['arm64'], false],
    ['ELF ia32', () => elf(3), ['ia32'], false],
    ['ELF of a machine that is not known here, big-endian', () => elf(22, 2), [], true],
    ['ELF arm, big-endian', () => elf(40, 2), ['arm'], false],
    ['PE x64', () => pe(34404), ['x64'], true],
    ['PE ia32', () => pe(332), ['ia32'], false],
    ['PE arm64', () => pe(43620), ['arm64'], false],
    ['Mach-O arm64', () => mach(16777228), ['arm64'], false],
    ['Mach-O x64', () => mach(16777223), ['x64'], true],
    ['Mach-O of two parts', () => fat(0xcafebabe, 20, 16777228, 16777223), ['arm64', 'x64'], true],
    ['Mach-O of two parts with long offsets', () => fat(0xcafebabf, 32, 16777228, 7), ['arm64', 'ia32'], false],
    // As a class of Java begins, which counts as a part what a version is there.
    [
      'Mach-O that is cut off',
      () => header((bytes) => bytes.set([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52]), 64),
      ['another machine', 'another machine'],
      false,
    ],
  ] as const)('%s', (_name, make, machines, fits) => {
    expect(architectureOf(make(), 'x64')).toEqual({ isLibrary: true, machines, fits });
  });

  it.each([
    ['a text', () => header((bytes) => bytes.write('#!/bin/sh'))],
    ['a file of a few bytes', () => header((bytes) => bytes.set([0x7f, 0x45, 0x4c, 0x46]), 20)],
    ['nothing', () => join(folder, 'gone')],
  ])('%s is no library', (_name, make) => {
    expect(architectureOf(make(), 'x64')).toEqual({ isLibrary: false, machines: [], fits: false });
  });
});
