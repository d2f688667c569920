import { useTranslation } from 'react-i18next';
import { CheckBox } from './check-box.tsx';
import { Note } from './note.tsx';

interface LastTryProps {
  /** What has one try left: the PIN, or the code that unblocks it. */
  readonly of: 'pin' | 'code';
  readonly confirmed: boolean;
  readonly onConfirm: (confirmed: boolean) => void;
}

/** The second confirmation before a last try is used: what a wrong one costs, and that this is known. */
export function LastTry({ of, confirmed, onConfirm }: LastTryProps) {
  const { t } = useTranslation();
  return (
    <Note tone="warn">
      <p className="text-pretty font-medium">{t(`lastTry.${of}.text`)}</p>
      <p className="mt-1 mb-2 text-pretty">{t(`lastTry.${of}.cost`)}</p>
      <CheckBox label={t(`lastTry.${of}.confirm`)} checked={confirmed} onChange={onConfirm} />
    </Note>
  );
}
