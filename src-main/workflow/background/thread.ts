import { parentPort } from 'node:worker_threads';
import { AppError, failureOf, isAppError } from '../../../shared/contract/app-error.ts';
import { askForProgramFiles } from '../../platform/program-files.ts';
import type { BackgroundCall, BackgroundCalls, FromThread, ToThread } from './calls.ts';
import { PERFORM } from './perform.ts';

// A thread that works for the window, one call at a time. What goes wrong in it ends it at worst, and whoever started it starts another.
const port = parentPort;
if (port === null) throw new Error('This program is started as a thread.');
const reply = (message: FromThread) => port.postMessage(message);

/** Between two reports of progress, in milliseconds. */
const QUIET = 50;

let running: AbortController | undefined;

const hearFile = askForProgramFiles(reply);

port.on('message', (message: ToThread) => {
  if (message.kind === 'call') void perform(message.call, message.args);
  else if (message.kind === 'cancel') running?.abort(new AppError('CANCELLED', 'Stopped at your request.'));
  else hearFile(message);
});

async function perform<K extends BackgroundCall>(call: K, args: BackgroundCalls[K]['args']): Promise<void> {
  running = new AbortController();
  try {
    const value = await PERFORM[call](args, { signal: running.signal, report: reporter() });
    reply({ kind: 'done', value });
  } catch (error) {
    if (isAppError(error)) {
      reply({ kind: 'failed', failure: failureOf(error) });
    } else {
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      reply({ kind: 'broken', message, stack });
    }
  } finally {
    running = undefined;
  }
}

/** The steps between at most every 50 ms, the end at once. */
function reporter(): (fraction: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (fraction) => {
    const now = performance.now();
    if (fraction < 1 && now - last < QUIET) return;
    last = now;
    reply({ kind: 'progress', fraction });
  };
}
