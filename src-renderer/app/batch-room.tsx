import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { PinDialog } from '../components/pin-dialog.tsx';
import { BatchDraft } from '../features/batch/batch-draft.tsx';
import { BatchFiles } from '../features/batch/batch-files.tsx';
import { BatchPage } from '../features/batch/batch-page.tsx';
import { BatchWork } from '../features/batch/batch-work.tsx';
import { PinEntries } from '../features/batch/pin-entries.tsx';
import {
  addOpenDocuments,
  ask,
  chooseFiles,
  chooseForBatch,
  currentBatch,
  exportResults,
  forget,
  loadBatches,
  pause,
  removeFile,
  selectBatch,
  stop,
  stopAskingForBatch,
  submit,
} from './batches.ts';
import { type AppState, patch } from './store.ts';

/** The page of many files over the state of the window. */
export function BatchRoom({ state }: { readonly state: AppState }) {
  const { batches, keys, network, documents } = state;
  const { list, current, choices, preparation, failure } = batches;
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
        {batch === null ? null : batch.state === 'draft' ? (
          <BatchDraft
            batch={batch}
            keys={keys}
            choices={choices}
            hasAuthority={(network?.authorities.length ?? 0) > 0}
            preparation={preparation}
            onChoices={chooseForBatch}
            onSettings={() => patch({ page: 'settings' })}
            onMore={() => void chooseFiles(false)}
            onStart={() => ask('start')}
          />
        ) : (
          <BatchWork
            batch={batch}
            busy={batches.busy}
            onPause={() => pause(batch.id)}
            onResume={() => ask('resume')}
            onStop={() => stop(batch.id)}
            onPin={() => ask('give')}
            onExport={(format) => void exportResults(batch.id, format)}
            onForget={() => void forget(batch.id)}
          />
        )}
        {batch === null ? null : (
          <BatchFiles
            key={batch.id}
            batch={batch}
            refused={
              new Map(batch.state === 'draft' ? preparation?.refused.map(({ index, problem }) => [index, problem]) : [])
            }
            onRemove={batch.state === 'draft' ? (index) => void removeFile(index) : undefined}
          />
        )}
      </BatchPage>
      <BatchPin state={state} />
    </>
  );
}

/** Asks for the PIN of the key that a batch is signed with. */
function BatchPin({ state: { batches, keys } }: { readonly state: AppState }) {
  const { t } = useTranslation();
  const { asking, choices, preparation } = batches;
  const batch = currentBatch(batches);
  if (asking === null || batch === null) return null;
  const certificate = keys?.certificates.find(({ id, name }) =>
    asking === 'start' ? id === choices.certificate : name === batch.signer,
  );
  const left = batch.files - batch.signed;
  const refused = asking === 'start' ? (preparation?.refused.length ?? 0) : 0;
  const typedElsewhere = asking === 'start' && preparation?.pinEntries === 0;
  return (
    <PinDialog
      certificate={
        certificate ?? {
          name: batch.signer ?? t('common.unknown'),
          home: { kind: 'pkcs11', label: batch.keyHome ?? t('common.unknown') },
        }
      }
      pinState={certificate?.home.pin ?? 'unknown'}
      entry={typedElsewhere ? 'reader' : 'here'}
      what={t('batch.what', { count: left - refused })}
      more={
        asking === 'start' && preparation !== null && !typedElsewhere ? (
          <PinEntries entries={preparation.pinEntries} files={left - refused} />
        ) : undefined
      }
      onSubmit={(pin, acceptLastTry) => void submit(asking, pin, acceptLastTry)}
      onPinWork={
        certificate?.home.kind === 'pkcs11'
          ? (kind) => {
              stopAskingForBatch();
              patch({ pinWork: { kind, certificate } });
            }
          : undefined
      }
      onClose={stopAskingForBatch}
    />
  );
}
