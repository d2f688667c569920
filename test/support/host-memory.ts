import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** Bytes that are read at once, and of the piece before that are looked at again. */
const [PIECE, OVERLAP] = [1024 * 1024, 256];

/** Which of these bytes, or the bytes of these texts, stand anywhere in the memory of a process that can be written to. Linux only. */
export function heldBy<T extends string | Buffer>(pid: number, sought: readonly T[]): T[] {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const piece = Buffer.allocUnsafe(PIECE);
  const left = new Map(sought.map((each) => [each, Buffer.from(each)]));
  try {
    for (const [start, end] of writable(pid)) {
      for (let at = start; at < end && left.size > 0; at += PIECE - OVERLAP) {
        const length = Math.min(PIECE, end - at);
        const read = piece.subarray(0, readAt(memory, piece, at, length));
        for (const [each, bytes] of left) if (read.includes(bytes)) left.delete(each);
      }
    }
  } finally {
    closeSync(memory);
  }
  return sought.filter((each) => !left.has(each));
}

/** The places of memory that hold something and can be written to. */
function writable(pid: number): [number, number][] {
  const places: [number, number][] = [];
  let last: [number, number] = [0, 0];
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
    const [, from, to] = /^(\w+)-(\w+) rw/.exec(line) ?? [];
    if (from !== undefined && to !== undefined) last = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    else if (/^\w+-\w+ /.test(line)) last = [0, 0];
    if (/^Rss: +[1-9]/.test(line) && last[1] > 0) places.push(last);
  }
  return places;
}

function readAt(memory: number, into: Buffer, at: number, length: number): number {
  try {
    return readSync(memory, into, 0, length, at);
  } catch {
    return 0;
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
