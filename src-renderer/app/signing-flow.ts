import type { DocumentInfo } from '../../shared/contract/document-calls.ts';
import type { CertificateId, DocumentId } from '../../shared/contract/ids.ts';
import { MOST_HABITS, type Settings } from '../../shared/contract/settings.ts';
import type { Placement, SigningChoices } from '../../shared/contract/signing-choices.ts';
import { call, newTaskId } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import { record, redo, undo } from '../features/placement/history.ts';
import { type Spot, seenAt } from '../features/placement/spot.ts';
import { type Draft, habitOf, kindOf, USUAL, visible, withHabit } from '../features/signing/draft.ts';
import { loadKeys, saveSettings } from './facts.ts';
import { finish, stopped } from './finishing.ts';
import { findDocument, getState, type OpenDocument, patch, patchDocument, type Step } from './store.ts';
import { usualCertificate } from './usual-certificate.ts';
import { NOW } from './view.ts';

/** Moves a document to another step of its signing. */
export function goToStep(id: DocumentId, step: Step): void {
  patchDocument(id, { step, failure: null, view: NOW });
  if (step === 'sign') {
    choosePreferred(id);
    adoptHabit(id);
    void prepare(id);
  }
}

/** What is a signature already is not signed again. */
export function isSignable({ kind }: DocumentInfo): boolean {
  return kind === 'pdf' || kind === 'file';
}

/** Begins to sign: a PDF with the place of its mark, any other file at once. */
export function beginSigning(id: DocumentId): void {
  const kind = findDocument(id)?.info.kind;
  if (kind === 'pdf') goToStep(id, 'place');
  else if (kind === 'file') goToStep(id, 'sign');
}

/** Puts a file into a container with others, or (null) its signature beside it. */
export function chooseContainer(id: DocumentId, container: readonly DocumentId[] | null): void {
  patchDocument(id, { container, chosenTarget: null, preparation: null, failure: null });
  void prepare(id);
}

export function setMark(id: DocumentId, rect: Placement | null, merged = false): void {
  setSpot(id, (spot) => (spot.rect === rect && spot.field === null ? spot : { rect, field: null }), merged);
}

/** Chooses an empty field of the document: it has its place already, so the next step is to sign. */
export function chooseField(id: DocumentId, field: string): void {
  setSpot(id, () => ({ rect: null, field }));
  goToStep(id, 'sign');
}

/** Signs without a mark on any page. */
export function signInvisibly(id: DocumentId): void {
  setMark(id, null);
  goToStep(id, 'sign');
}

function setSpot(id: DocumentId, change: (spot: Spot) => Spot, merged = false): void {
  const document = findDocument(id);
  if (!document) return;
  const mark = record(document.mark, change(document.mark.present), merged);
  patchDocument(id, { mark, preparation: null });
}

export function undoMark(id: DocumentId): void {
  const document = findDocument(id);
  if (document) patchDocument(id, { mark: undo(document.mark), preparation: null });
}

export function redoMark(id: DocumentId): void {
  const document = findDocument(id);
  if (document) patchDocument(id, { mark: redo(document.mark), preparation: null });
}

/** Words change nothing of what may be signed and where: until they are complete the former preparation stands. */
const WORDS: readonly (keyof Draft)[] = ['reason', 'location', 'contact'];

/** What the person decides about the signature. While signing is prepared already it is prepared anew. */
export function choose(id: DocumentId, part: Partial<Draft>): void {
  const document = findDocument(id);
  if (!document) return;
  patchDocument(id, {
    draft: { ...document.draft, ...part },
    touched: true,
    levelChosen: document.levelChosen || part.level !== undefined,
    failure: null,
  });
  if (document.step !== 'sign') return;
  if (Object.keys(part).every((name) => WORDS.some((word) => word === name))) prepareSoon(id);
  else {
    patchDocument(id, { preparation: null });
    void prepare(id);
  }
}

