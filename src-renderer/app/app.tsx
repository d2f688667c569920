import i18next from 'i18next';
import { Wrench, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { lockedId } from '../../shared/contract/ids.ts';
import type { OutboxId } from '../../shared/contract/level-outcome.ts';
import { call } from '../bridge/client.ts';
import { Button, IconButton } from '../components/button.tsx';
import { failureOf } from '../components/failure.ts';
import { FailureNote } from '../components/failure-note.tsx';
import { PinDialog } from '../components/pin-dialog.tsx';
import { Toaster } from '../components/toaster.tsx';
import { TooltipProvider } from '../components/tooltip.tsx';
import { DropTarget } from '../features/documents/drop-target.tsx';
import { EmptyState } from '../features/documents/empty-state.tsx';
import { PasswordDialog } from '../features/documents/password-dialog.tsx';
import { FileBrowser } from '../features/file-browser/file-browser.tsx';
import { LedgerPage } from '../features/ledger/ledger-page.tsx';
import { OutboxPage } from '../features/outbox/outbox-page.tsx';
import { Palette } from '../features/palette/palette.tsx';
import { Shortcuts } from '../features/palette/shortcuts.tsx';
import { AddServiceDialog } from '../features/services/add-service-dialog.tsx';
import { CodeDialog } from '../features/services/code-dialog.tsx';
import { PageDialog } from '../features/services/page-dialog.tsx';
import { ServicesPart } from '../features/services/services-part.tsx';
import { SettingsPage } from '../features/settings/settings-page.tsx';
import { StatusBar } from '../features/status-bar/status-bar.tsx';
import { type PinWork, PinWorkDialog } from '../features/tokens/pin-work-dialog.tsx';
import { TokensPage } from '../features/tokens/tokens-page.tsx';
import { OnlineDialog } from '../features/verdict/online-dialog.tsx';
import { TrustDialog } from '../features/verdict/trust-dialog.tsx';
import type { ViewerHandle } from '../features/viewer/viewer.tsx';
import { addDropped } from './batch-drop.ts';
import { BatchRoom } from './batch-room.tsx';
import { openDocuments, openFiles, openRepaired, stopAsking, take, unlock } from './documents.ts';
import { loadStatus, saveNetwork, saveSettings } from './facts.ts';
import { answerOnline, trust, trustFiles } from './looking.ts';
import { cancelOutbox, removeFromOutbox, runOutbox } from './outbox.ts';
import { Rail } from './rail.tsx';
import { answerCode, leavePage, openPage, serviceAdded } from './services.ts';
import { addKeyStore, addModule, recheckAll, refreshKeys } from './session.ts';
import { prepare, sign } from './signing-flow.ts';
import { findDocument, getState, type OpenDocument, patch, tell, useApp } from './store.ts';
import { useActions } from './use-actions.ts';
import { Workbench } from './workbench.tsx';

const closeOverlay = () => patch({ overlay: null });

/** The window. */
export function App() {
  const state = useApp();
  const viewer = useRef<ViewerHandle | null>(null);
  const active = findDocument(state.active);
  const document = state.page === 'documents' ? active : null;
  const { t } = useTranslation();
  const actions = useActions(state, document, () => viewer.current);

  return (
    <TooltipProvider delayDuration={500}>
      <SkipLink />
      <div className="flex h-full flex-col">
        <div className="flex min-h-0 flex-1">
          <Rail state={state} />
          <div className="flex min-w-0 flex-1 flex-col">
            <OpenFailure />
            <div className="flex min-h-0 flex-1">
              {state.page === 'documents' && document === null ? (
                <EmptyState onOpen={() => void openDocuments()} />
              ) : null}
              {document === null ? null : (
                <Workbench key={document.info.id} state={state} document={document} viewer={viewer} />
              )}
              {state.page === 'batch' ? <BatchRoom state={state} /> : null}
              {state.page === 'tokens' ? (
                <TokensPage
                  keys={state.keys}
                  failure={state.settingsFailure}
                  onRefresh={() => void refreshKeys(true)}
                  onPinWork={(pinWork) => patch({ pinWork })}
                  onNews={tell}
                  onAddKeyStore={() => void addKeyStore()}
                  onAddModule={() => void addModule()}
                  services={
                    <ServicesPart
                      keys={state.keys}
                      onAdd={(known) => patch({ addingService: { known } })}
                      onNews={tell}
                    />
                  }
                />
              ) : null}
              {state.page === 'outbox' ? (
                <OutboxPage
                  entries={state.outbox}
                  failure={state.outboxFailure}
                  running={state.outboxRun?.id ?? null}
                  onRun={(id) => void runOutbox(id)}
                  onCancel={cancelOutbox}
                  onRemove={(id) => void removeFromOutbox(id)}
                  onOpen={(id) => void openFromOutbox(id)}
                />
              ) : null}
              {state.page === 'ledger' ? (
                <LedgerPage
                  selected={state.ledgerEntry}
                  onSelect={(ledgerEntry) => patch({ ledgerEntry })}
                  onVerified={() => void loadStatus()}
                />
              ) : null}
              {state.page === 'settings' ? (
                <SettingsPage
                  settings={state.settings}
                  network={state.network}
                  onNetwork={saveNetwork}
                  status={state.status}
                  failure={state.settingsFailure}
                  onChange={(part) => void saveSettings(part)}
                  onNews={tell}
                  onTrustChanged={recheckAll}
                  onAddKeyStore={() => void addKeyStore()}
                  onAddModule={() => void addModule()}
                  onAddService={() => patch({ addingService: { known: null } })}
                />
              ) : null}
            </div>
          </div>
        </div>
        <StatusBar
          keys={state.keys}
          status={state.status}
          onTokens={() => patch({ page: 'tokens' })}
          onNetwork={() => patch({ page: 'settings' })}
          onOutbox={() => patch({ page: 'outbox' })}
          onLedger={() => patch({ page: 'ledger' })}
        />
      </div>
      {state.page === 'batch' ? (
        <DropTarget
          title={t('batch.dropHere')}
          hint={t('batch.dropHint')}
          onDrop={(dropped) => void addDropped(dropped)}
        />
      ) : (
        <DropTarget
          title={t('documents.dropHere')}
          hint={t('documents.dropHint')}
          onDrop={(dropped) => void openFiles(dropped.map(({ file }) => file))}
        />
      )}
      <Toaster news={state.news} onGone={(id) => patch({ news: state.news.filter((item) => item.id !== id) })} />
      {state.overlay === 'palette' ? (
        <Palette actions={actions.filter((action) => action.id !== 'palette')} onClose={closeOverlay} />
      ) : null}
      {state.overlay === 'shortcuts' ? <Shortcuts actions={actions} onClose={closeOverlay} /> : null}
      {state.overlay === 'pin' && active !== null ? <Pin document={active} onClose={closeOverlay} /> : null}
      {state.overlay === 'trust' && state.trusting !== null ? (
        <TrustDialog
          chain={state.trusting.chain}
          failure={state.trusting.failure}
          onTrust={(certificate) => state.trusting !== null && void trust(state.trusting, certificate)}
          onElsewhere={() => void trustFiles()}
          onClose={() => patch({ overlay: null, trusting: null })}
        />
      ) : null}
      {state.pinWork === null ? null : (
        <PinWorkDialog
          {...state.pinWork}
          onDone={(kind) => void pinDone(kind)}
          onClose={() => patch({ pinWork: null })}
        />
      )}
      {state.addingService === null ? null : (
        <AddServiceDialog
          known={state.addingService.known}
          onAdded={(service) => void serviceAdded(service)}
          onClose={() => patch({ addingService: null })}
        />
      )}
      {state.codeQuestion === null ? null : (
        <CodeDialog
          key={state.codeQuestion.request}
          question={state.codeQuestion}
          onAnswer={(code) => state.codeQuestion !== null && void answerCode(state.codeQuestion, code)}
        />
      )}
      {state.pageWanted === null ? null : (
        <PageDialog
          key={state.pageWanted.id}
          page={state.pageWanted}
          onOpen={() => state.pageWanted !== null && openPage(state.pageWanted)}
          onLeave={() => state.pageWanted !== null && leavePage(state.pageWanted)}
        />
      )}
      {state.overlay === 'online' ? <OnlineDialog onAnswer={answerOnline} onClose={closeOverlay} /> : null}
      {state.locked[0] === undefined || state.overlay !== null ? null : (
        <PasswordDialog
          key={state.locked[0].id}
          text={t('password.text', { name: state.locked[0].name })}
          kept={t('password.kept')}
          failure={state.unlocking.failure}
          busy={state.unlocking.busy}
          onSubmit={(password) => void unlock(password)}
          onClose={stopAsking}
        />
      )}
      {state.fileRequest === null ? null : (
        <FileBrowser
          key={state.fileRequest.request}
          request={state.fileRequest}
          onDone={() => patch({ fileRequest: null })}
        />
      )}
    </TooltipProvider>
  );
}

/** The token is another one now: what was prepared with it is prepared anew. */
async function pinDone(kind: PinWork): Promise<void> {
  patch({ pinWork: null });
  tell(i18next.t(kind === 'change' ? 'pinWork.doneChange' : 'pinWork.doneUnblock'));
  await refreshKeys(true);
  for (const { info, step } of getState().documents) if (step === 'sign') void prepare(info.id);
}

async function openFromOutbox(id: OutboxId): Promise<void> {
  try {
    take(await call('outbox.open', { id }));
  } catch (error) {
    patch({ outboxFailure: failureOf(error) });
  }
}

function Pin({ document, onClose }: { readonly document: OpenDocument; readonly onClose: () => void }) {
  const { keys } = useApp();
  const { t } = useTranslation();
  const found = keys?.certificates.find((candidate) => candidate.id === document.certificate);
  // While the tokens are asked anew what is typed stays; a token that is gone takes the dialog with it.
  const former = useRef(found);
  const certificate = keys === null ? former.current : found;
  const gone = keys !== null && found === undefined;
  useEffect(() => {
    former.current = certificate;
    if (gone) onClose();
  }, [certificate, gone, onClose]);
  if (certificate === undefined || document.preparation === null) return null;
  return (
    <PinDialog
      certificate={certificate}
      pinState={document.preparation.pin}
      entry={document.preparation.pinEntry}
      what={t('pin.document', { name: document.info.name })}
      onSubmit={(pin, acceptLastTry) => void sign(document.info.id, pin, acceptLastTry)}
      onPinWork={
        certificate.home.kind === 'pkcs11'
          ? (kind) => patch({ overlay: null, pinWork: { kind, place: certificate } })
          : undefined
      }
      onClose={onClose}
    />
  );
}

/** A file that could not be opened: said across the top, until it is put away or something else is opened. */
function OpenFailure() {
  const { openFailure } = useApp();
  const { t } = useTranslation();
  if (openFailure === null) return null;
  return (
    <div className="flex items-start gap-2 border-line border-b bg-surface px-5 py-3">
      <div className="min-w-0 flex-1">
        {openFailure.name === null ? null : <p className="mb-1.5 font-medium text-sm">{openFailure.name}</p>}
        <FailureNote failure={openFailure.failure}>
          {lockedId.safeParse(openFailure.failure.details.repair).success ? (
            <>
              <p className="w-full text-pretty text-muted text-sm">{t('repair.text')}</p>
              <Button size="sm" onClick={() => void openRepaired(openFailure.failure.details.repair)}>
                <Wrench size={14} aria-hidden />
                {t('repair.run')}
              </Button>
            </>
          ) : undefined}
        </FailureNote>
      </div>
      <IconButton label={t('common.dismiss')} icon={<X size={16} />} onClick={() => patch({ openFailure: null })} />
    </div>
  );
}

function SkipLink() {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      onClick={() => window.document.querySelector<HTMLElement>('#document, main button')?.focus()}
      className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2 focus:shadow-float"
    >
      {t('app.skip')}
    </button>
  );
}
