import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options } from '@electron/fuses';
import { runPackage } from '../../scripts/run-package.ts';
import { PROJECT_ROOT } from '../support/tools.ts';

/** Where the fuse wire stands in every Electron binary: this text, a version, a length, one character per fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

export interface PackagedApp {
  /** Folder with the executable. */
  readonly folder: string;
  /** The executable whose fuses are set. */
  readonly executable: string;
  /** Folder with app.asar. */
  readonly resources: string;
}

const ELECTRON = join(PROJECT_ROOT, 'node_modules', 'electron');

/** Folder of the real Electron of this platform, where it has been downloaded. */
export function realElectron(): string | undefined {
  const dist = join(ELECTRON, 'dist');
  return existsSync(join(dist, 'version')) ? dist : undefined;
}

/** A folder that electron-builder takes for Linux's Electron: no program, but a true fuse wire with every fuse at its factory state. */
export function makeStubElectron(folder: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const fuses = Object.values(FuseV1Options).filter((value) => typeof value === 'number').length;
  const wire = Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([1, fuses]),
    Buffer.alloc(fuses, FuseState.ENABLE),
  ]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.alloc(4096), wire, Buffer.alloc(4096)]));
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'version'), electronVersion());
  writeFileSync(join(folder, 'resources', 'default_app.asar'), emptyAsar());
  writeFileSync(join(folder, 'locales', 'en-US.pak'), 'stub');
  return folder;
}

/** The header of an archive without files: two pickles, the text padded to four bytes. */
function emptyAsar(): Buffer {
  const text = '{"files":{}}';
  const numbers = Buffer.alloc(16);
  [4, text.length + 8, text.length + 4, text.length].forEach((value, index) => {
    numbers.writeUInt32LE(value, index * 4);
  });
  return Buffer.concat([numbers, Buffer.from(text)]);
}

function electronVersion(): string {
  return (JSON.parse(readFileSync(join(ELECTRON, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Runs the project's own electron-builder configuration up to the unpacked application, for this platform. */
export async function packageApp(electronDist: string, output: string): Promise<PackagedApp> {
  const { status, output: said } = await runPackage(
    'electron-builder/cli.js',
    [
      '--dir',
      `-c.electronDist=${electronDist}`,
      `-c.electronVersion=${electronVersion()}`,
      `-c.directories.output=${output}`,
      '--publish=never',
    ],
    { cwd: PROJECT_ROOT, env: { CSC_IDENTITY_AUTO_DISCOVERY: 'false' } },
  );
  if (status !== 0) {
    throw new Error(`electron-builder ended with status ${status}:\n${said}`);
  }
  if (process.platform === 'darwin') {
    const folder = join(output, process.arch === 'arm64' ? 'mac-arm64' : 'mac');
    const executable = join(folder, 'Countersign.app');
    return { folder, executable, resources: join(executable, 'Contents', 'Resources') };
  }
  const windows = process.platform === 'win32';
  const folder = join(output, windows ? 'win-unpacked' : `linux${process.arch === 'arm64' ? '-arm64' : ''}-unpacked`);
  return {
    folder,
    executable: join(folder, windows ? 'Countersign.exe' : 'countersign-desktop'),
    resources: join(folder, 'resources'),
  };
}
