import type { DroppedFile } from './bridge.ts';

/** How one shell carries calls and events between the page and main. */
export interface BridgeTransport {
  call(name: string, input: unknown): Promise<unknown>;
  /** Called once per event; `deliver` takes every later value of it. */
  listen(name: string, deliver: (value: unknown) => void): void;
  /** Gives what main is to take the dropped file by, or the failure to answer with. */
  referenceOf(file: DroppedFile): Promise<{ readonly reference: string } | { readonly failure: unknown }>;
}

/**
 * Builds `window.bridge` over a transport. Both shells use it, so the page sees the same object in both.
 * Self-contained on purpose: the Chromium shell sends its source text into the page, so it may refer to nothing outside itself.
 */
export function buildBridge(
  calls: readonly string[],
  events: readonly string[],
  transport: BridgeTransport,
): Readonly<Record<string, unknown>> {
  const KEPT_AT_MOST = 256;
  const bridge: Record<string, unknown> = {};
  for (const name of calls) {
    if (name === 'document.openDropped' || name === 'batch.addDropped') continue;
    bridge[name] = (input: unknown) => transport.call(name, input);
  }
  const on: Record<string, unknown> = {};
  for (const name of events) {
    const callbacks = new Set<(value: unknown) => void>();
    let kept: unknown[] = [];
    transport.listen(name, (value) => {
      if (callbacks.size === 0) kept = [...kept.slice(1 - KEPT_AT_MOST), value];
      for (const callback of [...callbacks]) callback(value);
    });
    on[name] = (callback: (value: unknown) => void) => {
      const own = (value: unknown) => callback(value);
      callbacks.add(own);
      const waiting = kept;
      kept = [];
      for (const value of waiting) own(value);
      return () => {
        callbacks.delete(own);
      };
    };
  }
  bridge.on = Object.freeze(on);
  // SECURITY: only a File that the person really dropped becomes a reference, and the page never sees it.
  bridge.openDropped = async (file: DroppedFile) => {
    const found = await transport.referenceOf(file);
    return 'failure' in found ? found.failure : transport.call('document.openDropped', { path: found.reference });
  };
  bridge.addDropped = async (batch: unknown, files: readonly DroppedFile[]) => {
    const paths: string[] = [];
    for (const found of await Promise.all(files.map((file) => transport.referenceOf(file)))) {
      if ('failure' in found) return found.failure;
      paths.push(found.reference);
    }
    return transport.call('batch.addDropped', { batch, paths });
  };
  return Object.freeze(bridge);
}
