import type { SignJob } from '../sign-document.ts';
import type { FileSignJob } from '../sign-file.ts';
import { jobOf } from '../window-choices.ts';
import type { BatchChoices } from './batch-api.ts';
import type { BatchTask } from './journal.ts';

/** What is done with one file of a batch of the window. @param password for documents that want one */
export function jobFor(
  { source, target, form }: BatchTask,
  choices: BatchChoices,
  password: string | undefined,
): SignJob | FileSignJob {
  const job = { target, replace: false };
  return form === 'pdf'
    ? { ...jobOf(choices), ...job, source, password }
    : { ...job, form, sources: [source], level: choices.level };
}
