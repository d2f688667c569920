import { useTranslation } from 'react-i18next';
import type { LedgerEntryView } from '../../../shared/contract/ledger-calls.ts';
import { commonName } from '../../../shared/domain/common-name.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { formatTime } from '../../i18n/format.ts';
import { useKindName } from './kind-name.ts';

interface LedgerTableProps {
  readonly entries: readonly LedgerEntryView[];
  readonly size: number;
  readonly selected: number | null;
  readonly onSelect: (index: number) => void;
  readonly onMore: () => void;
}

const HEAD = 'sticky top-0 z-10 border-line border-b bg-surface px-3 py-2 text-left font-medium text-faint text-xs';
const CELL = 'border-line border-b px-3 py-2.5 align-top';

/** Entries, newest first. The number of each is a button: it opens the entry beside the table. */
export function LedgerTable({ entries, size, selected, onSelect, onMore }: LedgerTableProps) {
  const { t } = useTranslation();
  const kindName = useKindName();
  return (
    <section
      className="min-w-0 flex-1 overflow-auto outline-offset-[-2px]"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      aria-label={t('ledger.table')}
    >
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead>
          <tr>
            <th scope="col" className={cx(HEAD, 'w-16 pl-8 text-right')}>
              {t('ledger.number')}
            </th>
            <th scope="col" className={HEAD}>
              {t('ledger.document')}
            </th>
            <th scope="col" className={HEAD}>
              {t('ledger.signer')}
            </th>
            <th scope="col" className={HEAD}>
              {t('ledger.kind')}
            </th>
            <th scope="col" className={HEAD}>
              {t('ledger.time')}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => {
            const active = entry.index === selected;
            return (
              <tr
                key={entry.index}
                onClick={() => onSelect(entry.index)}
                className={cx(active ? 'bg-accent-soft' : 'hover:bg-hover')}
              >
                <td className={cx(CELL, 'pl-8 text-right')}>
                  <button
                    type="button"
                    aria-pressed={active}
                    className="tabular rounded-sm px-1 font-medium text-accent hover:underline"
                  >
                    {entry.index}
                  </button>
                </td>
                <td className={cx(CELL, 'w-full min-w-48 font-medium [overflow-wrap:anywhere]')}>{entry.document}</td>
                <td className={cx(CELL, 'whitespace-nowrap')}>
                  {entry.signer === null ? '–' : commonName(entry.signer)}
                </td>
                <td className={cx(CELL, 'text-muted')}>{kindName(entry.kind)}</td>
                <td className={cx(CELL, 'whitespace-nowrap pr-6 text-muted')}>{formatTime(entry.time)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className="flex items-center gap-3 px-8 py-4 text-faint text-xs">
        {t('ledger.entries', { count: size })}
        {entries.length < size ? (
          <Button size="sm" onClick={onMore}>
            {t('ledger.more')}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
