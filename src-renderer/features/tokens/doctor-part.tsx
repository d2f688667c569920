import { LoaderCircle, Stethoscope } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinFacts } from '../../../shared/contract/pin-calls.ts';
import type { SigningCertificate } from '../../../shared/contract/token-list-calls.ts';
import type { DoctorReport, DoctorStep, DoctorWay } from '../../../shared/domain/doctor.ts';
import { doctorDe } from '../../../shared/domain/doctor-de.ts';
import { doctorEn } from '../../../shared/domain/doctor-en.ts';
import { doctorText } from '../../../shared/domain/doctor-text.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { PinDialog } from '../../components/pin-dialog.tsx';
import { Section } from '../../components/section.tsx';
import { reasonOf } from '../../i18n/failure-text.ts';
import { DoctorWayCard } from './doctor-way.tsx';

interface DoctorPartProps {
  /** Of whom a trial signature can be asked. */
  readonly certificates: readonly SigningCertificate[];
}

/** Looks at the whole way from the reader to a signature, step by step, and says where it breaks and what to do. */
export function DoctorPart({ certificates }: DoctorPartProps) {
  const { t, i18n } = useTranslation();
  const [report, setReport] = useState<DoctorReport | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [trying, setTrying] = useState<{ certificate: SigningCertificate; pin: PinFacts } | null>(null);
  const sentences = i18n.language === 'de' ? doctorDe : doctorEn;

  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      setReport(await call('doctor.run', {}));
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  const askPin = async (certificate: SigningCertificate) => {
    setBusy(true);
    setFailure(null);
    try {
      setTrying({ certificate, pin: await call('tokens.pin', { of: certificate.id }) });
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  const tryKey = async (certificate: SigningCertificate, pin: Uint8Array<ArrayBuffer>) => {
    setTrying(null);
    setBusy(true);
    setFailure(null);
    try {
      const answer = call('doctor.trial', { certificate: certificate.id, pin });
      pin.fill(0);
      const step = await answer;
      setReport((known) => (known === null ? null : withTrial(known, certificate.id, step)));
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      pin.fill(0);
    }
    setBusy(false);
  };

  return (
    <Section
      title={t('doctor.title')}
      actions={
        report === null ? undefined : (
          <CopyButton text={doctorText(report, sentences, reasonOf).join('\n')} label={t('doctor.copy')} />
        )
      }
    >
      <p className="mb-3 max-w-[62ch] text-pretty text-muted text-sm">{t('doctor.text')}</p>
      {failure === null ? null : <FailureNote failure={failure} className="mb-3" />}
      <Button onClick={() => void run()} disabled={busy}>
        {busy ? <LoaderCircle size={14} className="animate-spin" aria-hidden /> : <Stethoscope size={14} aria-hidden />}
        {t(busy ? 'doctor.running' : report === null ? 'doctor.run' : 'doctor.again')}
      </Button>
      {report === null ? null : (
        <ul className="mt-3 flex flex-col gap-3" aria-label={t('doctor.title')}>
          {report.ways.map((way, index) => (
            <DoctorWayCard
              // biome-ignore lint/suspicious/noArrayIndexKey: the ways never change but as a whole, and two may have one name
              key={index}
              way={way}
              sentences={sentences}
              trial={trialOf(way, certificates)}
              busy={busy}
              onTrial={(certificate) => void askPin(certificate)}
            />
          ))}
        </ul>
      )}
      {trying === null ? null : (
        <PinDialog
          certificate={trying.certificate}
          pinState={trying.pin.state}
          entry={trying.pin.entry}
          what={t('doctor.what')}
          onSubmit={(pin) => void tryKey(trying.certificate, pin)}
          onClose={() => setTrying(null)}
        />
      )}
    </Section>
  );
}

/** The certificate that a trial signature of this way is made with: the first that can sign. */
function trialOf(way: DoctorWay, known: readonly SigningCertificate[]): SigningCertificate | null {
  const fit = way.certificates.filter(({ fault }) => fault === null).map(({ id }) => id);
  return known.find(({ id, home }) => fit.includes(id) && home.kind === 'pkcs11') ?? null;
}

/** The report with what a trial signature found in the place of its step. */
function withTrial(report: DoctorReport, certificate: string, trial: DoctorStep): DoctorReport {
  const ways = report.ways.map((way) =>
    way.certificates.some(({ id }) => id === certificate)
      ? { ...way, steps: way.steps.map((step) => (step.step === 'trial' ? trial : step)) }
      : way,
  );
  return { ...report, ways };
}