export function chooseCertificate(id: DocumentId, certificate: CertificateId): void {
  patchDocument(id, { certificate, missing: null, preparation: null, failure: null });
  adoptHabit(id);
  void prepare(id);
}

/** Chooses for the person what leaves no doubt: the certificate of last time on a token that is there, or the only one. */
export function choosePreferred(id: DocumentId): void {
  const { keys, settings } = getState();
  const document = findDocument(id);
  if (!document || keys === null) return;
  const usable = keys.certificates.filter((certificate) => certificate.usable);
  if (usable.some((certificate) => certificate.id === document.certificate)) return;
  const missing = document.certificate ?? document.missing;
  if (missing !== null) {
    // A token that went and came back is the one that was meant; nobody chooses another in its place unseen.
    const back = usable.some((certificate) => certificate.id === missing);
    patchDocument(id, { certificate: back ? missing : null, missing: back ? null : missing, preparation: null });
    return;
  }
  const purpose = document.info.kind === 'pdf' ? 'pdf' : 'file';
  const preferred = usualCertificate(usable, purpose, settings.lastCertificate);
  patchDocument(id, { certificate: preferred?.id ?? null, preparation: null });
  adoptHabit(id);
}

/** What the person has not chosen for this document: as last time for such documents with this certificate, else as high as it goes. */
function adoptHabit(id: DocumentId): void {
  const document = findDocument(id);
  if (!document) return;
  const { settings, network } = getState();
  const { certificate, info, touched, levelChosen } = document;
  const habit = certificate === null ? null : habitOf(settings.habits, kindOf(info.name), certificate);
  let { draft } = document;
  if (!levelChosen) {
    const hasAuthority = (network?.authorities.length ?? 0) > 0;
    draft = { ...draft, level: hasAuthority ? (habit?.level ?? 'B-LTA') : 'B-B' };
  }
  if (!touched && habit !== null) {
    const { reason, location, contact, text } = habit;
    draft = { ...draft, reason, location, contact, appearance: { ...draft.appearance, text } };
  }
  patchDocument(id, { draft });
}

/** What only a PDF has. */
const NO_PLACE = {
  placement: null,
  field: null,
  appearance: USUAL,
  furtherPages: null,
  certify: 'none',
  lock: { kind: 'none' },
} as const;

/** Those of the chosen documents that are open still. */
function containerOf({ container }: OpenDocument): DocumentId[] | null {
  return container?.filter((id) => findDocument(id) !== null) ?? null;
}

/** All that was decided, as main takes it. */
export function choicesOf({ info, mark: { present }, draft }: OpenDocument): SigningChoices {
  if (info.kind !== 'pdf') return { ...draft, ...NO_PLACE };
  const choices = { ...draft, placement: present.rect, field: present.field };
  if (seenAt(present, info) !== null) return { ...choices, appearance: visible(draft.appearance) };
  return { ...choices, appearance: USUAL, furtherPages: null };
}

/** Number of the newest question about each document. */
const preparing = new Map<DocumentId, number>();
const soon = new Map<DocumentId, ReturnType<typeof setTimeout>>();
/** Milliseconds after the last key. */
const TYPED = 350;

function prepareSoon(id: DocumentId): void {
  clearTimeout(soon.get(id));
  soon.set(
    id,
    setTimeout(() => void prepare(id), TYPED),
  );
}

/** Learns what would be written and what to warn of. Only the answer to the newest question counts; until then the former stands. */
export async function prepare(id: DocumentId): Promise<void> {
  clearTimeout(soon.get(id));
  const document = findDocument(id);
  if (!document || document.certificate === null || document.running !== null) return;
  const mine = (preparing.get(id) ?? 0) + 1;
  preparing.set(id, mine);
  try {
    const preparation = await call('signing.prepare', {
      ...choicesOf(document),
      id,
      container: containerOf(document),
      certificate: document.certificate,
    });
    if (mine === preparing.get(id)) patchDocument(id, { preparation });
  } catch (error) {
    if (mine === preparing.get(id)) patchDocument(id, { preparation: null, failure: failureOf(error) });
  }
}

