import { Socket } from 'node:net';
import { FrameReader, frameOf, LINE } from '../host-frames.ts';
import type { HostReply, HostRequest } from './protocol.ts';

/** The host's end of the line to its parent. */
export interface Port {
  post(reply: HostReply): void;
  onRequest(handler: (request: HostRequest) => void): void;
}

/** Electron's utilityProcess gives its child `process.parentPort`; typed here because only the shell may import `electron`. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', handler: (event: { data: unknown }) => void): unknown;
}

const LONG = 60_000;
/** Bytes that are read at once. */
const ROOM = 64 * 1024;

/** The line to the parent: `parentPort` under Electron, a pipe under Node, where losing it ends the process. */
export function parentPort(): Port {
  const electron = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort;
  if (electron !== undefined) {
    return {
      post: (reply) => electron.postMessage(reply),
      onRequest: (handler) => electron.on('message', ({ data }) => handler(data as HostRequest)),
    };
  }
  const reader = new FrameReader();
  let asked: ((request: HostRequest) => void) | undefined;
  const callback = (length: number, buffer: Uint8Array) => {
    for (const message of reader.read(buffer.subarray(0, length))) asked?.(message as HostRequest);
    return true;
  };
  // SECURITY: into one buffer of ours, which is overwritten; otherwise what arrives, a PIN too, stays behind in memory that was let go.
  const line = new Socket({ fd: LINE, onread: { buffer: Buffer.alloc(ROOM), callback } });
  // A module closed it, or the parent is gone: whichever it is, this process is ended, by the parent or by the watch over it.
  line.on('error', () => void setInterval(() => undefined, LONG));
  // Not exit(), which would run what the module wants done at the end, and that may take for ever.
  line.on('close', (isBroken) => {
    if (!isBroken) process.kill(process.pid, 'SIGKILL');
  });
  return {
    post: (reply) => void line.write(frameOf(reply)),
    onRequest: (handler) => {
      asked = handler;
      line.resume();
    },
  };
}
