import { FileKey2, FilePlus2, KeyRound, LoaderCircle, Puzzle, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Output, SigningCertificate } from '../../../shared/contract/contract.ts';
import { Button } from '../../components/button.tsx';
import { CertificateText } from '../../components/certificate-text.tsx';
import { EmptyBox } from '../../components/empty-box.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Section } from '../../components/section.tsx';
import { DoctorPart } from './doctor-part.tsx';
import { homesOf, type KeyHome } from './homes.ts';
import { ModuleProblems } from './module-problems.tsx';
import type { PinWork } from './pin-work-dialog.tsx';
import { TokenCard } from './token-card.tsx';

interface TokensPageProps {
  /** Null while they are being asked. */
  readonly keys: Output<'tokens.list'> | null;
  readonly failure: Failure | null;
  readonly onRefresh: () => void;
  readonly onPinWork: (work: { readonly kind: PinWork; readonly certificate: SigningCertificate }) => void;
  readonly onNews: (text: string) => void;
  readonly onAddKeyStore: () => void;
  readonly onAddModule: () => void;
}

/** Everything one can sign with: tokens with the state of their PIN, key files, modules that failed, and the check of the whole way. */
export function TokensPage(props: TokensPageProps) {
  const { keys, failure, onRefresh, onPinWork } = props;
  const { t } = useTranslation();
  const homes = homesOf(keys?.certificates ?? []);
  const tokens = homes.filter(({ home }) => home.kind === 'pkcs11');
  const stores = homes.filter(({ home }) => home.kind === 'pkcs12');
  const ofSystem = homes.filter(({ home }) => home.kind === 'system');
  return (
    <main className="min-w-0 flex-1 overflow-y-auto bg-surface">
      <div className="mx-auto flex max-w-4xl flex-col gap-6 px-8 pt-6 pb-12 max-md:px-4">
        <div className="flex flex-wrap items-start justify-between gap-4">
          <div className="min-w-0">
            <h1 className="font-semibold text-xl">{t('tokens.title')}</h1>
            <p className="mt-1 max-w-[62ch] text-pretty text-muted text-sm">{t('tokens.text')}</p>
          </div>
          <Button onClick={onRefresh} disabled={keys === null}>
            {keys === null ? (
              <LoaderCircle size={14} className="animate-spin" aria-hidden />
            ) : (
              <RefreshCw size={14} aria-hidden />
            )}
            {t(keys === null ? 'tokens.looking' : 'tokens.lookAgain')}
          </Button>
        </div>
        {failure === null ? null : <FailureNote failure={failure} />}
        {keys !== null && tokens.length === 0 ? (
          <EmptyBox icon={KeyRound} title={t('tokens.none')} text={t('tokens.noneText')} />
        ) : null}
        <ul aria-label={t('tokens.title')} className="flex flex-col gap-3 empty:hidden">
          {tokens.map((token) => (
            <TokenCard key={token.name} token={token} onPinWork={onPinWork} />
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
        <DoctorPart certificates={keys?.certificates ?? []} />
        <Section
          title={t('tokens.keyStores')}
          actions={
            <span className="flex flex-wrap gap-2">
              <Button size="sm" onClick={props.onAddKeyStore}>
                <FilePlus2 size={13} aria-hidden />
                {t('sign.addKeyStore')}
              </Button>
              <Button size="sm" onClick={props.onAddModule}>
                <Puzzle size={13} aria-hidden />
                {t('sign.addModule')}
              </Button>
            </span>
          }
        >
          {stores.length === 0 ? <p className="text-muted text-sm">{t('tokens.keyStoresNone')}</p> : null}
          <ul className="flex flex-col gap-2 empty:hidden">
            {stores.map((store) => (
              <Store key={store.name} store={store} />
            ))}
          </ul>
        </Section>
      </div>
    </main>
  );
}

function Store({ store: { home, certificates } }: { readonly store: KeyHome }) {
  return (
    <li className="flex gap-3 rounded-md border border-line bg-surface px-4 py-3 shadow-card">
      <FileKey2 size={18} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="break-words font-semibold text-base">{home.label}</p>
        {certificates.map((certificate) => (
          <CertificateText key={certificate.id} certificate={certificate} withHome={false} />
        ))}
      </div>
    </li>
  );
}
