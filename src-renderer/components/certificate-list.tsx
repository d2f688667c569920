import { RadioGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { CertificateId } from '../../shared/contract/ids.ts';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import { CertificateText } from './certificate-text.tsx';
import { cx } from './cx.ts';
import { Disclosure } from './disclosure.tsx';

interface CertificateListProps {
  readonly certificates: readonly SigningCertificate[];
  readonly chosen: CertificateId | null;
  readonly onChoose: (id: CertificateId) => void;
}

/** Certificates that can sign, as cards to choose from; those that cannot, below, each with its reason. */
export function CertificateList({ certificates, chosen, onChoose }: CertificateListProps) {
  const { t } = useTranslation();
  const usable = certificates.filter((certificate) => certificate.usable);
  const others = certificates.filter((certificate) => !certificate.usable);
  return (
    <div className="flex flex-col gap-2">
      <RadioGroup.Root
        aria-label={t('sign.certificate')}
        value={chosen ?? ''}
        onValueChange={(value) => {
          const certificate = usable.find((candidate) => candidate.id === value);
          if (certificate) onChoose(certificate.id);
        }}
        className="flex flex-col gap-2"
      >
        {usable.map((certificate) => (
          <RadioGroup.Item
            key={certificate.id}
            value={certificate.id}
            className={cx(
              'group flex w-full gap-3 rounded-md border border-line bg-surface px-3 py-2.5 text-left shadow-card hover:border-edge',
              'data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft',
            )}
          >
            <span className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-edge bg-surface group-data-[state=checked]:border-accent">
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </span>
            <CertificateText certificate={certificate} />
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {others.length === 0 ? null : (
        <Disclosure title={t('sign.notUsable', { count: others.length })} defaultOpen={usable.length === 0}>
          <ul className="flex flex-col gap-2">
            {others.map((certificate) => (
              <li key={certificate.id} className="rounded-md border border-line border-dashed px-3 py-2.5">
                <CertificateText certificate={certificate} />
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  );
}
