import type { BatchFile, BatchId, BatchView } from '../../../shared/domain/batch.ts';
import { problemOf } from '../problem.ts';
import type { AddedFile } from './batch-api.ts';
import { fileView, nameOf, outputOf } from './batch-view.ts';
import type { DraftLook, Seen } from './draft-look.ts';
import type { Draft } from './drafts.ts';

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
    perSecond: null,
    secondsLeft: null,
    signer: null,
    keyHome: null,
    targetFolder: nameOf(draft.targetFolder),
    copies: copies.length,
    folderOfCopies: nameOf(copies[0] ?? null),
    locked: look?.locked ?? 0,
    hasPassword,
    service: null,
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
