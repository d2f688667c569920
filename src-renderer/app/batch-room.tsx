import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { AddKeys } from '../components/add-keys.tsx';
import { PinDialog } from '../components/pin-dialog.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { BatchDraft } from '../features/batch/batch-draft.tsx';
import { BatchFiles } from '../features/batch/batch-files.tsx';
import { BatchPage } from '../features/batch/batch-page.tsx';
import { BatchWork } from '../features/batch/batch-work.tsx';
import { PinEntries } from '../features/batch/pin-entries.tsx';
import { PasswordDialog } from '../features/documents/password-dialog.tsx';
import { LookChoice } from '../features/placement/look-choice.tsx';
import { SamePlace } from '../features/placement/same-place.tsx';
import { visible } from '../features/signing/draft.ts';
import {
  addOpenDocuments,
  ask,
  askPassword,
  chooseFiles,
  chooseForBatch,
  chooseMarkImage,
  choosePictureKind,
  chooseTargetFolder,
  currentBatch,
  exportResults,
  forget,
  givePassword,
  keyAskedFor,
  loadBatches,
  pause,
  removeFile,
  selectBatch,
  showFiles,
  signBesideDocuments,
  stop,
  stopAskingForBatch,
  stopLooking,
  submit,
} from './batches.ts';
import { MarkPreview } from './mark-preview.tsx';
import { wantService } from './services.ts';
import { addKeyStore, addModule } from './session.ts';
import { type AppState, patch } from './store.ts';

/** The page of many files over the state of the window. */
export function BatchRoom({ state }: { readonly state: AppState }) {
  const { batches, keys, network, documents } = state;
  const { t } = useTranslation();
  const { list, current, choices, preparation, failure, gathering } = batches;
  const batch = currentBatch(batches);
  useEffect(() => {
    void loadBatches();
  }, []);
  return (
    <>
      <BatchPage
        batches={list}
        current={current}
        failure={failure}
        openDocuments={documents.length}
        onChoose={() => void chooseFiles(true)}
        onAddOpen={() => void addOpenDocuments()}
        onSelect={selectBatch}
      >
        {gathering === null ? null : (
          <div className="flex flex-col gap-1.5">
            <p className="tabular text-sm">{t('batch.gathering', gathering)}</p>
            <ProgressBar fraction={gathering.done / gathering.count} label={t('batch.gathering', gathering)} />
          </div>
        )}
        {batch === null ? null : batch.state === 'draft' ? (
          <BatchDraft
            batch={batch}
            keys={keys}
            choices={choices}
            hasAuthority={(network?.authorities.length ?? 0) > 0}
            mark={<Mark state={state} />}
            addKeys={
              <AddKeys
                onAddKeyStore={() => void addKeyStore()}
                onAddModule={() => void addModule()}
                onAddService={() => patch({ addingService: { known: null } })}
              />
            }
            preparation={preparation}
            onChoices={chooseForBatch}
            onSettings={() => patch({ page: 'settings' })}
            onMore={() => void chooseFiles(false)}
            onFolder={() => void chooseTargetFolder()}
            onBeside={signBesideDocuments}
            onPassword={() => askPassword(true)}
            onShow={showFiles}
            onStopLooking={stopLooking}
            onStart={() => ask('start')}
          />
        ) : (
          <BatchWork
            batch={batch}
            keyIsThere={keys?.certificates.some(({ name, usable }) => usable && name === batch.signer) ?? false}
            busy={batches.busy}
            told={failure?.code ?? null}
            onToken={() => batch.service !== null && void wantService(batch.service)}
            onPause={() => pause(batch.id)}
            onResume={() => ask('resume')}
            onStop={() => stop(batch.id)}
            onPin={() => ask('give')}
            onPassword={() => askPassword(true)}
            onExport={(format) => void exportResults(batch.id, format)}
            onForget={() => void forget(batch.id)}
          />
        )}
        {batch === null ? null : (
          <BatchFiles
            key={batch.id}
            batch={batch}
            show={batches.show}
            onShow={showFiles}
            onRemove={batch.state === 'draft' ? (index) => void removeFile(index) : undefined}
          />
        )}
      </BatchPage>
      <BatchPin state={state} />
      {batch === null || !batches.askingPassword ? null : (
        <PasswordDialog
          text={t('batch.passwordTitle')}
          kept={t('batch.passwordText')}
          failure={null}
          busy={false}
          onSubmit={(password) => void givePassword(password)}
          onClose={() => askPassword(false)}
        />
      )}
    </>
  );
}

