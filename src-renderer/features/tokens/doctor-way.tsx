import { PenLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SigningCertificate } from '../../../shared/contract/token-list-calls.ts';
import { type DoctorStep, type DoctorWay, doctorVerdict } from '../../../shared/domain/doctor.ts';
import type { DoctorSentences } from '../../../shared/domain/doctor-sentences.ts';
import { causeOf, certificateText, nextOf, saysOf } from '../../../shared/domain/doctor-text.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { Name } from '../../components/name.tsx';
import { TONE_TEXT, type Tone } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { reasonOf } from '../../i18n/failure-text.ts';
import { isolated } from '../../i18n/isolated.ts';

const TONE: Readonly<Record<DoctorStep['state'], Tone>> = {
  ok: 'good',
  warning: 'warn',
  failed: 'bad',
  skipped: 'plain',
};

interface DoctorWayCardProps {
  readonly way: DoctorWay;
  readonly sentences: DoctorSentences;
  /** The certificate that can be tried; null where none can. */
  readonly trial: SigningCertificate | null;
  readonly busy: boolean;
  readonly onTrial: (certificate: SigningCertificate) => void;
}

/** One way to a signature: every step green or not, with the cause and what to do next. */
export function DoctorWayCard({ way, sentences, trial, busy, onTrial }: DoctorWayCardProps) {
  const { t } = useTranslation();
  const verdict = doctorVerdict(way);
  const reached = way.steps.filter(({ finding }) => finding !== 'NOT_REACHED');
  const others = way.steps.filter(({ finding }) => finding === 'NOT_REACHED');
  return (
    <li data-verdict={verdict} className="rounded-md border border-line bg-surface shadow-card">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2.5">
        <ToneIcon tone={TONE[verdict]} size={16} />
        <h4 className="min-w-0 flex-1 break-words font-semibold text-sm">
          {way.subject === '' ? sentences.noReader : <Name text={way.subject} />}
        </h4>
        <span className={cx('shrink-0 font-medium text-xs', TONE_TEXT[TONE[verdict]])}>
          {t(`doctor.verdict.${verdict}`)}
        </span>
      </div>
      <ol className="flex flex-col px-4 py-1.5">
        {reached.map((step) => (
          <Step key={step.step} step={step} sentences={sentences}>
            {step.step === 'certificates' && way.certificates.length > 0 ? (
              <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4 text-muted">
                {way.certificates.map((one) => (
                  <li key={one.id} className="break-words">
                    {certificateText({ ...one, issuer: isolated(one.issuer) }, sentences)}
                  </li>
                ))}
              </ul>
            ) : null}
            {step.step === 'trial' && trial !== null && step.finding === 'TRIAL_NOT_ASKED' ? (
              <Button size="sm" className="mt-1.5" disabled={busy} onClick={() => onTrial(trial)}>
                <PenLine size={13} aria-hidden />
                {t('doctor.try')}
              </Button>
            ) : null}
          </Step>
        ))}
        {others.length === 0 ? null : (
          <li className="flex gap-2.5 py-1.5 text-faint text-sm">
            <ToneIcon tone="plain" size={15} className="mt-0.5" />
            <p className="text-pretty">
              {sentences.findings.NOT_REACHED.says.replace(/\.$/, ': ')}
              {others.map(({ step }) => sentences.steps[step]).join(', ')}
            </p>
          </li>
        )}
      </ol>
    </li>
  );
}

/** Names of readers, tokens and modules move nothing around them. */
function withNames(facts: DoctorStep['facts']): DoctorStep['facts'] {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? isolated(fact) : fact]),
  );
}

interface StepProps {
  readonly step: DoctorStep;
  readonly sentences: DoctorSentences;
  readonly children: React.ReactNode;
}

function Step({ step, sentences, children }: StepProps) {
  const tone = TONE[step.state];
  const named = { ...step, facts: withNames(step.facts) };
  const next = nextOf(named, sentences);
  const cause = causeOf(step, reasonOf);
  const quiet = step.state === 'skipped';
  return (
    <li data-step={step.step} data-state={step.state} className="flex gap-2.5 py-1.5">
      <ToneIcon tone={tone} size={15} className="mt-0.5" />
      <div className="min-w-0 flex-1 text-sm">
        <p className={cx('text-pretty', quiet && 'text-faint')}>
          <span className="font-medium">{sentences.steps[step.step]}</span>
          <span className="sr-only"> ({sentences.states[step.state]})</span>
          {': '}
          <span className="break-words">{saysOf(named, sentences)}</span>
        </p>
        {next === null ? null : <p className={cx('mt-0.5 text-pretty', quiet ? 'text-faint' : 'text-ink')}>{next}</p>}
        {cause === null ? null : <p className="text-muted text-xs">{cause}</p>}
        {children}
      </div>
    </li>
  );
}
