import { Check } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../shared/contract/contract.ts';
import { cx } from '../components/cx.ts';
import { FailureNote } from '../components/failure-note.tsx';
import { Section } from '../components/section.tsx';
import { PlacePanel } from '../features/placement/place-panel.tsx';
import { inCorner } from '../features/placement/rectangle.ts';
import { ProgressPanel } from '../features/signing/progress-panel.tsx';
import { ResultPanel } from '../features/signing/result-panel.tsx';
import { SignPanel } from '../features/signing/sign-panel.tsx';
import { VerdictLine } from '../features/verdict/verdict-line.tsx';
import { SignatureCards, VerdictPanel } from '../features/verdict/verdict-panel.tsx';
import type { ViewerHandle } from '../features/viewer/viewer.tsx';
import { cancelCheck, check, reveal } from './documents.ts';
import { addKeyStore, addModule, refreshKeys } from './session.ts';
import {
  cancelSigning,
  chooseCertificate,
  chooseTarget,
  goToStep,
  redoMark,
  setMark,
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
    const size = info.pages[page - 1];
    const rect = document.mark.present ?? (size === undefined ? null : inCorner(page, 'right', size));
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
      <Steps step={step} />
      {step === 'verdict' ? (
        <VerdictPanel
          info={info}
          check={document.check}
          canSign={document.refused === null}
          onSign={() => goToStep(id, 'place')}
          onCheck={() => void check(id)}
          onTrust={() => patch({ page: 'settings' })}
          onCancelCheck={() => cancelCheck(id)}
        />
      ) : null}
      {step === 'place' ? (
        <PlacePanel
          sizes={info.pages}
          value={document.mark.present}
          page={page}
          canUndo={document.mark.past.length > 0}
          canRedo={document.mark.future.length > 0}
          onChange={(rect) => setMark(id, rect)}
          onGoTo={goTo}
          onKeyboard={placeWithKeyboard}
          onInvisible={() => {
            setMark(id, null);
            goToStep(id, 'sign');
          }}
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
          placement={document.mark.present}
          preparation={document.preparation}
          failure={document.failure}
          reason={document.reason}
          location={document.location}
          onChoose={(certificate) => chooseCertificate(id, certificate)}
          onText={(part) => patchDocument(id, part)}
          onAddKeyStore={() => void addKeyStore()}
          onAddModule={() => void addModule()}
          onRefresh={() => void refreshKeys(true)}
          onTarget={() => void chooseTarget(id)}
          onPlace={() => goToStep(id, 'place')}
          onSign={() => patch({ overlay: 'pin' })}
          onBack={() => goToStep(id, 'place')}
        />
      ) : null}
      {step === 'progress' && document.running !== null ? (
        <ProgressPanel
          stage={document.running.stage}
          fraction={document.running.fraction}
          cancelling={document.running.cancelling}
          onCancel={() => cancelSigning(id)}
        />
      ) : null}
      {step === 'result' && document.result !== null ? (
        <ResultPanel
          info={info}
          entry={document.result.entry}
          sourceName={document.result.sourceName}
          verdict={document.check.kind === 'done' ? <VerdictLine report={document.check.report} justSigned /> : null}
          onReveal={() => void reveal(id)}
          onLedger={() => patch({ page: 'ledger', ledgerEntry: document.result?.entry.index ?? null })}
          onSignAgain={() => goToStep(id, 'place')}
        >
          {document.failure === null ? null : <FailureNote failure={document.failure} />}
          {document.check.kind === 'done' ? (
            <Section title={t('verdict.signatures')}>
              <SignatureCards report={document.check.report} />
            </Section>
          ) : null}
        </ResultPanel>
      ) : null}
    </aside>
  );
}

const STEPS = ['verdict', 'place', 'sign', 'result'] as const;

/** Where one stands on the way. */
function Steps({ step }: { readonly step: OpenDocument['step'] }) {
  const { t } = useTranslation();
  const at = STEPS.indexOf(step === 'progress' ? 'sign' : step);
  return (
    <ol aria-label={t('steps.label')} className="flex h-11 shrink-0 items-center gap-0.5 border-line border-b px-3.5">
      {STEPS.map((name, index) => (
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
