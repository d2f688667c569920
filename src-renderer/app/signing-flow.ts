import i18next from 'i18next';
import type { CertificateId, DocumentId, Placement } from '../../shared/contract/contract.ts';
import { call, newTaskId } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import { begin, record, redo, undo } from '../features/placement/history.ts';
import { show } from './documents.ts';
import { loadKeys, loadStatus, saveSettings } from './facts.ts';
import { findDocument, getState, patch, patchDocument, type Step, tell } from './store.ts';

/** Moves a document to another step of its signing. */
export function goToStep(id: DocumentId, step: Step): void {
  patchDocument(id, { step, failure: null });
  if (step === 'sign') {
    choosePreferred(id);
    void prepare(id);
  }
}

export function setMark(id: DocumentId, rect: Placement | null, merged = false): void {
  const document = findDocument(id);
  if (document) patchDocument(id, { mark: record(document.mark, rect, merged), preparation: null });
}

export function undoMark(id: DocumentId): void {
  const document = findDocument(id);
  if (document) patchDocument(id, { mark: undo(document.mark), preparation: null });
}

export function redoMark(id: DocumentId): void {
  const document = findDocument(id);
  if (document) patchDocument(id, { mark: redo(document.mark), preparation: null });
}

export function chooseCertificate(id: DocumentId, certificate: CertificateId): void {
  patchDocument(id, { certificate, failure: null });
  void prepare(id);
}

/** Chooses for the person what leaves no doubt: the certificate of last time, or the only one. */
export function choosePreferred(id: DocumentId): void {
  const { keys, settings } = getState();
  const document = findDocument(id);
  if (!document || keys === null) return;
  const usable = keys.certificates.filter((certificate) => certificate.usable);
  if (usable.some((certificate) => certificate.id === document.certificate)) return;
  const preferred =
    usable.find((certificate) => certificate.id === settings.lastCertificate) ??
    (usable.length === 1 ? usable[0] : null);
  patchDocument(id, { certificate: preferred?.id ?? null, preparation: null });
}

/** Number of the newest question about each document. */
const preparing = new Map<DocumentId, number>();

/** Learns what would be written and what to warn of. Only the answer to the newest question counts. */
export async function prepare(id: DocumentId): Promise<void> {
  const document = findDocument(id);
  if (!document || document.certificate === null) return;
  const mine = (preparing.get(id) ?? 0) + 1;
  preparing.set(id, mine);
  patchDocument(id, { preparation: null });
  try {
    const preparation = await call('signing.prepare', {
      id,
      certificate: document.certificate,
      placement: document.mark.present,
    });
    if (mine === preparing.get(id)) patchDocument(id, { preparation });
  } catch (error) {
    if (mine === preparing.get(id)) patchDocument(id, { preparation: null, failure: failureOf(error) });
  }
}

/** Asks for another name and folder for the signed file. */
export async function chooseTarget(id: DocumentId): Promise<void> {
  try {
    const { target } = await call('signing.chooseTarget', { id });
    const preparation = findDocument(id)?.preparation;
    if (target && preparation)
      patchDocument(id, {
        preparation: { ...preparation, target: target.id, targetName: target.name, targetFolder: target.folder },
        failure: null,
      });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'CANCELLED') patchDocument(id, { failure });
  }
}

/** Signs. The bytes of the PIN are overwritten as soon as they were handed over, whatever comes of it. */
export async function sign(id: DocumentId, pin: Uint8Array<ArrayBuffer>): Promise<void> {
  patch({ overlay: null });
  const document = findDocument(id);
  if (!document?.preparation || document.certificate === null || document.refused !== null) {
    pin.fill(0);
    return;
  }
  const { certificate, reason, location, preparation, mark, info } = document;
  const task = newTaskId();
  patchDocument(id, {
    step: 'progress',
    failure: null,
    running: { task, stage: 'reading', fraction: null, cancelling: false },
  });
  try {
    const answer = call('signing.sign', {
      id,
      certificate,
      target: preparation.target,
      task,
      placement: mark.present,
      reason,
      location,
      pin,
    });
    pin.fill(0);
    const { document: signed, report, entry } = await answer;
    patchDocument(id, { step: 'verdict', running: null, preparation: null, mark: begin(null) });
    show(signed, {
      check: { kind: 'done', report },
      step: 'result',
      result: { entry, sourceName: info.name },
    });
    void saveSettings({ lastCertificate: certificate, reason, location });
  } catch (error) {
    pin.fill(0);
    const failure = failureOf(error);
    const cancelled = failure.code === 'CANCELLED';
    patchDocument(id, { step: 'sign', running: null, preparation: null, failure: cancelled ? null : failure });
    if (cancelled) tell(i18next.t('progress.cancelled'), 'plain');
    // The counter of the PIN may have moved, and a target serves one attempt.
    await loadKeys(true);
    const kept = findDocument(id)?.failure ?? null;
    await prepare(id);
    if (kept !== null) patchDocument(id, { failure: kept });
  }
  void loadStatus();
}

export function cancelSigning(id: DocumentId): void {
  const running = findDocument(id)?.running;
  if (!running) return;
  patchDocument(id, { running: { ...running, cancelling: true } });
  void call('task.cancel', { task: running.task }).catch(() => {});
}
