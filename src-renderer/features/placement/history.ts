/** What was, is and may come back. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

const LONGEST = 100;

export function begin<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/** A new state; what had been undone is gone. `merged`: part of the change before (a key held down), undone with it. */
export function record<T>(history: History<T>, present: T, merged = false): History<T> {
  if (Object.is(history.present, present)) return history;
  if (merged && history.past.length > 0) return { past: history.past, present, future: [] };
  return { past: [...history.past, history.present].slice(-LONGEST), present, future: [] };
}

export function undo<T>(history: History<T>): History<T> {
  if (history.past.length === 0) return history;
  return {
    past: history.past.slice(0, -1),
    present: history.past[history.past.length - 1] as T,
    future: [history.present, ...history.future],
  };
}

export function redo<T>(history: History<T>): History<T> {
  if (history.future.length === 0) return history;
  return {
    past: [...history.past, history.present],
    present: history.future[0] as T,
    future: history.future.slice(1),
  };
}
