// Entry of every `npm run` task. Runs before anything is installed: only what Node 20 has built in may be used
// here and under scripts/setup/. Gets the checkout ready, then hands over to the locked Node 24.
import { fail, SetupError } from './setup/progress.mjs';
import { runTask, TASKS } from './setup/tasks.mjs';

const [task = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(TASKS, task)) {
  fail(`Unknown task "${task}". The tasks are: ${Object.keys(TASKS).join(', ')}.`);
  process.exit(64);
}
try {
  process.exitCode = await runTask(task, args);
} catch (error) {
  if (!(error instanceof SetupError)) {
    throw error;
  }
  fail(error.message);
  process.exitCode = error.exitStatus;
}