/** Asks for another name and folder for the new file. */
export async function chooseTarget(id: DocumentId, made: 'signed' | 'extended'): Promise<void> {
  try {
    const inContainer = made === 'signed' && findDocument(id)?.container != null;
    const { target } = await call('signing.chooseTarget', { id, made: inContainer ? 'container' : made });
    if (target) patchDocument(id, { chosenTarget: target, failure: null });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'CANCELLED') patchDocument(id, { failure });
  }
}

/** Asks for a picture for the mark. */
export async function chooseImage(id: DocumentId): Promise<void> {
  try {
    const { image } = await call('signing.chooseImage', {});
    const document = findDocument(id);
    if (image === null || !document) return;
    patchDocument(id, { imageName: image.name });
    choose(id, { appearance: { ...document.draft.appearance, picture: { kind: 'image', image: image.id } } });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'CANCELLED') patchDocument(id, { failure });
  }
}

/** Asks for the PIN, or signs at once where none is typed anywhere. */
export function askPin(id: DocumentId): void {
  if (findDocument(id)?.preparation?.pinEntry === 'none') void sign(id, new Uint8Array(0), false);
  else patch({ overlay: 'pin' });
}

/** Signs. The bytes of the PIN are overwritten as soon as they were handed over, whatever comes of it. */
export async function sign(id: DocumentId, pin: Uint8Array<ArrayBuffer>, acceptLastTry: boolean): Promise<void> {
  patch({ overlay: null });
  const document = findDocument(id);
  if (!document?.preparation || document.certificate === null || document.refused !== null) {
    pin.fill(0);
    return;
  }
  const { certificate, preparation, chosenTarget, draft } = document;
  const task = newTaskId();
  patchDocument(id, {
    step: 'progress',
    failure: null,
    running: {
      kind: 'sign',
      level: draft.level,
      task,
      stage: 'reading',
      fraction: null,
      cancelling: false,
      readerSeconds: preparation.pinEntry === 'reader' ? preparation.pinSeconds : null,
      service: serviceOf(certificate),
    },
  });
  try {
    const target = chosenTarget?.id ?? preparation.target;
    const answer = call('signing.sign', {
      ...choicesOf(document),
      id,
      container: containerOf(document),
      certificate,
      target,
      task,
      pin,
      acceptLastTry,
    });
    pin.fill(0);
    finish(id, await answer, 'signed');
    void saveSettings(rememberedBy(document, certificate));
  } catch (error) {
    pin.fill(0);
    stopped(id, 'sign', error);
    // The counter of the PIN may have moved: nobody is asked for it again before that is known. Other tokens are not waited for.
    const kept = findDocument(id)?.failure ?? null;
    patchDocument(id, { preparation: null });
    void loadKeys(false);
    await prepare(id);
    if (kept !== null) patchDocument(id, { failure: kept });
  }
}

/** Host of the signing service that keeps a key. */
function serviceOf(certificate: CertificateId): string | null {
  const home = getState().keys?.certificates.find(({ id }) => id === certificate)?.home;
  return home?.kind === 'service' ? home.label : null;
}

function rememberedBy({ info, draft }: OpenDocument, certificate: CertificateId): Partial<Settings> {
  const { reason, location, contact, level, appearance } = draft;
  const habit = { documents: kindOf(info.name), certificate, reason, location, contact, level, text: appearance.text };
  const habits = withHabit(getState().settings.habits, habit, MOST_HABITS);
  return { lastCertificate: certificate, reason, location, habits };
}

export function cancelRunning(id: DocumentId): void {
  const running = findDocument(id)?.running;
  if (!running) return;
  patchDocument(id, { running: { ...running, cancelling: true } });
  void call('task.cancel', { task: running.task }).catch(() => {});
}
