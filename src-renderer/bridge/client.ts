import './strict-page.ts';
import { AppError } from '../../shared/contract/app-error.ts';
import type { Bridge, PageCallName } from '../../shared/contract/bridge.ts';
import type { CallName, EventName } from '../../shared/contract/channels.ts';
import {
  type BridgeResult,
  contract,
  type EventValue,
  events,
  type Input,
  type Output,
} from '../../shared/contract/contract.ts';
import type { OpenedFiles } from '../../shared/contract/document-calls.ts';
import type { ErrorCode } from '../../shared/contract/error-codes.ts';
import type { TaskId } from '../../shared/contract/ids.ts';

declare global {
  interface Window {
    readonly bridge: Bridge;
  }
}

type Caller<K extends PageCallName> = (input: Input<K>) => Promise<BridgeResult<Output<K>>>;

/** Asks main for one thing of the contract. Throws AppError with the code that came back; its words stand in the catalogue. */
export async function call<K extends PageCallName>(name: K, input: Input<K>): Promise<Output<K>> {
  const method = window.bridge[name] as unknown as Caller<K>;
  return unwrap(name, await method(input));
}

/** Hands a dropped file over; the page never learns its path. */
/** Takes dropped files into a batch; null: a new one. */
export async function addDropped(
  batch: Input<'batch.addDropped'>['batch'],
  files: readonly File[],
): Promise<Output<'batch.addDropped'>> {
  return unwrap('batch.addDropped', await window.bridge.addDropped(batch, files));
}

export async function openDropped(file: File): Promise<OpenedFiles> {
  return unwrap('document.openDropped', await window.bridge.openDropped(file));
}

/** Listens to one event; the function returned stops it. */
export function listen<K extends EventName>(name: K, callback: (value: EventValue<K>) => void): () => void {
  const subscribe = window.bridge.on[name] as unknown as (callback: (value: EventValue<K>) => void) => () => void;
  return subscribe((value) => {
    const known = events[name].safeParse(value);
    if (known.success) callback(known.data as EventValue<K>);
  });
}

/** A fresh name for a task, so that its progress can be told apart and it can be cancelled. */
export function newTaskId(): TaskId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `task-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}` as TaskId;
}

/** An answer that is not what the contract says never reaches the window: it counts as INTERNAL. */
function unwrap<K extends CallName>(name: K, result: BridgeResult<Output<K>> | null | undefined): Output<K> {
  if (result?.ok === true) {
    const value = contract[name].output.safeParse(result.value);
    if (value.success) return value.data as Output<K>;
  } else if (typeof result?.error?.code === 'string') {
    throw new AppError(result.error.code as ErrorCode, result.error.code, result.error.details ?? {});
  }
  throw new AppError('INTERNAL', 'The answer was not understood.', { call: name });
}
