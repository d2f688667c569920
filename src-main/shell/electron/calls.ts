import type { IpcMain, WebContents, WebFrameMain } from 'electron';
import { CALLS, type EVENTS } from '../../../shared/contract/channels.ts';
import type { Dispatch } from '../register.ts';
import type { SenderFacts } from '../sender.ts';

/** The IPC channel of one call, of one event. */
export const callChannel = (name: (typeof CALLS)[number]): string => `call:${name}`;
export const eventChannel = (name: (typeof EVENTS)[number]): string => `event:${name}`;

/** What the sender check looks at, read from Electron. A frame that is gone is nobody. */
export function senderOf(
  event: { readonly sender: WebContents; readonly senderFrame: WebFrameMain | null },
  ours: WeakSet<WebContents>,
): SenderFacts {
  const frame = event.senderFrame;
  return {
    ourWindow: ours.has(event.sender),
    mainFrame: frame !== null && frame.parent === null,
    origin: frame?.origin ?? null,
  };
}

/** One handler per call of the contract. */
export function registerCalls(
  ipc: Pick<IpcMain, 'handle'>,
  ours: WeakSet<WebContents>,
  dispatch: Dispatch,
  signal: () => AbortSignal,
): void {
  for (const name of CALLS) {
    ipc.handle(callChannel(name), (event, input: unknown) =>
      dispatch(name, senderOf(event, ours), input, { signal: signal() }),
    );
  }
}
