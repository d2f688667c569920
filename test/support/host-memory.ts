import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** Whether these bytes, or the bytes of this text, stand anywhere in the memory of a process that can be written to. Linux only. */
export function holdsBytes(pid: number, bytes: string | Buffer): boolean {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return readFileSync(`/proc/${pid}/maps`, 'latin1')
      .split('\n')
      .some((line) => {
        const [, from = '', to = '', mode = ''] = /^(\w+)-(\w+) (\S+)/.exec(line) ?? [];
        if (!mode.startsWith('rw')) return false;
        const start = Number.parseInt(from, 16);
        return pieceOf(memory, start, Number.parseInt(to, 16) - start).includes(bytes);
      });
  } finally {
    closeSync(memory);
  }
}

function pieceOf(memory: number, start: number, length: number): Buffer {
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(memory, bytes, 0, length, start));
  } catch {
    return Buffer.alloc(0);
  }
}

/** Processes with the library in them that are ours and run. Linux only. @param library name of its file */
export function ownHostsOf(library: string): number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.map(Number).filter((pid) => {
    try {
      const [, state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, ') ')
        .split(' ');
      const isOurs = state !== 'Z' && Number(parent) === process.pid;
      return isOurs && readFileSync(`/proc/${pid}/maps`, 'utf8').includes(library);
    } catch {
      return false;
    }
  });
}
