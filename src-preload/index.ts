import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { DroppedFile } from '../shared/contract/bridge.ts';
import { buildBridge } from '../shared/contract/build-bridge.ts';
import { CALLS, EVENTS } from '../shared/contract/channels.ts';

/** A call that failed before main could answer: main is going away. */
const UNREACHABLE = { ok: false, error: { code: 'INTERNAL' } };

const call = (name: string, input: unknown): Promise<unknown> => {
  const answer = ipcRenderer.invoke(`call:${name}`, input).catch(() => UNREACHABLE);
  // SECURITY: what is sent was cloned by then; the copy that the page's bytes have here is overwritten, a PIN may be among them.
  for (const value of Object.values(input ?? {})) if (value instanceof Uint8Array) value.fill(0);
  return answer;
};

/** Empty for what is no file on a disk. */
function pathOf(dropped: DroppedFile): string {
  try {
    return webUtils.getPathForFile(dropped as File);
  } catch {
    return '';
  }
}

// SECURITY: one method per call and one subscription per event, values only: no channel name, no event object, no ipcRenderer
// reaches the page (Electron security.md, 20).
contextBridge.exposeInMainWorld(
  'bridge',
  buildBridge(CALLS, EVENTS, {
    call,
    listen: (name, deliver) => {
      ipcRenderer.on(`event:${name}`, (_event, value: unknown) => deliver(value));
    },
    referenceOf: async (dropped) => {
      const path = pathOf(dropped);
      return path === '' ? { failure: { ok: false, error: { code: 'INPUT_INVALID' } } } : { reference: path };
    },
  }),
);
