// One set-up, and one demo, at a time in one checkout. The lock names its owner, so that a lock left by a killed set-up is taken over.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { STATE } from './paths.mjs';
import { SetupError, say } from './progress.mjs';

const WAIT_LIMIT_MS = 15 * 60_000;

/**
 * Runs `work` while this process alone holds the lock; waits for a living owner, takes over from a dead one.
 * @template T
 * @param {() => Promise<T>} work
 * @param {{ folder?: string, name?: string, what?: string }} [options] where the lock lies, its name, and what it guards in words
 * @returns {Promise<T>}
 */
export async function withLock(work, { folder = STATE, name = 'lock', what = 'set-up' } = {}) {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, name);
  const owner = ownerLine(process.pid);
  const draft = join(folder, `${name}.${process.pid}`);
  writeFileSync(draft, owner);
  try {
    await acquire(lock, draft, what);
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    return await work();
  } finally {
    if (readIfThere(lock) === owner) {
      rmSync(lock, { force: true });
    }
  }
}

/** The link appears with its content, so nobody ever reads a lock without an owner. */
async function acquire(lock, draft, what) {
  const started = performance.now();
  let told = false;
  for (;;) {
    try {
      linkSync(draft, lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw new SetupError(
          `The ${what} lock ${lock} could not be made (${error.code}): make the folder writable and run the command again.`,
        );
      }
    }
    const held = readIfThere(lock);
    if (held === undefined) {
      continue;
    }
    const pid = Number(held.split(' ')[0]);
    if (ownerLine(pid) !== held) {
      takeOver(lock, held);
      continue;
    }
    if (!told) {
      told = true;
      say(`Another ${what} (process ${pid}) is at work in this folder: waiting for it`);
    }
    if (performance.now() - started > WAIT_LIMIT_MS) {
      throw new SetupError(
        `Process ${pid} has held the ${what} lock for 15 minutes: stop it, or remove ${lock}, and run the command again.`,
      );
    }
    await sleep(200);
  }
}

/** Moves the dead owner's lock away. If another process was quicker and the lock moved is a living one, it goes back. */
function takeOver(lock, dead) {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) !== dead) {
    try {
      linkSync(aside, lock);
    } catch {
      // a third process holds the lock now
    }
  }
  rmSync(aside, { force: true });
}

/** "pid start": on Linux the start time tells a reused process number from the owner. A dead process gives "pid dead". */
function ownerLine(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') {
      return `${pid} dead`;
    }
  }
  const stat = readIfThere(`/proc/${pid}/stat`);
  return `${pid} ${stat === undefined ? 'alive' : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
