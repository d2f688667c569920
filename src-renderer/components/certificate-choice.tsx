import { LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../shared/contract/contract.ts';
import type { CertificateId } from '../../shared/contract/ids.ts';
import { CertificateList } from './certificate-list.tsx';
import { isReading, ReadingCards } from './reading-cards.tsx';

interface CertificateChoiceProps {
  /** Null while the tokens are being asked. */
  readonly keys: Output<'tokens.list'> | null;
  readonly chosen: CertificateId | null;
  readonly onChoose: (id: CertificateId) => void;
}

/** The certificates to choose among, or why there are none. */
export function CertificateChoice({ keys, chosen, onChoose }: CertificateChoiceProps) {
  const { t } = useTranslation();
  if (keys === null)
    return (
      <p className="flex items-center gap-2 py-2 text-muted text-sm" role="status">
        <LoaderCircle size={15} className="animate-spin" aria-hidden />
        {t('sign.looking')}
      </p>
    );
  const reading = <ReadingCards keys={keys} />;
  if (keys.certificates.length === 0 && isReading(keys)) return reading;
  if (keys.certificates.length === 0)
    return (
      <div className="rounded-md border border-edge/60 border-dashed px-4 py-4">
        <p className="font-medium text-sm">{t('sign.noCertificates')}</p>
        <p className="mt-1 text-muted text-sm">{t('sign.noCertificatesText')}</p>
      </div>
    );
  return (
    <>
      {reading}
      <CertificateList certificates={keys.certificates} chosen={chosen} onChoose={onChoose} />
    </>
  );
}
