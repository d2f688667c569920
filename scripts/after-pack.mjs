// Hook of electron-builder: puts the licences beside the program and sets the fuses of the packaged Electron, before anything is signed.
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/**
 * The fuses of a packaged application. Every fuse is decided here: an Electron with a new one breaks the build until
 * somebody has decided it, too.
 * @param {string} platform as in process.platform
 */
export function fuseConfig(platform) {
  return {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: platform === 'darwin',
    // SECURITY: the signed binary must not run foreign JavaScript: not as a plain Node, not by variables, not by a debugger.
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    // SECURITY: what Chromium stores is encrypted with the key of the operating system.
    [FuseV1Options.EnableCookieEncryption]: true,
    // SECURITY: app.asar is checked against the hash in the binary. Linux has no such check.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: platform === 'darwin' || platform === 'win32',
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    // There is no snapshot of our own to load.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // SECURITY: the window comes from app://; file: gets no privileges.
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    // Memory faults of WebAssembly are traps either way; handlers only make the checks cheap.
    [FuseV1Options.WasmTrapHandlers]: true,
  };
}

/** @param {{ appOutDir: string, electronPlatformName: string, packager: { executableName?: string, appInfo: { productFilename: string } } }} context */
export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const product = packager.appInfo.productFilename;
  const names = { darwin: `${product}.app`, win32: `${product}.exe`, linux: packager.executableName ?? product };
  const name = names[electronPlatformName];
  if (name === undefined) {
    throw new Error(`There are no fuses for the platform ${electronPlatformName}.`);
  }
  // SECURITY: app.asar is the only application in the package. electron-builder keeps Electron's own where it was given an unpacked Electron.
  const resources = electronPlatformName === 'darwin' ? join(name, 'Contents', 'Resources') : 'resources';
  await rm(join(appOutDir, resources, 'default_app.asar'), { force: true });
  // Licences lie where somebody who looks for them finds them, too: the archive is closed to people.
  await copyFile('dist/THIRD-PARTY-NOTICES.txt', join(appOutDir, resources, '..', 'THIRD-PARTY-NOTICES.txt'));
  await copyFile('LICENSE', join(appOutDir, resources, '..', 'LICENSE.countersign.txt'));
  await flipFuses(join(appOutDir, name), fuseConfig(electronPlatformName));
}
