import { access } from 'node:fs/promises';
import path from 'node:path';

/** Where a product installs its PKCS#11 module, by system. First existing path wins. */
interface KnownModule {
  readonly product: string;
  readonly linux: readonly string[];
  readonly darwin: readonly string[];
  readonly win32: readonly string[];
}

const SYSTEM32 = path.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
const PROGRAMS = process.env.ProgramFiles ?? 'C:\\Program Files';

/** Products whose module may be loaded without asking: none of them opens a window or the network by being loaded. */
const KNOWN: readonly KnownModule[] = [
  {
    product: 'OpenSC',
    linux: [
      '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so',
      '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so',
      '/usr/lib64/opensc-pkcs11.so',
      '/usr/lib/opensc-pkcs11.so',
    ],
    darwin: [
      '/Library/OpenSC/lib/opensc-pkcs11.so',
      '/opt/homebrew/lib/opensc-pkcs11.so',
      '/usr/local/lib/opensc-pkcs11.so',
    ],
    win32: [path.join(PROGRAMS, 'OpenSC Project', 'OpenSC', 'pkcs11', 'opensc-pkcs11.dll')],
  },
  {
    product: 'SafeNet eToken',
    linux: ['/usr/lib/libeTPkcs11.so', '/usr/lib/libeToken.so', '/usr/lib64/libeToken.so'],
    darwin: ['/usr/local/lib/libeTPkcs11.dylib'],
    win32: [path.join(SYSTEM32, 'eTPKCS11.dll')],
  },
  {
    product: 'YubiKey',
    linux: ['/usr/lib/x86_64-linux-gnu/libykcs11.so', '/usr/local/lib/libykcs11.so'],
    darwin: ['/opt/homebrew/lib/libykcs11.dylib', '/usr/local/lib/libykcs11.dylib'],
    win32: [path.join(PROGRAMS, 'Yubico', 'Yubico PIV Tool', 'bin', 'libykcs11.dll')],
  },
  {
    product: 'SoftHSM',
    linux: [
      '/usr/lib/softhsm/libsofthsm2.so',
      '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
      '/usr/lib64/softhsm/libsofthsm2.so',
    ],
    darwin: ['/opt/homebrew/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'],
    win32: ['C:\\SoftHSM2\\lib\\softhsm2-x64.dll'],
  },
];

/** Absolute paths of the known modules that are installed here, `PKCS11_MODULE` first. */
export async function installedModules(): Promise<string[]> {
  const system = process.platform;
  const candidates = KNOWN.map((known) =>
    system === 'linux' || system === 'darwin' || system === 'win32' ? known[system] : [],
  );
  const found = await Promise.all(candidates.map(firstExisting));
  const named = process.env.PKCS11_MODULE;
  const all = [named !== undefined && path.isAbsolute(named) ? named : undefined, ...found];
  return [...new Set(all.filter((item) => item !== undefined))];
}

async function firstExisting(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    const there = await access(candidate).then(
      () => true,
      () => false,
    );
    if (there) return candidate;
  }
  return undefined;
}
