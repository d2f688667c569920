import { utilityProcess } from 'electron';
import { environmentOfPrograms } from '../../platform/child-environment.ts';
import type { HostConnection, HostExit, HostLauncher } from '../../tokens/host-launcher.ts';

/**
 * Token hosts as utility processes of Electron. The one helper that may load foreign libraries on macOS;
 * it inherits the environment (SOFTHSM2_CONF, PKCS11SPY, OPENSC_CONF). What modules print is discarded: debug builds print PINs.
 * @param script the host's program, beside the bundle of main
 */
export function electronHostLauncher(script: string): HostLauncher {
  return { launch: (modulePath) => connect(script, modulePath) };
}

function connect(script: string, modulePath: string): HostConnection {
  const child = utilityProcess.fork(script, [], {
    serviceName: `Countersign token host (${modulePath})`,
    stdio: 'ignore',
    allowLoadingUnsignedLibraries: process.platform === 'darwin',
    env: environmentOfPrograms(),
  });
  let exited: ((exit: HostExit) => void) | undefined;
  child.once('exit', (status) => {
    exited?.({ status, signal: null, startError: null });
    exited = undefined;
  });
  return {
    post: (request) => child.postMessage(request),
    onReply: (handler) => child.on('message', (message) => handler(message)),
    onExit: (handler) => {
      exited = handler;
    },
    // The life of an Electron program hangs on its windows, not on open handles.
    keepAlive: () => undefined,
    kill: () => {
      // A module that hangs does not answer the polite request that utilityProcess.kill() sends.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      else child.kill();
    },
  };
}
