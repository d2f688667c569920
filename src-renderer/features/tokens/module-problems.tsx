import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Name } from '../../components/name.tsx';
import { Section } from '../../components/section.tsx';
import { failureText } from '../../i18n/failure-text.ts';

interface ModuleProblemsProps {
  readonly problems: Output<'tokens.list'>['problems'];
  readonly onRetried: () => void;
  readonly onNews: (text: string) => void;
}

/** Modules that could not be used; one that was put aside after it crashed can be tried again. */
export function ModuleProblems({ problems, onRetried, onNews }: ModuleProblemsProps) {
  const { t } = useTranslation();
  const [failure, setFailure] = useState<Failure | null>(null);
  if (problems.length === 0) return null;
  const retry = async (module: string) => {
    setFailure(null);
    try {
      await call('tokens.retryModule', { module });
      onNews(t('tokens.retried'));
      onRetried();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <Section title={t('tokens.modules')}>
      <p className="mb-2 text-muted text-sm">{t('tokens.modulesText')}</p>
      {failure === null ? null : <FailureNote failure={failure} className="mb-2" />}
      <ul className="flex flex-col gap-2">
        {problems.map(({ module, code, message }) => (
          <li
            key={`${module} ${message}`}
            className="flex flex-wrap items-start gap-3 rounded-md border border-warn-line bg-warn-soft px-4 py-3 text-sm"
          >
            <div className="min-w-0 flex-1">
              <p className="break-words font-medium">
                <Name text={module} />
              </p>
              <p className="text-pretty">{failureText({ code, details: {} })}</p>
              <p className="text-2xs text-muted">{code}</p>
            </div>
            {code === 'MODULE_QUARANTINED' ? (
              <Button size="sm" onClick={() => void retry(module)}>
                <RotateCcw size={13} aria-hidden />
                {t('tokens.tryAgain')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
