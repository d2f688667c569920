import { BookText, FolderOpen, PenLine, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../../shared/contract/document-calls.ts';
import type { LedgerEntryView } from '../../../shared/contract/ledger-calls.ts';
import type { LevelOutcome } from '../../../shared/contract/level-outcome.ts';
import { Button } from '../../components/button.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { Hex } from '../../components/hex.tsx';
import { Note } from '../../components/note.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import { formatSize, formatTime } from '../../i18n/format.ts';

interface ResultPanelProps {
  readonly info: DocumentInfo;
  readonly entry: LedgerEntryView;
  readonly sourceName: string;
  readonly level: LevelOutcome;
  readonly warnings: readonly string[];
  /** The verdict on the new file in one line. */
  readonly verdict: ReactNode;
  /** The verdict on each signature in it. */
  readonly children: ReactNode;
  readonly onReveal: () => void;
  readonly onLedger: () => void;
  readonly onOutbox: () => void;
  /** Null: what is a signature is not signed again. */
  readonly onSignAgain: (() => void) | null;
}

export function ResultPanel({
  info,
  entry,
  sourceName,
  level,
  warnings,
  verdict,
  children,
  onReveal,
  onLedger,
  onOutbox,
  onSignAgain,
}: ResultPanelProps) {
  const { t, i18n } = useTranslation();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto p-5">
        {verdict}
        <Reached level={level} onOutbox={onOutbox} />
        {warnings.map((warning) => (
          <Note key={warning} tone="warn">
            <Sentence text={warning} />
          </Note>
        ))}
        <div className="rounded-lg border border-line bg-surface shadow-card">
          <div className="border-line border-b px-4 py-3">
            <p className="text-faint text-xs">{t('result.savedAs')}</p>
            <p className="break-words font-semibold text-base">{info.name}</p>
            <p className="mt-0.5 text-muted text-xs">
              {formatSize(info.size, i18n.language)} · {t('result.original', { name: sourceName })}
            </p>
            <Button size="sm" className="mt-2.5" onClick={onReveal}>
              <FolderOpen size={13} aria-hidden />
              {t('result.showInFolder')}
            </Button>
          </div>
          <div className="px-4 py-3">
            <Facts>
              <Fact name={t('result.ledgerEntry')}>
                <button
                  type="button"
                  onClick={onLedger}
                  className="tabular inline-flex items-center gap-1.5 rounded-sm font-medium text-accent hover:underline"
                >
                  <BookText size={13} aria-hidden />
                  {t('result.ledgerNumber', { index: entry.index })}
                </button>
              </Fact>
              <Fact name={t('ledger.time')}>{formatTime(entry.time)}</Fact>
              <Fact name={t('verdict.sha256')}>
                <Hex value={info.sha256} />
              </Fact>
            </Facts>
          </div>
        </div>
        {children}
      </div>
      {onSignAgain === null ? null : (
        <footer className="shrink-0 border-line border-t px-5 py-3">
          <Button className="w-full" onClick={onSignAgain}>
            <PenLine size={15} aria-hidden />
            {t('result.signAgain')}
          </Button>
        </footer>
      )}
    </div>
  );
}

/** How far it came; where that is less than asked: why, and what happens now. */
function Reached({ level, onOutbox }: { readonly level: LevelOutcome; readonly onOutbox: () => void }) {
  const { t } = useTranslation();
  const { asked, reached, problems, outbox } = level;
  if (reached === asked)
    return (
      <p className="tabular text-muted text-sm">
        {t('level.reached', { name: t(`level.name.${reached}`), level: reached })}
      </p>
    );
  return (
    <Note tone="warn">
      <p className="font-medium">{t('level.short', { asked, reached })}</p>
      {problems.map((problem) => (
        <p key={problem.code} className="mt-1">
          {failureText(problem)}
        </p>
      ))}
      {outbox === null ? null : (
        <>
          <p className="mt-1 text-muted">{t('level.inOutbox', { asked })}</p>
          <Button size="sm" className="mt-2" onClick={onOutbox}>
            <Send size={13} aria-hidden />
            {t('outbox.show')}
          </Button>
        </>
      )}
    </Note>
  );
}
