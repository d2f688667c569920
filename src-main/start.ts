import { isAppError } from '../shared/contract/app-error.ts';
import { exitStatusOf } from '../shared/contract/exit-status.ts';
import { interruptible } from './platform/interrupt.ts';
import { startChromium } from './shell/chromium/start-chromium.ts';
import { filesOf } from './shell/start-files.ts';
import { openWorkflow } from './workflow/window-workflow.ts';

/** Start of the Chromium shell: `start.ts [FILE…]`. Ends when the window is closed. */
async function main(): Promise<void> {
  const callerFolder = process.env.INIT_CWD ?? process.cwd();
  const window = await startChromium({ environment: process.env, callerFolder, openWorkflow, say });
  await interruptible(async (signal) => {
    signal.addEventListener('abort', () => void window.close());
    const failures = await window.application.openPaths(filesOf(process.argv.slice(2), callerFolder));
    for (const { error } of failures) say(isAppError(error) ? error.message : 'A file could not be opened.');
    say('The window is open. It ends when you close it.');
    await window.closed;
  });
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

main().catch((error: unknown) => {
  say(isAppError(error) ? error.message : String(error));
  process.exitCode = isAppError(error) ? exitStatusOf(error.code) : 1;
});
