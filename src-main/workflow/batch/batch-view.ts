import path from 'node:path';
import { type BatchFile, type BatchId, type BatchView, batchId } from '../../../shared/domain/batch.ts';
import { problemOf } from '../window-network.ts';
import { type BatchFacts, folderNameOf } from './batch.ts';
import type { BatchOutcome, BatchPlan, BatchRecord, BatchTask } from './journal.ts';

const NOTHING = { perSecond: null, secondsLeft: null } as const;

/** Files that are gathered. */
export function draftView(id: BatchId, files: number): BatchView {
  return {
    id,
    state: 'draft',
    began: null,
    files,
    signed: 0,
    failed: 0,
    ...NOTHING,
    signer: null,
    keyHome: null,
    targetFolder: null,
    pinWanted: false,
    problem: null,
  };
}

export function batchView(
  { id, began, targetFolder }: Pick<BatchPlan, 'id' | 'began' | 'targetFolder'>,
  { failure, ...facts }: BatchFacts,
  rest: Pick<BatchView, 'signer' | 'keyHome' | 'pinWanted'>,
): BatchView {
  return {
    id,
    began,
    ...facts,
    ...rest,
    targetFolder: targetFolder === null ? null : path.basename(targetFolder),
    problem: failure === null ? null : problemOf(failure),
  };
}

/** How a batch is that nobody works at. */
export function recordFacts({ plan, outcomes, failure }: BatchRecord): BatchFacts {
  const files = plan.tasks.length;
  const signed = [...outcomes.values()].filter(({ state }) => state === 'signed').length;
  const state = outcomes.size === files && failure === null ? 'done' : 'stopped';
  return { state, files, signed, failed: outcomes.size - signed, ...NOTHING, failure };
}

export function fileView(
  index: number,
  { source, target }: Pick<BatchTask, 'source' | 'target'>,
  outcome: BatchOutcome | undefined,
  isSigning: boolean,
): BatchFile {
  const file = {
    index,
    name: path.basename(source),
    folder: folderNameOf(source),
    output: null,
    level: null,
    queued: false,
    ledgerIndex: null,
    sha256: null,
    problem: null,
  };
  if (outcome === undefined) return { ...file, state: isSigning ? 'signing' : 'waiting' };
  if (outcome.state === 'failed') return { ...file, state: 'failed', problem: problemOf(outcome.failure) };
  const { level, queued, ledgerIndex, sha256 } = outcome;
  return { ...file, state: 'signed', output: path.basename(target), level, queued, ledgerIndex, sha256 };
}

/** @throws ZodError for what is no id */
export function idOf(text: string): BatchId {
  return batchId.parse(text);
}
