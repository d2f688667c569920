import { Check } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../shared/contract/signing-choices.ts';
import { cx } from '../components/cx.ts';
import { FailureNote } from '../components/failure-note.tsx';
import { Section } from '../components/section.tsx';
import { ExtendPanel } from '../features/extend/extend-panel.tsx';
import { LookChoice, type PictureKind } from '../features/placement/look-choice.tsx';
import { PlacePanel } from '../features/placement/place-panel.tsx';
import { inCorner } from '../features/placement/rectangle.ts';
import { seenAt } from '../features/placement/spot.ts';
import { FormChoice } from '../features/signing/form-choice.tsx';
import { ProgressPanel } from '../features/signing/progress-panel.tsx';
import { ResultPanel } from '../features/signing/result-panel.tsx';
import { SignPanel } from '../features/signing/sign-panel.tsx';
import { VerdictLine } from '../features/verdict/verdict-line.tsx';
import { SignatureCards, VerdictPanel } from '../features/verdict/verdict-panel.tsx';
import type { ViewerHandle } from '../features/viewer/viewer.tsx';
import { cancelCheck, check, reveal } from './documents.ts';
import { extend, openExtension } from './extending.ts';
import { verdictActions } from './looking.ts';
import { addKeyStore, addModule, refreshKeys } from './session.ts';
import {
  askPin,
  beginSigning,
  cancelRunning,
  choose,
  chooseCertificate,
  chooseContainer,
  chooseField,
  chooseImage,
  chooseTarget,
  goToStep,
  isSignable,
  redoMark,
  setMark,
  signInvisibly,
  undoMark,
} from './signing-flow.ts';
import { type AppState, type OpenDocument, patch, patchDocument } from './store.ts';

interface InspectorProps {
  readonly state: AppState;
  readonly document: OpenDocument;
  readonly viewer: RefObject<ViewerHandle | null>;
  /** The page in view, from 1. */
  readonly page: number;
  readonly onFocusMark: () => void;
}

/** The right panel: follows the task from verdict to result. */
export function Inspector({ state, document, viewer, page, onFocusMark }: InspectorProps) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  const { info, step } = document;
  const { id } = info;
  const pdf = info.kind === 'pdf' ? info : null;
  const spot = document.mark.present;
  const seen = pdf === null ? null : seenAt(spot, pdf);
  const hasAuthority = (state.network?.authorities.length ?? 0) > 0;
  const openSettings = () => patch({ page: 'settings' });
  const actions = verdictActions(document);

  // The panel of a step goes away with the button that was pressed in it: the focus stays in the inspector.
  const lastStep = useRef(step);
  useEffect(() => {
    if (lastStep.current === step) return;
    lastStep.current = step;
    const active = window.document.activeElement;
    if (active === null || active === window.document.body || panel.current?.contains(active)) panel.current?.focus();
  }, [step]);

  const goTo = (rect: Placement) => viewer.current?.goTo(rect.page, rect.y + rect.height / 2);
  const placeWithKeyboard = () => {
    const size = pdf?.pages[page - 1];
    const rect = spot.rect ?? (size === undefined ? null : inCorner(page, 'right', size));
    if (rect === null) return;
    setMark(id, rect);
    goTo(rect);
    onFocusMark();
  };

  return (
    <aside
      ref={panel}
      data-pane
      tabIndex={-1}
      aria-label={t('steps.label')}
      className="flex w-92 shrink-0 flex-col max-lg:w-80 max-md:w-72 border-line border-l bg-surface outline-none"
    >
      {step === 'extend' || document.running?.kind === 'extend' || document.result?.kind === 'extended' ? null : (
        <Steps step={step} places={pdf !== null} />
      )}
      {step === 'verdict' ? (
        <VerdictPanel
          info={info}
          check={document.check}
          canSign={document.refused === null}
          onSign={() => beginSigning(id)}
          actions={actions}
          failure={document.lookFailure}
          onField={(name) => chooseField(id, name)}
          onCheck={() => void check(id)}
          onCancelCheck={() => cancelCheck(id)}
        />
      ) : null}
      {step === 'place' && pdf !== null ? (
        <PlacePanel
          sizes={pdf.pages}
          value={spot.rect}
          field={spot.field}
          seen={seen}
          emptyFields={pdf.emptyFields}
          canRepeat={pdf.signatures === 0}
          furtherPages={document.draft.furtherPages}
          look={{
            summary: t(`look.summary.${document.draft.appearance.picture.kind}`),
            content: <Look document={document} />,
          }}
          onField={(name) => chooseField(id, name)}
          onFurtherPages={(furtherPages) => choose(id, { furtherPages })}
          page={page}
          canUndo={document.mark.past.length > 0}
          canRedo={document.mark.future.length > 0}
          onChange={(rect) => setMark(id, rect)}
          onGoTo={goTo}
          onKeyboard={placeWithKeyboard}
          onInvisible={() => signInvisibly(id)}
          onUndo={() => undoMark(id)}
          onRedo={() => redoMark(id)}
          onContinue={() => goToStep(id, 'sign')}
          onBack={() => goToStep(id, 'verdict')}
        />
      ) : null}
      {step === 'sign' ? (
        <SignPanel
          keys={state.keys}
          chosen={document.certificate}
          pdf={pdf}
          form={
            pdf === null ? (
              <FormChoice
                id={id}
                value={document.container}
                documents={state.documents.map((each) => each.info)}
                onChange={(container) => chooseContainer(id, container)}
              />
            ) : null
          }
          formName={t(document.container === null ? 'form.name.beside' : 'form.name.container')}
          seen={seen}
          field={spot.field}
          draft={document.draft}
          hasAuthority={hasAuthority}
          target={document.chosenTarget}
          preparation={document.preparation}
          failure={document.failure}
          onChoose={(certificate) => chooseCertificate(id, certificate)}
          onDraft={(part) => choose(id, part)}
          onSettings={openSettings}
          onAddKeyStore={() => void addKeyStore()}
          onAddModule={() => void addModule()}
          onAddService={() => patch({ addingService: { known: null } })}
          onRefresh={() => void refreshKeys(true)}
          onTarget={() => void chooseTarget(id, 'signed')}
          onPlace={() => goToStep(id, 'place')}
          onSign={() => askPin(id)}
          onUnblock={unblocking(state, document)}
          onBack={() => goToStep(id, pdf === null ? 'verdict' : 'place')}
        />
      ) : null}
      {step === 'progress' && document.running !== null ? (
        <ProgressPanel
          kind={document.running.kind}
          level={document.running.level}
          stage={document.running.stage}
          fraction={document.running.fraction}
          cancelling={document.running.cancelling}
          readerSeconds={document.running.readerSeconds}
          service={document.running.service}
          onCancel={() => cancelRunning(id)}
        />
      ) : null}
      {step === 'result' && document.result !== null ? (
        <ResultPanel
          info={info}
          entry={document.result.entry}
          sourceName={document.result.sourceName}
          level={document.result.level}
          warnings={document.result.warnings}
          verdict={
            document.check.kind === 'done' ? (
              <VerdictLine report={document.check.report} just={document.result.kind} actions={actions} />
            ) : null
          }
          onReveal={() => void reveal(id)}
          onLedger={() => patch({ page: 'ledger', ledgerEntry: document.result?.entry.index ?? null })}
          onOutbox={() => patch({ page: 'outbox' })}
          onSignAgain={isSignable(info) ? () => beginSigning(id) : null}
        >
          {document.failure === null ? null : <FailureNote failure={document.failure} />}
          {document.check.kind === 'done' ? (
            <Section title={t('verdict.signatures')}>
              <SignatureCards report={document.check.report} actions={actions} />
            </Section>
          ) : null}
        </ResultPanel>
      ) : null}
      {step === 'extend' ? (
        <ExtendPanel
          extension={
            document.extension === null || document.chosenTarget === null
              ? document.extension
              : {
                  ...document.extension,
                  targetName: document.chosenTarget.name,
                  targetFolder: document.chosenTarget.folder,
                }
          }
          failure={document.failure}
          hasAuthority={hasAuthority}
          onTarget={() => void chooseTarget(id, 'extended')}
          onExtend={(level) => void extend(id, level)}
          onSettings={openSettings}
          onRetry={() => void openExtension(id)}
          onBack={() => goToStep(id, 'verdict')}
        />
      ) : null}
    </aside>
  );
}

