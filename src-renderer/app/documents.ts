import i18next from 'i18next';
import type { ErrorDetails } from '../../shared/contract/app-error.ts';
import type { DocumentInfo, OpenedFiles } from '../../shared/contract/document-calls.ts';
import { type DocumentId, lockedId } from '../../shared/contract/ids.ts';
import { call, newTaskId, openDropped } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import { begin } from '../features/placement/history.ts';
import { NOWHERE } from '../features/placement/spot.ts';
import { firstDraft } from '../features/signing/draft.ts';
import { forgetPassword, keepPassword, passwordOf } from './passwords.ts';
import { findDocument, getState, type OpenDocument, patch, patchDocument, tell } from './store.ts';
import { NOW } from './view.ts';

/** Asks for files and opens them. */
export async function openDocuments(): Promise<void> {
  patch({ openFailure: null });
  try {
    take(await call('document.choose', {}));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'CANCELLED') patch({ openFailure: { name: null, failure }, page: 'documents' });
  }
}

/** Opens what was dropped on the window. */
export async function openFiles(files: readonly File[]): Promise<void> {
  patch({ openFailure: null });
  // What a signature is over is opened before it.
  for (const file of files.toSorted((a, b) => Number(isSignature(a)) - Number(isSignature(b)))) {
    try {
      take(await openDropped(file));
    } catch (error) {
      patch({ openFailure: { name: file.name, failure: failureOf(error) }, page: 'documents' });
    }
  }
}

const isSignature = ({ name }: File): boolean => /\.(p7s|p7m|sig)$/i.test(name);

/** Shows what could be opened; asks for the passwords of the rest. */
export function take({ documents, locked }: OpenedFiles): void {
  for (const info of documents) show(info);
  if (locked.length === 0) return;
  const waiting = getState().locked;
  const fresh = locked.filter(({ id }) => waiting.every((other) => other.id !== id));
  patch({ locked: [...waiting, ...fresh], page: 'documents' });
}

/** Tries a password on the file that is asked about. */
export async function unlock(password: string): Promise<void> {
  const [file] = getState().locked;
  if (file === undefined) return;
  patch({ unlocking: { busy: true, failure: null } });
  const bytes = new TextEncoder().encode(password);
  try {
    const answer = call('document.openWithPassword', { id: file.id, password: bytes });
    bytes.fill(0);
    const info = await answer;
    keepPassword(info.id, password);
    show(info);
    stopAsking();
  } catch (error) {
    patch({ unlocking: { busy: false, failure: failureOf(error) } });
  }
}

/** Opens a repaired copy of a file that could not be opened. `id` as the failure named it. */
export async function openRepaired(id: ErrorDetails[string] | undefined): Promise<void> {
  const name = getState().openFailure?.name ?? null;
  try {
    show(await call('document.openRepaired', { id: lockedId.parse(id) }));
  } catch (error) {
    patch({ openFailure: { name, failure: failureOf(error) } });
  }
}

/** Puts the file that is asked about aside. */
export function stopAsking(): void {
  patch({ locked: getState().locked.slice(1), unlocking: { busy: false, failure: null } });
}

/** Puts a document in view and checks it; one that is open already only comes to the front. */
export function show(info: DocumentInfo, made: Partial<OpenDocument> = {}): void {
  const { documents, settings } = getState();
  if (findDocument(info.id) === null) {
    const document: OpenDocument = {
      info,
      check: { kind: 'running', fraction: null },
      checkTask: null,
      refused: null,
      step: 'verdict',
      mark: begin(NOWHERE),
      certificate: null,
      missing: null,
      draft: firstDraft(settings),
      pictureKind: 'none',
      imageName: null,
      touched: false,
      levelChosen: false,
      preparation: null,
      extension: null,
      container: null,
      chosenTarget: null,
      view: NOW,
      lookFailure: null,
      failure: null,
      running: null,
      result: null,
      ...made,
    };
    patch({ documents: [...documents, document], active: info.id, page: 'documents', openFailure: null });
    if (document.check.kind === 'running') void check(info.id);
  } else {
    patch({ active: info.id, page: 'documents', openFailure: null });
  }
}

/** Puts a newer version of a document in its place; what is in view stays in view. */
export function replace(id: DocumentId, info: DocumentInfo): void {
  const { active, page } = getState();
  keepPassword(info.id, passwordOf(id));
  show(info);
  const { documents } = getState();
  const fresh = documents.filter((document) => document.info.id === info.id);
  const others = documents.filter((document) => document.info.id !== info.id);
  patch({
    documents: others.flatMap((document) => (document.info.id === id ? fresh : [document])),
    active: active === id ? info.id : active,
    page,
  });
  forgetPassword(id);
  void call('document.close', { id }).catch(() => {});
}

/** Whether a check asks the network unbidden: only where the person wanted that, and the network is not switched off. */
function mayAsk(): boolean {
  const { settings, network } = getState();
  return settings.lookOnline === true && network?.offline === false;
}

/** Validates every signature of a document. `online`: what is missing is asked of the authorities that the certificates name. */
export async function check(id: DocumentId, online = mayAsk()): Promise<void> {
  const task = newTaskId();
  patchDocument(id, { check: { kind: 'running', fraction: null }, checkTask: task });
  try {
    const report = await call('verify.run', { id, task, online });
    patchDocument(id, { check: { kind: 'done', report }, checkTask: null });
  } catch (error) {
    patchDocument(id, { check: { kind: 'failed', failure: failureOf(error) }, checkTask: null });
  }
}

export function cancelCheck(id: DocumentId): void {
  const task = findDocument(id)?.checkTask;
  if (task) void call('task.cancel', { task }).catch(() => {});
}

/** Closes a document; its neighbour comes into view. A document that is being signed stays. */
export function close(id: DocumentId): void {
  const { documents, active } = getState();
  const index = documents.findIndex((document) => document.info.id === id);
  if (index < 0 || documents[index]?.running != null) return;
  cancelCheck(id);
  forgetPassword(id);
  const rest = documents.filter((document) => document.info.id !== id);
  const neighbour = rest[Math.min(index, rest.length - 1)]?.info.id ?? null;
  patch({ documents: rest, active: active === id ? neighbour : active });
  void call('document.close', { id }).catch(() => {});
}

/** Brings the next or previous open document into view. */
export function cycle(direction: 1 | -1): void {
  const { documents, active } = getState();
  const index = documents.findIndex((document) => document.info.id === active);
  const next = documents[(index + direction + documents.length) % documents.length];
  if (next) patch({ active: next.info.id, page: 'documents' });
}

/** Shows the file where it lies, or names the folder where the window cannot. */
export async function reveal(id: DocumentId): Promise<void> {
  try {
    const { folder } = await call('document.reveal', { id });
    tell(i18next.t('result.inFolder', { folder }));
  } catch (error) {
    patchDocument(id, { failure: failureOf(error) });
  }
}
