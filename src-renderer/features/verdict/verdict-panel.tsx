import { PenLine, RefreshCw, ShieldPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo, PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Hex } from '../../components/hex.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Section } from '../../components/section.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { formatSize, formatTime } from '../../i18n/format.ts';
import { actionFor, alteredPages, judge } from './judgement.ts';
import { SaveReport } from './save-report.tsx';
import { SettingDetails } from './setting-details.tsx';
import { SignatureCard } from './signature-card.tsx';
import type { VerdictActions } from './verdict-actions.ts';
import { VerdictLine } from './verdict-line.tsx';

export type Check =
  | { readonly kind: 'running'; readonly fraction: number | null }
  | { readonly kind: 'done'; readonly report: VerificationReport }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface VerdictPanelProps {
  readonly info: DocumentInfo;
  readonly check: Check;
  /** False where the document cannot be shown: what is not seen is not signed. */
  readonly canSign: boolean;
  readonly actions: VerdictActions;
  /** Of looking at what was signed, or of a report. */
  readonly failure: Failure | null;
  readonly onSign: () => void;
  readonly onField: (name: string) => void;
  readonly onCheck: () => void;
  readonly onCancelCheck: () => void;
}

export function VerdictPanel(props: VerdictPanelProps) {
  const { info, check, canSign, actions, failure, onSign, onField, onCheck, onCancelCheck } = props;
  const { t } = useTranslation();
  const pdf = info.kind === 'pdf' ? info : null;
  const signable = pdf !== null || info.kind === 'file';
  // What is to be done about the verdict comes before another signature.
  const first = check.kind === 'done' && judge(check.report);
  const doubted = first !== false && (first.tone === 'bad' || (first.tone === 'warn' && first.action !== null));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto p-5">
        {check.kind === 'running' ? (
          <div className="flex flex-col gap-3 rounded-lg border border-line bg-canvas px-4 py-3.5" role="status">
            <p className="font-medium text-sm">{t('verdict.checking')}</p>
            <ProgressBar fraction={check.fraction} label={t('verdict.checking')} />
            <Button size="sm" className="self-start" onClick={onCancelCheck}>
              {t('common.cancel')}
            </Button>
          </div>
        ) : null}
        {check.kind === 'failed' ? (
          <div>
            <h2 className="mb-2 font-semibold text-lg">{t('verdict.failed')}</h2>
            <FailureNote failure={check.failure}>
              <Button size="sm" onClick={onCheck}>
                {t('verdict.checkAgain')}
              </Button>
            </FailureNote>
          </div>
        ) : null}
        {failure === null ? null : <FailureNote failure={failure} />}
        {canSign ? null : <Note tone="warn">{t('verdict.notShown')}</Note>}
        {check.kind === 'done' && (canSign || check.report.verdict !== 'NO_SIGNATURE') ? (
          <Verdict report={check.report} actions={actions} onCheck={onCheck} />
        ) : null}
        {info.warnings.length === 0 ? null : (
          <Section title={t('verdict.warnings')}>
            <div className="flex flex-col gap-2">
              {info.warnings.map((warning) => (
                <Note key={warning} tone="warn">
                  <Sentence text={warning} />
                </Note>
              ))}
            </div>
          </Section>
        )}
        {pdf === null || pdf.emptyFields.length === 0 || !canSign ? null : (
          <Section title={t('verdict.emptyFields')}>
            <ul className="flex flex-col gap-1.5">
              {pdf.emptyFields.map(({ name }) => (
                <li key={name}>
                  <Button className="w-full justify-start" onClick={() => onField(name)}>
                    <PenLine size={14} aria-hidden className="shrink-0 text-muted" />
                    <span className="truncate">{t('place.signField', { name })}</span>
                  </Button>
                </li>
              ))}
            </ul>
          </Section>
        )}
        {pdf === null ? null : (
          <Disclosure title={t('verdict.document')} defaultOpen={pdf.signatures === 0}>
            <DocumentFacts info={pdf} />
          </Disclosure>
        )}
      </div>
      <footer className="flex shrink-0 flex-col gap-2 border-line border-t px-5 py-3">
        {!signable ? null : (
          <Button
            tone={doubted ? 'secondary' : 'primary'}
            size="lg"
            className="w-full"
            disabled={!canSign}
            onClick={onSign}
          >
            <PenLine size={16} aria-hidden />
            {t(pdf === null ? 'form.signThis' : info.signatures === 0 ? 'verdict.signThis' : 'verdict.signToo')}
          </Button>
        )}
        {info.signatures === 0 ? null : (
          <Button className="w-full" onClick={actions.onExtend}>
            <ShieldPlus size={15} aria-hidden />
            {t('extend.open')}
          </Button>
        )}
      </footer>
    </div>
  );
}

interface VerdictProps {
  readonly report: VerificationReport;
  readonly actions: VerdictActions;
  readonly onCheck: () => void;
}

function Verdict({ report, actions, onCheck }: VerdictProps) {
  const { t } = useTranslation();
  return (
    <>
      <VerdictLine report={report} actions={actions} />
      {report.signatures.length === 0 ? null : (
        <Section
          title={t('verdict.signatures')}
          actions={<IconButton label={t('verdict.checkAgain')} icon={<RefreshCw size={14} />} onClick={onCheck} />}
        >
          <SignatureCards report={report} actions={actions} />
        </Section>
      )}
      {report.signatures.length === 0 ? null : (
        <div>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p className="tabular text-muted text-xs">
              {t('verdict.checkedAt', { time: formatTime(report.setting.time) })}
            </p>
            <SaveReport onSave={actions.onSaveReport} />
          </div>
          <Disclosure title={t('setting.how')} className="mt-2">
            <SettingDetails setting={report.setting} />
          </Disclosure>
        </div>
      )}
    </>
  );
}

interface SignatureCardsProps {
  readonly report: VerificationReport;
  readonly actions: VerdictActions;
}

/** The signatures of a report, in the order in which they were made. */
export function SignatureCards({ report, actions }: SignatureCardsProps) {
  const { action } = judge(report);
  const several = report.signatures.length > 1;
  return (
    <div className="flex flex-col gap-3">
      {report.signatures.map((signature, index) => (
        <SignatureCard
          key={`${signature.field}-${signature.coversRevision}`}
          signature={signature}
          actions={actions}
          altered={alteredPages(report, index)}
          withAction={several || actionFor(signature) !== action}
        />
      ))}
    </div>
  );
}

function DocumentFacts({ info }: { readonly info: PdfInfo }) {
  const { t, i18n } = useTranslation();
  return (
    <Facts>
      <Fact name={t('verdict.size')}>
        {formatSize(info.size, i18n.language)} · {t('documents.pages', { count: info.pages.length })} ·{' '}
        {t('verdict.revisions', { count: info.revisions })}
      </Fact>
      <Fact name={t('verdict.sha256')}>
        <Hex value={info.sha256} />
      </Fact>
    </Facts>
  );
}
