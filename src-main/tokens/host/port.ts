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

/** The line to the parent: `parentPort` under Electron, the IPC channel of child_process under Node, where losing it ends the process. */
export function parentPort(): Port {
  const electron = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort;
  if (electron !== undefined) {
    return {
      post: (reply) => electron.postMessage(reply),
      onRequest: (handler) => electron.on('message', ({ data }) => handler(data as HostRequest)),
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    post: (reply) => process.send?.(reply),
    onRequest: (handler) => process.on('message', (message) => handler(message as HostRequest)),
  };
}
