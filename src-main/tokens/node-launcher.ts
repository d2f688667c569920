import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { environmentOfPrograms } from '../platform/child-environment.ts';
import { FrameError, FrameReader, frameOf, LINE } from './host-frames.ts';
import type { HostConnection, HostExit, HostLauncher } from './host-launcher.ts';

/** A pipe that is read and written, and need not keep this process alive. */
type Line = Duplex & { ref(): unknown; unref(): unknown };

/** Milliseconds in which a host whose line is closed is seen to be gone; one that goes on is ended. */
const LAST_WORDS = 1_000;

/** MB for new objects: a host makes few, and each process more would keep three times 16 MB for them. */
const SMALL_ROOM = '--max-semi-space-size=1';

/**
 * Token hosts as child processes of Node. The host inherits the environment (SOFTHSM2_CONF, PKCS11SPY, OPENSC_CONF) without its secrets; its standard
 * output and error are discarded, because modules print there what they like, PINs in debug builds included.
 * @param script the host's program; by default the source beside this source, or token-host.js beside this bundle
 */
export function nodeLauncher(script: string = hostScript()): HostLauncher {
  return {
    launch: () => connect(spawn(process.execPath, [SMALL_ROOM, script, String(process.pid)], spawnOptions())),
  };
}

function spawnOptions() {
  // “overlapped” is a pipe that Windows can read and write at the same time.
  const stdio: ('ignore' | 'overlapped')[] = ['ignore', 'ignore', 'ignore', 'overlapped'];
  return { stdio, windowsHide: true, env: environmentOfPrograms() };
}

function hostScript(): string {
  const here = fileURLToPath(import.meta.url);
  return path.join(path.dirname(here), here.endsWith('.ts') ? 'host/main.ts' : 'token-host.js');
}

function connect(child: ChildProcess): HostConnection {
  const line = child.stdio[LINE] as Line | null | undefined;
  let exited: ((exit: HostExit) => void) | undefined;
  const kill = () => {
    child.kill('SIGKILL');
    // What the module started may hold the other end for ever.
    line?.destroy();
  };
  const end = (exit: HostExit) => {
    exited?.(exit);
    exited = undefined;
  };
  child.on('error', (error) => {
    if (child.pid === undefined) end({ status: null, signal: null, startError: error.message });
  });
  child.on('exit', (status, signal) => end({ status, signal, startError: null }));
  const broken = (line: NonNullable<HostExit['line']>) => {
    end({ status: null, signal: null, startError: null, line });
    kill();
  };
  const reader = new FrameReader();
  let replied: ((message: unknown) => void) | undefined;
  const read = (bytes: Buffer) => {
    try {
      for (const message of reader.read(bytes)) replied?.(message);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      broken('garbled');
    }
  };
  // A line that broke is reported by the exit that broke it.
  line?.on('error', () => undefined);
  line?.on('close', () => void setTimeout(broken, LAST_WORDS, 'closed').unref());
  return {
    post: (request) => {
      const frame = frameOf(request);
      line?.write(frame, () => frame.fill(0));
    },
    onReply: (handler) => {
      replied = handler;
      if (line?.listenerCount('data') === 0) line.on('data', read);
    },
    onExit: (handler) => {
      exited = handler;
    },
    keepAlive: (on) => {
      if (on) {
        child.ref();
        line?.ref();
      } else {
        child.unref();
        line?.unref();
      }
    },
    kill,
  };
}
