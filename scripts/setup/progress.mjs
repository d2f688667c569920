// Plain progress lines on standard error: standard output belongs to the task.

/** A failure of the set-up that a person can act on: the message says what happened and what to do. */
export class SetupError extends Error {
  /** @param {string} message @param {number} [exitStatus] */
  constructor(message, exitStatus = 1) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`· ${text}\n`);
}

/** @param {string} text */
export function fail(text) {
  process.stderr.write(`✖ ${text}\n`);
}

/**
 * Runs one step and says how long it took.
 * @template T
 * @param {string} text @param {() => T | Promise<T>} work @returns {Promise<T>}
 */
export async function step(text, work) {
  const started = performance.now();
  say(`${text} …`);
  const result = await work();
  say(`${text}: took ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}
