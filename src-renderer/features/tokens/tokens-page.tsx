import { FileKey2, KeyRound, LoaderCircle, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { SigningCertificate } from '../../../shared/contract/token-list-calls.ts';
import { AddKeys } from '../../components/add-keys.tsx';
import { Button } from '../../components/button.tsx';
import { CertificateText } from '../../components/certificate-text.tsx';
import { EmptyBox } from '../../components/empty-box.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Name } from '../../components/name.tsx';
import { Page } from '../../components/page.tsx';
import { isReading, ReadingCards } from '../../components/reading-cards.tsx';
import { Section } from '../../components/section.tsx';
import { DoctorPart } from './doctor-part.tsx';
import { homesOf, type KeyHome } from './homes.ts';
import { KeepKeyStore } from './keep-key-store.tsx';
import { KeptKeys } from './kept-keys.tsx';
import { ModuleProblems } from './module-problems.tsx';
import type { PinPlace, PinWork } from './pin-work-dialog.tsx';
import { TokenCard } from './token-card.tsx';
import { useBesideKeys } from './use-beside-keys.ts';

interface TokensPageProps {
  /** Null while they are being asked. */
  readonly keys: Output<'tokens.list'> | null;
  readonly failure: Failure | null;
  readonly onRefresh: () => void;
  readonly onPinWork: (work: { readonly kind: PinWork; readonly place: PinPlace }) => void;
  readonly onNews: (text: string) => void;
  readonly onAddKeyStore: () => void;
  readonly onAddModule: () => void;
  /** Keys at signing services. */
  readonly services: ReactNode;
}

/** Everything one can sign with: tokens with the state of their PIN, key files, modules that failed, and the check of the whole way. */
export function TokensPage(props: TokensPageProps) {
  const { keys, failure, onRefresh, onPinWork } = props;
  const { t } = useTranslation();
  const { tokens: present, kept } = useBesideKeys(keys);
  const certificates = keys?.certificates ?? [];
  const homes = homesOf(certificates, present);
  const tokens = homes.filter(({ home }) => home.kind === 'pkcs11');
  const isKept = ({ id }: SigningCertificate) => kept.some(({ sha256 }) => sha256 === id);
  const stores = homes.filter(({ home, certificates: own }) => home.kind === 'pkcs12' && !own.every(isKept));
  const ofSystem = homes.filter(({ home }) => home.kind === 'system');
  return (
    <Page
      title={t('tokens.title')}
      text={t('tokens.text')}
      actions={
        <Button onClick={onRefresh} disabled={keys === null}>
          {keys === null ? (
            <LoaderCircle size={14} className="animate-spin" aria-hidden />
          ) : (
            <RefreshCw size={14} aria-hidden />
          )}
          {t(keys === null ? 'tokens.looking' : 'tokens.lookAgain')}
        </Button>
      }
    >
      {failure === null ? null : <FailureNote failure={failure} />}
      <ReadingCards keys={keys} />
      {keys !== null && tokens.length === 0 && !isReading(keys) ? (
        <EmptyBox icon={KeyRound} title={t('tokens.none')} text={t('tokens.noneText')} />
      ) : null}
      <ul aria-label={t('tokens.title')} className="flex flex-col gap-3 empty:hidden">
        {tokens.map((token) => (
          <TokenCard key={token.name} token={token} onPinWork={onPinWork} onNews={props.onNews} />
        ))}
      </ul>
      {keys === null ? null : <ModuleProblems problems={keys.problems} onRetried={onRefresh} onNews={props.onNews} />}
      {ofSystem.length === 0 ? null : (
        <Section title={t('tokens.ofSystem')}>
          <p className="mb-2 text-warn text-xs">{t('tokens.untested')}</p>
          <ul className="flex flex-col gap-2">
            {ofSystem.map((store) => (
              <Store key={store.name} store={store} />
            ))}
          </ul>
        </Section>
      )}
      <DoctorPart certificates={certificates} />
      {props.services}
      <Section
        title={t('tokens.keyStores')}
        actions={<AddKeys onAddKeyStore={props.onAddKeyStore} onAddModule={props.onAddModule} />}
      >
        <KeepKeyStore onNews={props.onNews} />
        <KeptKeys kept={kept} certificates={certificates} onNews={props.onNews} onChanged={onRefresh} />
        {stores.length + kept.length === 0 ? <p className="text-muted text-sm">{t('tokens.keyStoresNone')}</p> : null}
        <ul className="flex flex-col gap-2 empty:hidden">
          {stores.map((store) => (
            <Store key={store.name} store={store} />
          ))}
        </ul>
      </Section>
    </Page>
  );
}

function Store({ store: { home, certificates } }: { readonly store: KeyHome }) {
  return (
    <li className="flex gap-3 rounded-md border border-line bg-surface px-4 py-3 shadow-card">
      <FileKey2 size={18} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="break-words font-semibold text-base">
          <Name text={home.label} />
        </p>
        {certificates.map((certificate) => (
          <CertificateText key={certificate.id} certificate={certificate} withHome={false} />
        ))}
      </div>
    </li>
  );
}
