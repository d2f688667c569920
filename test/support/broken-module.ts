import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { softHsmModule } from '../../scripts/pki/softhsm-token.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Compiles the module with a fault into `folder` and lets it stand on SoftHSM. @returns its absolute path */
export function buildBrokenModule(folder: string): string {
  process.env.BROKEN_BASE = softHsmModule();
  return build(folder, 'broken');
}

/** The same of the module that tells lies. */
export function buildLyingModule(folder: string): string {
  process.env.LYING_BASE = softHsmModule();
  return build(folder, 'lying');
}

/** The same of the library of PC/SC that tells lies. @returns the folder that it lies in */
export function buildLyingPcsc(folder: string): string {
  build(folder, 'lying-pcsc', 'libpcsclite.so.1');
  return folder;
}

function build(folder: string, name: string, file = `${name}.so`): string {
  const target = join(folder, file);
  const include = join(ROOT, 'node_modules', 'pkcs11js', 'includes');
  const source = join(ROOT, 'test', 'support', 'broken-modules', `${name}.c`);
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-Wall', '-I', include, '-o', target, source, '-ldl'], {
    stdio: 'pipe',
  });
  return target;
}
