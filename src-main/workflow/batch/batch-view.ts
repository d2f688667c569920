import path from 'node:path';
import { type BatchFile, type BatchId, type BatchView, batchId } from '../../../shared/domain/batch.ts';
import { problemOf } from '../problem.ts';
import { type BatchFacts, countsOf } from './batch-facts.ts';
import type { BatchOutcome, BatchPlan, BatchRecord, BatchTask } from './journal.ts';

const NOTHING = { perSecond: null, secondsLeft: null } as const;

export function batchView(
  { id, began, targetFolder }: Pick<BatchPlan, 'id' | 'began' | 'targetFolder'>,
  { failure, ...facts }: BatchFacts,
  {
    service,
    ...rest
  }: Pick<BatchView, 'signer' | 'keyHome' | 'pinWanted' | 'hasPassword'> & { readonly service: string | null },
): BatchView {
  return {
    id,
    began,
    ...facts,
    ...rest,
    service: service === null ? null : { address: service, host: new URL(service).host },
    targetFolder: nameOf(targetFolder),
    copies: 0,
    folderOfCopies: null,
    look: null,
    problem: failure === null ? null : problemOf(failure),
  };
}

/** How a batch is that nobody works at. */
export function recordFacts({ plan, outcomes, failure }: BatchRecord): BatchFacts {
  const files = plan.tasks.length;
  const counts = countsOf(outcomes.values());
  const state = outcomes.size === files && failure === null ? 'done' : 'stopped';
  return { state, files, ...counts, ...NOTHING, failure };
}

export function fileView(
  index: number,
  { source, target, isCopy = false }: Pick<BatchTask, 'source' | 'target' | 'isCopy'>,
  outcome: BatchOutcome | undefined,
  isSigning: boolean,
): BatchFile {
  const file = {
    index,
    name: path.basename(source),
    folder: isCopy ? null : folderNameOf(source),
    output: null,
    outputFolder: null,
    warnings: [],
    level: null,
    queued: false,
    ledgerIndex: null,
    sha256: null,
    problem: null,
  };
  if (outcome === undefined) return { ...file, state: isSigning ? 'signing' : 'waiting' };
  if (outcome.state === 'failed') return { ...file, state: 'failed', problem: problemOf(outcome.failure) };
  const { level, queued, ledgerIndex, sha256 } = outcome;
  return { ...file, state: 'signed', ...outputOf(target), level, queued, ledgerIndex, sha256 };
}

export function outputOf(target: string): Pick<BatchFile, 'output' | 'outputFolder'> {
  return { output: path.basename(target), outputFolder: folderNameOf(target) };
}

/** Name of a folder without where it lies; the root has no other name than its path. */
export function nameOf(folder: string | null): string | null {
  return folder === null ? null : path.basename(folder) || folder;
}

/** @throws ZodError for what is no id */
export function idOf(text: string): BatchId {
  return batchId.parse(text);
}

/** Name of the folder a file lies in. */
function folderNameOf(file: string): string {
  return path.basename(path.dirname(file));
}
