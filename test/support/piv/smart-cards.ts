import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { showCardService } from './card-service.ts';
import { type Line, VirtualReader } from './virtual-reader.ts';

const DAEMON = '/usr/sbin/pcscd';
/** Fixed when the daemon is built: there is one of them on a machine. */
const SOCKET = '/run/pcscd/pcscd.comm';
const PROCESS = '/run/pcscd/pcscd.pid';
/** Ends the daemon with the process that started it, however that one ends (util-linux). */
const WITH_PARENT = ['setpriv', '--pdeathsig', 'TERM'] as const;
/** Names the process of the tests that has the daemon now. */
export const CARD_LOCK = '/run/pcscd/countersign-tests';
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';

/** PC/SC of our own: a daemon with one virtual reader of two slots, for one test file at a time. */
export interface SmartCards {
  /** Two, both empty. */
  readonly readers: readonly [VirtualReader, VirtualReader];
  stop(): Promise<void>;
}

const OPENSC = ['/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so', '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so'];

/** Path of OpenSC's module, which reads the emulated card; undefined where it is not installed. */
export function openScModule(): string | undefined {
  return OPENSC.find((module) => existsSync(module));
}

/** What is missing for `startSmartCards` here; undefined where nothing is. */
export function missingForSmartCards(): string | undefined {
  const absent = [DRIVER, DAEMON].filter((path) => !existsSync(path));
  if (absent.length > 0) return `pcscd and vsmartcard-vpcd not installed (${absent.join(', ')} missing)`;
  if (process.getuid?.() !== 0) return 'a PC/SC daemon of our own needs root';
  // That of another test file is waited for.
  const isOfTests = holder() !== undefined;
  return isRunning() && !isOfTests ? 'this machine has a PC/SC daemon of its own running' : undefined;
}

/** A daemon that was killed leaves its socket behind. */
function isRunning(): boolean {
  return existsSync(SOCKET) && existsSync(PROCESS) && isAlive(Number(readFileSync(PROCESS, 'latin1')));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The process that has the daemon of the machine for itself; undefined where none has, or the one that had is gone. */
function holder(): number | undefined {
  try {
    const pid = Number(readlinkSync(CARD_LOCK));
    return isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Waits until no other test file has the daemon. A link is made whole or not at all. */
async function takeTurn(): Promise<void> {
  for (;;) {
    try {
      symlinkSync(String(process.pid), CARD_LOCK);
      return;
    } catch {
      if (holder() === undefined) rmSync(CARD_LOCK, { force: true });
      await sleep(50);
    }
  }
}

/**
 * Starts the daemon.
 * @param folder of its own, for its settings and its socket
 * @param name of the reader, in whatever bytes
 */
export async function startSmartCards(
  folder: string,
  line?: Line,
  name: Uint8Array = Buffer.from('Virtual PCD'),
): Promise<SmartCards> {
  const settings = join(folder, 'readers');
  mkdirSync(settings, { recursive: true });
  const port = await freePorts();
  const channel = `0x${port.toString(16).toUpperCase()}`;
  writeFileSync(
    join(settings, 'vpcd'),
    Buffer.concat([
      Buffer.from('FRIENDLYNAME "'),
      name,
      Buffer.from(`"\nDEVICENAME /dev/null:${channel}\nLIBPATH ${DRIVER}\nCHANNELID ${channel}\n`),
    ]),
  );
  mkdirSync(dirname(SOCKET), { recursive: true });
  await takeTurn();
  const hide = showCardService();
  const [program, ...how] = WITH_PARENT;
  const daemon = spawn(program, [...how, DAEMON, '--foreground', '--config', settings], { stdio: 'ignore' });
  const readers = [new VirtualReader(port, line), new VirtualReader(port + 1, line)] as const;
  return { readers, stop: () => stopped(daemon).finally(hide) };
}

async function stopped(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode === null && daemon.signalCode === null) {
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill('SIGTERM');
    await ended;
  }
  rmSync(CARD_LOCK, { force: true });
}

/** Two free ports side by side: the driver takes the next one for its second slot. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = await listening(0);
    const second = await listening(first.port + 1).catch(() => undefined);
    await first.close();
    await second?.close();
    if (second !== undefined) return first.port;
  }
}

function listening(port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}
