import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';

/** Under which licence the program comes, and the licences of what others made and it contains. */
export function Notices() {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = async () => {
    setFailure(null);
    try {
      setText((await call('app.notices', {})).text);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-muted text-sm">{t('settings.licence')}</p>
      {failure === null ? null : <FailureNote failure={failure} />}
      <Button onClick={() => void open()}>
        <ScrollText size={14} aria-hidden />
        {t('settings.notices')}
      </Button>
      {text === null ? null : (
        <Dialog title={t('settings.notices')} className="w-[min(46rem,calc(100vw-2rem))]" onClose={() => setText(null)}>
          <p className="shrink-0 px-5 pt-4 text-sm">{t('settings.noticesText')}</p>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
            tabIndex={0}
            lang="en"
            className="min-h-0 flex-1 overflow-auto whitespace-pre-wrap px-5 py-4 font-mono text-2xs text-muted outline-offset-[-2px]"
          >
            {text}
          </pre>
        </Dialog>
      )}
    </div>
  );
}
