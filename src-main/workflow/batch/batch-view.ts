import path from 'node:path';
import { type BatchFile, type BatchId, type BatchView, batchId } from '../../../shared/domain/batch.ts';
import { problemOf } from '../window-network.ts';
import { type BatchFacts, countsOf, folderNameOf } from './batch.ts';
import type { AddedFile } from './batch-api.ts';
import type { DraftLook, Seen } from './draft-look.ts';
import type { Draft } from './drafts.ts';
import type { BatchOutcome, BatchPlan, BatchRecord, BatchTask } from './journal.ts';

const NOTHING = { perSecond: null, secondsLeft: null } as const;

/** Files that are gathered. */
export function draftView(id: BatchId, draft: Draft, look: DraftLook | undefined, hasPassword: boolean): BatchView {
  const copies = draft.files.flatMap(({ folder }) => folder ?? []);
  return {
    id,
    state: 'draft',
    began: null,
    files: draft.files.length,
    signed: 0,
    failed: 0,
    ...NOTHING,
    signer: null,
    keyHome: null,
    targetFolder: nameOf(draft.targetFolder),
    copies: copies.length,
    folderOfCopies: nameOf(copies[0] ?? null),
    locked: look?.locked ?? 0,
    hasPassword,
    look: look?.facts ?? null,
    pinWanted: false,
    problem: null,
  };
}

/** One file of a draft, and what was found of it. */
export function draftFileView(index: number, { source, folder }: AddedFile, seen: Seen | undefined): BatchFile {
  const file = fileView(index, { source, target: source, isCopy: folder !== null }, undefined, false);
  if (seen === undefined) return file;
  const { target, warnings, failure } = seen;
  if (failure !== null) return { ...file, problem: problemOf(failure) };
  return { ...file, ...outputOf(target), warnings: [...warnings] };
}

export function batchView(
  { id, began, targetFolder }: Pick<BatchPlan, 'id' | 'began' | 'targetFolder'>,
  { failure, ...facts }: BatchFacts,
  rest: Pick<BatchView, 'signer' | 'keyHome' | 'pinWanted' | 'hasPassword'>,
): BatchView {
  return {
    id,
    began,
    ...facts,
    ...rest,
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

function outputOf(target: string): Pick<BatchFile, 'output' | 'outputFolder'> {
  return { output: path.basename(target), outputFolder: folderNameOf(target) };
}

/** Name of a folder without where it lies; the root has no other name than its path. */
function nameOf(folder: string | null): string | null {
  return folder === null ? null : path.basename(folder) || folder;
}

/** @throws ZodError for what is no id */
export function idOf(text: string): BatchId {
  return batchId.parse(text);
}
