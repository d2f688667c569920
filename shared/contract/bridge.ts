import type { CallName, EventName } from './channels.ts';
import type { BridgeResult, EventValue, Input, Output } from './contract.ts';

/** What the page knows of a file dropped on it: a DOM `File` fits. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
}

/** Calls that the page may make itself. Dropped files go through `openDropped` and `addDropped`: the page never names a path. */
export type PageCallName = Exclude<CallName, 'document.openDropped' | 'batch.addDropped'>;

/**
 * The object at `window.bridge`, the same in both shells: one method per call, one subscription per event.
 * Methods never reject; a failure is `{ ok: false, error: { code } }`. Values of an event that came before the first
 * subscription are kept for it.
 */
export type Bridge = {
  readonly [K in PageCallName]: (input: Input<K>) => Promise<BridgeResult<Output<K>>>;
} & {
  /** Each gives the way to unsubscribe. The callback gets the value and nothing else. */
  readonly on: { readonly [E in EventName]: (callback: (value: EventValue<E>) => void) => () => void };
  readonly openDropped: (file: DroppedFile) => Promise<BridgeResult<Output<'document.openDropped'>>>;
  /** Folders too, where the shell gives them a path (Electron). */
  readonly addDropped: (
    batch: Input<'batch.addDropped'>['batch'],
    files: readonly DroppedFile[],
  ) => Promise<BridgeResult<Output<'batch.addDropped'>>>;
};
