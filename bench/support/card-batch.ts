import { locateHome } from '../../src-main/platform/home.ts';
import { Tokens } from '../../src-main/tokens/tokens.ts';
import { Batch } from '../../src-main/workflow/batch/batch.ts';
import type { BatchTask } from '../../src-main/workflow/batch/journal.ts';
import { openSession } from '../../src-main/workflow/session.ts';
import { SigningRun } from '../../src-main/workflow/signing-run.ts';

// Signs many files in one batch, in a process of its own, since the card is emulated in another one.
// Arguments: module, PIN, JSON of the tasks. Prints milliseconds from the first file begun to the last one recorded.
const [module = '', pin = '', list = '[]'] = process.argv.slice(2);
const tasks: readonly BatchTask[] = JSON.parse(list);
const session = await openSession({}, { home: locateHome() });
const tokens = new Tokens();
try {
  const run = await SigningRun.begin(
    session,
    tokens,
    { kind: 'pkcs11', module },
    {
      allowExpired: false,
      documents: tasks.length,
      readPin: async () => Buffer.from(pin),
      warn: () => undefined,
    },
  );
  const plan = { origin: 'command-line' as const, folder: null, targetFolder: null, choices: {}, tasks: [...tasks] };
  const batch = await Batch.begin(session, plan);
  try {
    const begun = performance.now();
    await batch.sign({
      run,
      signal: new AbortController().signal,
      jobOf: async ({ source, target }) => ({ source, target, replace: false }),
    });
    const milliseconds = performance.now() - begun;
    const { signed } = batch.facts;
    if (signed !== tasks.length) {
      throw new Error(`only ${signed} files were signed: ${JSON.stringify(batch.outcome(0))}`);
    }
    process.stdout.write(String(milliseconds));
  } finally {
    await run.end();
    await batch.forget();
  }
} finally {
  await tokens.close();
  await session.close();
}
