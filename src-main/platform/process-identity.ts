import { readFile } from 'node:fs/promises';

/** Names a process so that another one that got the same number later is not taken for it (Linux: number and start time). */
export async function processIdentity(pid: number): Promise<string> {
  const started = await startTime(pid);
  return started === undefined ? String(pid) : `${pid}@${started}`;
}

/** False only where the process is certainly gone. */
export async function processIsAlive(identity: string): Promise<boolean> {
  const pid = Number.parseInt(identity, 10);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !identity.includes('@') || (await processIdentity(pid)) === identity;
}

/** Clock ticks since boot at which the process began (proc(5), field 22 of /proc/pid/stat) with the boot's own id. */
async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const [text, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    const ticks = text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : `${ticks}.${boot.slice(0, 8)}`;
  } catch {
    return undefined;
  }
}
