import { FileLock2, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeptKey } from '../../../shared/contract/object-calls.ts';
import type { SigningCertificate } from '../../../shared/contract/token-list-calls.ts';
import { call } from '../../bridge/client.ts';
import { IconButton } from '../../components/button.tsx';
import { CertificateText } from '../../components/certificate-text.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Name } from '../../components/name.tsx';
import { ConfirmDeletion } from './confirm-deletion.tsx';

interface KeptKeysProps {
  readonly kept: readonly KeptKey[];
  /** What can be signed with: a key that is on a token, too, is that of the token there. */
  readonly certificates: readonly SigningCertificate[];
  readonly onNews: (text: string) => void;
  /** One was deleted. */
  readonly onChanged: () => void;
}

/** Keys in the program's own folder. They are deleted only here: no other program knows of them. */
export function KeptKeys({ kept, certificates, onNews, onChanged }: KeptKeysProps) {
  const { t } = useTranslation();
  const [deleting, setDeleting] = useState<KeptKey | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const remove = async ({ sha256, name }: KeptKey) => {
    setDeleting(null);
    setFailure(null);
    try {
      await call('tokens.deleteKept', { certificate: sha256 });
      onNews(t('manage.keptDeleted', { name }));
    } catch (error) {
      setFailure(failureOf(error));
    }
    onChanged();
  };
  return (
    <>
      {failure === null ? null : <FailureNote failure={failure} className="mb-2" />}
      <ul aria-label={t('manage.keptTitle')} className="mb-2 flex flex-col gap-2 empty:hidden">
        {kept.map((key) => {
          const certificate = certificates.find(({ id }) => id === key.sha256);
          return (
            <li key={key.sha256} className="flex gap-3 rounded-md border border-line bg-surface px-4 py-3 shadow-card">
              <FileLock2 size={18} aria-hidden className="mt-0.5 shrink-0 text-muted" />
              <div className="flex min-w-0 flex-1 flex-col gap-1.5">
                <p className="text-faint text-xs">
                  {t(certificate?.home.kind === 'pkcs12' ? 'manage.keptHere' : 'manage.keptToo')}
                </p>
                {certificate === undefined ? (
                  <p className="break-words font-semibold text-base">
                    <Name text={key.name} />
                  </p>
                ) : (
                  <CertificateText certificate={certificate} withHome={false} />
                )}
              </div>
              <IconButton
                label={t('manage.deleteKept', { name: key.name })}
                icon={<Trash2 size={14} />}
                onClick={() => setDeleting(key)}
              />
            </li>
          );
        })}
      </ul>
      {deleting === null ? null : (
        <ConfirmDeletion
          title={t('manage.titleDeleteKept')}
          name={deleting.name}
          action={t('manage.submit.delete')}
          onConfirm={() => void remove(deleting)}
          onClose={() => setDeleting(null)}
        >
          <p className="text-pretty text-muted text-sm">{t('manage.deleteKeptText')}</p>
        </ConfirmDeletion>
      )}
    </>
  );
}
