import type { DocumentId } from '../../shared/contract/ids.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { call, newTaskId } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import { finish, stopped } from './finishing.ts';
import { findDocument, patchDocument } from './store.ts';

/** Shows how far the signatures of a document are and what they lack. */
export async function openExtension(id: DocumentId): Promise<void> {
  const document = findDocument(id);
  if (document === null || document.running !== null || document.info.signatures === 0) return;
  patchDocument(id, { step: 'extend', extension: null, failure: null, chosenTarget: null });
  try {
    const extension = await call('extend.prepare', { id, task: newTaskId() });
    if (findDocument(id)?.step === 'extend') patchDocument(id, { extension });
  } catch (error) {
    if (findDocument(id)?.step === 'extend') patchDocument(id, { failure: failureOf(error) });
  }
}

/** Takes every signature of the document to the level, in a new file. */
export async function extend(id: DocumentId, level: SignatureLevel): Promise<void> {
  const document = findDocument(id);
  if (document?.extension == null || document.running !== null) return;
  const task = newTaskId();
  patchDocument(id, {
    step: 'progress',
    failure: null,
    running: {
      kind: 'extend',
      level,
      task,
      stage: 'reading',
      fraction: null,
      cancelling: false,
      readerSeconds: null,
      service: null,
    },
  });
  const target = document.chosenTarget?.id ?? document.extension.target;
  try {
    finish(id, await call('extend.run', { id, target, task, level }), 'extended');
  } catch (error) {
    stopped(id, 'extend', error);
  }
}
