import { useTranslation } from 'react-i18next';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Note } from '../../components/note.tsx';

interface ImportFailureProps {
  readonly failure: Failure;
  readonly className?: string;
}

/** Why something was not done with a token or a key file. The password of a file is told from the PIN of a token, which is a CKR value. */
export function ImportFailure({ failure, className }: ImportFailureProps) {
  const { t } = useTranslation();
  if (failure.code !== 'PIN_INCORRECT') return <FailureNote failure={failure} {...(className && { className })} />;
  return (
    <div role="alert" className={className}>
      <Note tone="warn">{t('manage.wrongPassword')}</Note>
    </div>
  );
}
