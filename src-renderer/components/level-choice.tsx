import { useTranslation } from 'react-i18next';
import { type SignatureLevel, signatureLevel } from '../../shared/contract/signing-choices.ts';
import { Button } from './button.tsx';
import { ChoiceList } from './choice-list.tsx';
import { Note } from './note.tsx';

interface LevelChoiceProps {
  readonly value: SignatureLevel;
  /** Lowest that makes sense. */
  readonly from?: SignatureLevel;
  /** False: nobody is named who gives timestamps. */
  readonly hasAuthority: boolean;
  readonly onChange: (level: SignatureLevel) => void;
  readonly onSettings: () => void;
}

/** How long the signature shall hold, in the words of somebody who never read the standard. */
export function LevelChoice({ value, from = 'B-B', hasAuthority, onChange, onSettings }: LevelChoiceProps) {
  const { t } = useTranslation();
  const levels = signatureLevel.options;
  return (
    <div className="flex flex-col gap-2">
      <ChoiceList
        label={t('level.label')}
        value={value}
        onChange={onChange}
        options={levels.slice(levels.indexOf(from)).map((level) => ({
          value: level,
          name: t(`level.name.${level}`),
          text: t(`level.text.${level}`),
          mark: level,
          disabled: level !== 'B-B' && !hasAuthority,
        }))}
      />
      {hasAuthority ? null : (
        <Note>
          <p>{t('level.needsAuthority')}</p>
          <Button size="sm" className="mt-2" onClick={onSettings}>
            {t('level.addAuthority')}
          </Button>
        </Note>
      )}
    </div>
  );
}
