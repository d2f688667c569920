import i18next from 'i18next';
import { call, listen } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import { change, takeBatch } from './batches.ts';
import { check, show, take } from './documents.ts';
import { adopt, loadKeys, loadNetwork } from './facts.ts';
import { loadOutbox } from './outbox.ts';
import { choosePreferred, prepare } from './signing-flow.ts';
import { getState, patch, patchDocument, tell } from './store.ts';
import { applyTheme } from './theme.ts';

/** Learns how things stand and listens from then on. Words and colours are right before the first paint. */
export async function startSession(): Promise<void> {
  listen('batch.changed', takeBatch);
  listen('outbox.changed', () => void loadOutbox());
  listen('services.codeWanted', ({ question: codeQuestion }) => patch({ codeQuestion }));
  listen('services.pageWanted', ({ page: pageWanted }) => patch({ pageWanted }));
  listen('tokens.changed', () => void refreshKeys(false));
  listen('fileBrowser.opened', (fileRequest) => patch({ fileRequest }));
  listen('task.progress', ({ task, stage, fraction }) => {
    for (const { info, checkTask, running } of getState().documents) {
      if (checkTask === task) patchDocument(info.id, { check: { kind: 'running', fraction } });
      if (running?.task === task) patchDocument(info.id, { running: { ...running, stage, fraction } });
    }
  });
  try {
    await adopt(await call('settings.get', {}));
  } catch (error) {
    applyTheme('system');
    patch({ settingsFailure: failureOf(error) });
  }
  await loadNetwork();
  // Only now: a document takes over the reason and the place of last time. What was opened before is kept for this listener.
  listen('document.opened', (info) => show(info));
  listen('document.locked', (file) => take({ documents: [], locked: [file] }));
  void loadOutbox();
  void refreshKeys(false);
}

export async function addKeyStore(): Promise<void> {
  patch({ settingsFailure: null });
  try {
    const { certificate } = await call('tokens.addKeyStore', {});
    if (certificate === null) return;
    tell(i18next.t('sign.keyStoreAdded', { name: certificate.home.label }));
    await refreshKeys(false);
    const { active } = getState();
    if (active !== null && certificate.usable) {
      patchDocument(active, { certificate: certificate.id });
      void prepare(active);
    }
  } catch (error) {
    reportKeyFailure(error);
  }
}

export async function addModule(): Promise<void> {
  patch({ settingsFailure: null });
  try {
    const { added } = await call('tokens.addModule', {});
    if (!added) return;
    tell(i18next.t('sign.moduleAdded'));
    await refreshKeys(true);
  } catch (error) {
    reportKeyFailure(error);
  }
}

/** Asks for the keys and settles what waits for them: documents about to be signed get their certificate. */
export async function refreshKeys(refresh: boolean): Promise<void> {
  await loadKeys(refresh);
  for (const document of getState().documents)
    if (document.step === 'sign') {
      const before = document.certificate;
      choosePreferred(document.info.id);
      if (before === null) void prepare(document.info.id);
    }
}

/** After the trusted issuers changed every verdict is formed anew. */
export function recheckAll(): void {
  for (const document of getState().documents) if (document.running === null) void check(document.info.id);
}

function reportKeyFailure(error: unknown): void {
  const failure = failureOf(error);
  if (failure.code === 'CANCELLED') return;
  const { active, page } = getState();
  if (page === 'documents' && active !== null) patchDocument(active, { failure });
  else if (page === 'batch') change({ failure });
  else patch({ settingsFailure: failure });
}