const STEPS = ['verdict', 'place', 'sign', 'result'] as const;

/** What the mark of a document shows. */
function Look({ document }: { readonly document: OpenDocument }) {
  const { info, draft, pictureKind, imageName } = document;
  const { id } = info;
  const chooseKind = (kind: PictureKind) => {
    patchDocument(id, { pictureKind: kind, imageName: null });
    choose(id, { appearance: { ...draft.appearance, picture: { kind: 'none' } } });
  };
  return (
    <LookChoice
      value={draft.appearance}
      kind={pictureKind}
      imageName={imageName}
      onKind={chooseKind}
      onChange={(appearance) => choose(id, { appearance })}
      onImage={() => void chooseImage(id)}
    />
  );
}

/** Where one stands on the way. */
function Steps({ step, places }: { readonly step: OpenDocument['step']; readonly places: boolean }) {
  const { t } = useTranslation();
  const steps = STEPS.filter((name) => places || name !== 'place');
  const at = step === 'extend' ? -1 : steps.indexOf(step === 'progress' ? 'sign' : step);
  return (
    <ol aria-label={t('steps.label')} className="flex h-11 shrink-0 items-center gap-0.5 border-line border-b px-3.5">
      {steps.map((name, index) => (
        <li
          key={name}
          aria-current={index === at ? 'step' : undefined}
          className={cx(
            'flex min-w-0 items-center gap-1.5 rounded-full py-0.5 pr-2 pl-0.5 text-xs',
            index === at ? 'bg-accent-soft font-semibold text-accent' : index < at ? 'text-muted' : 'text-faint',
          )}
        >
          <span
            className={cx(
              'tabular grid size-4.5 shrink-0 place-items-center rounded-full text-2xs',
              index === at ? 'bg-accent-fill text-on-accent' : 'border border-edge/60',
            )}
          >
            {index < at ? <Check size={10} aria-hidden /> : index + 1}
          </span>
          <span className={cx('truncate', index !== at && 'max-lg:sr-only')}>{t(`steps.${name}`)}</span>
        </li>
      ))}
    </ol>
  );
}

/** What unblocks the PIN of the token that the chosen key is on. */
function unblocking({ keys }: AppState, { certificate: chosen }: OpenDocument): (() => void) | null {
  const certificate = keys?.certificates.find(({ id }) => id === chosen);
  return certificate?.home.kind === 'pkcs11' ? () => patch({ pinWork: { kind: 'unblock', place: certificate } }) : null;
}
