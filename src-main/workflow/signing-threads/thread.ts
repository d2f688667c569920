import { parentPort, workerData } from 'node:worker_threads';
import { AppError, errorOf, failureOf } from '../../../shared/contract/app-error.ts';
import { waitForFiles } from '../../platform/file-access.ts';
import { locateHome } from '../../platform/home.ts';
import { askForProgramFiles } from '../../platform/program-files.ts';
import type { Signer } from '../../platform/signer.ts';
import { openPendingRuns } from '../pending.ts';
import { signDocument } from '../sign-document.ts';
import { loadTrust } from '../trust-store.ts';
import type { FromThread, Question, Questions, ThreadJob, ThreadStart, ToThread } from './calls.ts';

// A thread that signs documents of a batch: all but the key, the order and the ledger, which it asks the main thread for.
const port = parentPort;
if (port === null) throw new Error('This program is started as a thread.');
const say = (message: FromThread) => port.postMessage(message);
const hearFile = askForProgramFiles(say);
const start: ThreadStart = workerData;
waitForFiles();
const home = locateHome({ COUNTERSIGN_HOME: start.home });
/** One journal of pending runs for each thread: it is this process's, too. */
const parts = Promise.all([openPendingRuns(home), loadTrust(start.trust, home)]);
// A failure is told to whoever asks for a signature.
parts.catch(() => undefined);

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const stop = new AbortController();
const asked = new Map<number, Waiting>();
let number = 0;
/** The key is the same for all documents of a thread. */
let key: Promise<Questions['unlock']['answer']> | undefined;

port.on('message', (message: ToThread) => {
  if (message.kind === 'sign') void sign(message.job, message.what, message.now);
  else if (message.kind === 'cancel') stop.abort(new AppError('CANCELLED', 'Stopped at your request.'));
  else if (message.kind === 'file') hearFile(message);
  else {
    const waiting = asked.get(message.ask);
    asked.delete(message.ask);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(errorOf(message.failure));
  }
});

function ask<Q extends Question>(
  job: number,
  question: Q,
  args: Questions[Q]['args'],
): Promise<Questions[Q]['answer']> {
  number += 1;
  const own = number;
  return new Promise((resolve, reject) => {
    asked.set(own, { resolve: (value) => resolve(value as Questions[Q]['answer']), reject });
    say({ kind: 'ask', ask: own, job, question, args } as FromThread);
  });
}

async function sign(job: number, what: ThreadJob, now: number): Promise<void> {
  try {
    const [pending, trust] = await parts;
    const outcome = await signDocument(
      { ...what, signal: stop.signal },
      {
        clock: { now: () => new Date(now) },
        trust,
        pending,
        ledger: { append: (entry, { patient = false } = {}) => ask(job, 'append', { entry, patient }) },
        unlock: () => unlock(job),
        warn: (sentence) => say({ kind: 'warn', job, sentence }),
      },
    );
    say({ kind: 'done', job, outcome });
  } catch (error) {
    say({ kind: 'failed', job, failure: failureOf(error) });
  }
}

async function unlock(job: number): Promise<Signer> {
  key ??= ask(job, 'unlock', {});
  const open = await key;
  return {
    ...open,
    sign: (bytes, algorithm) => ask(job, 'sign', { bytes, algorithm }),
    // It is the main thread's.
    close: async () => undefined,
  };
}
