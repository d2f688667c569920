import { Cloud, KeyRound, LoaderCircle, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { SigningService } from '../../../shared/contract/service-calls.ts';
import type { SigningCertificate } from '../../../shared/contract/token-list-calls.ts';
import { call, newTaskId } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { CertificateText } from '../../components/certificate-text.tsx';
import { cx } from '../../components/cx.ts';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Name } from '../../components/name.tsx';
import { Section } from '../../components/section.tsx';
import { TONE_TEXT, type Tone } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import { useServices } from './use-services.ts';

interface ServicesPartProps {
  readonly keys: Output<'tokens.list'> | null;
  /** Null: a further one; else one that gets a new access token. */
  readonly onAdd: (known: SigningService | null) => void;
  readonly onNews: (text: string) => void;
}

const TONE: Readonly<Record<SigningService['state'], Tone>> = { open: 'good', closed: 'plain', refused: 'bad' };

/** The signing services that were added, and the keys at each. */
export function ServicesPart({ keys, onAdd, onNews }: ServicesPartProps) {
  const { t } = useTranslation();
  const services = useServices(keys);
  return (
    <Section
      title={t('service.title')}
      actions={
        <Button size="sm" onClick={() => onAdd(null)}>
          <Cloud size={13} aria-hidden />
          {t('service.add')}
        </Button>
      }
    >
      <p className="max-w-[72ch] text-pretty text-muted text-sm">{t('service.text')}</p>
      <p className="mt-1 mb-2 max-w-[72ch] text-pretty text-warn text-xs">{t('service.untested')}</p>
      {services.length === 0 ? <p className="text-muted text-sm">{t('service.none')}</p> : null}
      <ul aria-label={t('service.title')} className="flex flex-col gap-3 empty:hidden">
        {services.map((service) => (
          <ServiceCard
            key={service.id}
            service={service}
            certificates={keys?.certificates ?? []}
            onToken={() => onAdd(service)}
            onNews={onNews}
          />
        ))}
      </ul>
    </Section>
  );
}

interface ServiceCardProps {
  readonly service: SigningService;
  readonly certificates: readonly SigningCertificate[];
  readonly onToken: () => void;
  readonly onNews: (text: string) => void;
}

function ServiceCard({ service, certificates, onToken, onNews }: ServiceCardProps) {
  const { t } = useTranslation();
  const { id, host, address, clientId, state, keys } = service;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const doing = async (work: Promise<unknown>, news?: string) => {
    setBusy(true);
    setFailure(null);
    try {
      await work;
      if (news !== undefined) onNews(news);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <li data-service={host} className="rounded-md border border-line bg-surface shadow-card">
      <div className="flex flex-wrap items-start gap-3 px-4 py-3">
        <Cloud size={18} aria-hidden className="mt-0.5 shrink-0 text-muted" />
        <div className="min-w-48 flex-1">
          <h4 className="break-words font-semibold text-base">{host}</h4>
          <p className="break-all text-faint text-xs">{address}</p>
          <p className={cx('mt-1.5 flex items-start gap-1.5 text-sm', TONE_TEXT[TONE[state]])}>
            <ToneIcon tone={TONE[state]} size={15} className="mt-0.5" />
            {t(`service.${clientId === null ? 'state' : 'signedIn'}.${state}`)}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {state === 'open' ? (
            <Button
              size="sm"
              disabled={busy}
              onClick={() => void doing(call('services.refresh', { service: id, task: newTaskId() }))}
            >
              {busy ? (
                <LoaderCircle size={13} className="animate-spin" aria-hidden />
              ) : (
                <RefreshCw size={13} aria-hidden />
              )}
              {t('service.lookAgain')}
            </Button>
          ) : (
            <Button size="sm" tone="primary" onClick={onToken}>
              <KeyRound size={13} aria-hidden />
              {t(clientId === null ? 'service.giveToken' : 'service.signInAgain')}
            </Button>
          )}
          <Button
            size="sm"
            disabled={busy}
            aria-label={t('service.forgetOne', { host })}
            onClick={() => void doing(call('services.forget', { service: id }), t('service.forgotten', { host }))}
          >
            <Trash2 size={13} aria-hidden />
            {t('service.forget')}
          </Button>
        </div>
      </div>
      {failure === null ? null : <FailureNote failure={failure} className="mx-4 mb-3" />}
      {state === 'open' && keys.length === 0 ? (
        <p className="border-line border-t py-3 pr-4 pl-11.5 text-muted text-sm">{t('service.noKeys')}</p>
      ) : null}
      <ul className="flex flex-col divide-y divide-line border-line border-t pr-4 pl-11.5 empty:hidden">
        {keys.map((key) => (
          <li key={key.name} className="py-3">
            <Key of={key} certificate={certificates.find((one) => one.id === key.certificate)} />
          </li>
        ))}
      </ul>
    </li>
  );
}

interface KeyProps {
  readonly of: SigningService['keys'][number];
  readonly certificate: SigningCertificate | undefined;
}

function Key({ of: { name, wants, problem }, certificate }: KeyProps) {
  const { t } = useTranslation();
  if (certificate === undefined) {
    return (
      <>
        <p className="break-words font-semibold text-base">
          <Name text={name} />
        </p>
        {problem === null ? null : <p className="mt-1 text-bad text-xs">{failureText(problem)}</p>}
      </>
    );
  }
  const both = wants.includes('password') && wants.includes('code');
  return (
    <>
      <CertificateText certificate={certificate} withHome={false} />
      <p className="mt-1 text-muted text-xs">
        <Name text={name} /> · {t(`service.wants.${both ? 'both' : (wants[0] ?? 'nothing')}`)}
      </p>
    </>
  );
}
