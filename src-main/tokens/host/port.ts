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

/** The line to the parent: `parentPort` under Electron, a pipe under Node, where losing it ends the process. */
export function parentPort(): Port {
  const electron = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort;
  if (electron !== undefined) {
    return {
      post: (reply) => electron.postMessage(reply),
      onRequest: (handler) => electron.on('message', ({ data }) => handler(data as HostRequest)),
    };
  }
  const line = new Socket({ fd: LINE });
  const reader = new FrameReader();
  // A module closed it, or the parent is gone: whichever it is, this process is ended, by the parent or by the watch over it.
  line.on('error', () => void setInterval(() => undefined, LONG));
  // Not exit(), which would run what the module wants done at the end, and that may take for ever.
  line.on('close', (isBroken) => {
    if (!isBroken) process.kill(process.pid, 'SIGKILL');
  });
  return {
    post: (reply) => void line.write(frameOf(reply)),
    onRequest: (handler) =>
      line.on('data', (bytes) => {
        for (const message of reader.read(bytes)) handler(message as HostRequest);
      }),
  };
}