/** CSS pixels that a mark is shown wide at most. */
const WIDEST = 320;

/** Where the mark goes in each file, and what it shows. */
function Mark({ state: { batches } }: { readonly state: AppState }) {
  const { t } = useTranslation();
  const { choices, pictureKind, imageName } = batches;
  const { placement, appearance, certificate, reason, location } = choices;
  const content = { certificate, name: t('place.previewSigner'), reason, location, contact: '' };
  return (
    <SamePlace
      value={placement}
      onChange={(next) => chooseForBatch({ placement: next })}
      preview={
        placement === null ? null : (
          <MarkFrame width={placement.width} height={placement.height}>
            {(scale) => (
              <MarkPreview
                content={{ ...content, appearance: visible(appearance) }}
                width={placement.width}
                height={placement.height}
                scale={scale}
              />
            )}
          </MarkFrame>
        )
      }
      look={
        <LookChoice
          value={appearance}
          kind={pictureKind}
          imageName={imageName}
          onKind={choosePictureKind}
          onChange={(next) => chooseForBatch({ appearance: next })}
          onImage={() => void chooseMarkImage()}
        />
      }
    />
  );
}

interface MarkFrameProps {
  /** Points. */
  readonly width: number;
  readonly height: number;
  readonly children: (scale: number) => ReactNode;
}

/** Paper as large as the mark, white in both themes as the page will be. */
function MarkFrame({ width, height, children }: MarkFrameProps) {
  const { t } = useTranslation();
  const scale = Math.min(1.25, WIDEST / width);
  return (
    <div
      role="img"
      aria-label={t('batch.mark.preview')}
      className="relative overflow-hidden rounded-sm border border-edge bg-white"
      style={{ width: width * scale, height: height * scale }}
    >
      {children(scale)}
    </div>
  );
}

/** Asks for the PIN of the key that a batch is signed with. */
function BatchPin({ state: { batches } }: { readonly state: AppState }) {
  const { t } = useTranslation();
  const { asking, preparation } = batches;
  const batch = currentBatch(batches);
  if (asking === null || batch === null) return null;
  const certificate = keyAskedFor(asking);
  const left = batch.files - batch.signed;
  const refused = asking === 'start' ? (batch.look?.refused ?? 0) : 0;
  const entry = asking === 'give' ? 'here' : (certificate?.home.pinEntry ?? 'here');
  return (
    <PinDialog
      certificate={
        certificate ?? {
          name: batch.signer ?? t('common.unknown'),
          home: { kind: 'pkcs11', label: batch.keyHome ?? t('common.unknown') },
        }
      }
      pinState={certificate?.home.pin ?? 'unknown'}
      entry={entry}
      what={
        asking === 'give'
          ? t('batch.whatNext', { number: batch.signed + batch.failed + 1, count: batch.files })
          : t('batch.what', { count: left - refused })
      }
      more={
        asking === 'start' && preparation !== null && entry === 'here' ? (
          <PinEntries entries={preparation.pinEntries} files={left - refused} />
        ) : undefined
      }
      onSubmit={(pin, acceptLastTry) => void submit(asking, pin, acceptLastTry)}
      onPinWork={
        certificate?.home.kind === 'pkcs11'
          ? (kind) => {
              stopAskingForBatch();
              patch({ pinWork: { kind, place: certificate } });
            }
          : undefined
      }
      onClose={stopAskingForBatch}
    />
  );
}
