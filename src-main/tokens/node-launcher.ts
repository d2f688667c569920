import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostReply } from './host/protocol.ts';
import type { HostConnection, HostExit, HostLauncher } from './host-launcher.ts';

/**
 * Token hosts as child processes of Node. The host inherits the environment (SOFTHSM2_CONF, PKCS11SPY, OPENSC_CONF); its standard
 * output and error are discarded, because modules print there what they like, PINs in debug builds included.
 * @param script the host's program; by default the source beside this source, or token-host.js beside this bundle
 */
export function nodeLauncher(script: string = hostScript()): HostLauncher {
  return {
    launch: () => connect(spawn(process.execPath, [script, String(process.pid)], spawnOptions())),
  };
}

function spawnOptions() {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  return {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'] as ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced' as const,
    windowsHide: true,
    env,
  };
}

function hostScript(): string {
  const here = fileURLToPath(import.meta.url);
  return path.join(path.dirname(here), here.endsWith('.ts') ? 'host/main.ts' : 'token-host.js');
}

function connect(child: ChildProcess): HostConnection {
  let exited: ((exit: HostExit) => void) | undefined;
  const end = (exit: HostExit) => {
    exited?.(exit);
    exited = undefined;
  };
  child.on('error', (error) => {
    if (child.pid === undefined) end({ status: null, signal: null, startError: error.message });
  });
  child.on('exit', (status, signal) => end({ status, signal, startError: null }));
  return {
    // A line that broke is reported by the exit that broke it.
    post: (request) => void child.send(request, () => undefined),
    onReply: (handler) => child.on('message', (message) => handler(message as HostReply)),
    onExit: (handler) => {
      exited = handler;
    },
    keepAlive: (on) => {
      if (on) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
