import { useTranslation } from 'react-i18next';
import { type Certification, certification } from '../../../shared/contract/signing-choices.ts';
import { ChoiceList } from '../../components/choice-list.tsx';

interface CertifyChoiceProps {
  readonly value: Certification;
  /** False: others have signed before. */
  readonly first: boolean;
  readonly onChange: (value: Certification) => void;
}

/** Whether this is the author's own seal, and what it leaves to others. */
export function CertifyChoice({ value, first, onChange }: CertifyChoiceProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-2">
      <ChoiceList
        label={t('certify.label')}
        value={value}
        onChange={onChange}
        options={certification.options.map((option) => ({
          value: option,
          name: t(`certify.name.${option}`),
          text: t(`certify.text.${option}`),
          disabled: option !== 'none' && !first,
        }))}
      />
      {first ? null : <p className="text-muted text-xs">{t('certify.notFirst')}</p>}
    </div>
  );
}
