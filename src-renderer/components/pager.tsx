import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';

interface PagerProps {
  /** Index of the first that is in view. */
  readonly from: number;
  /** How many a page holds. */
  readonly size: number;
  readonly total: number;
  readonly earlier: string;
  readonly later: string;
  readonly onFrom: (from: number) => void;
}

/** Turns the pages of a list that is too long to be drawn whole; nothing where one page holds it. */
export function Pager({ from, size, total, earlier, later, onFrom }: PagerProps) {
  const { t } = useTranslation();
  if (total <= size) return null;
  return (
    <div className="flex items-center gap-1">
      <IconButton
        label={earlier}
        icon={<ChevronLeft size={16} />}
        disabled={from === 0}
        onClick={() => onFrom(Math.max(0, from - size))}
      />
      <span className="tabular text-muted text-xs" aria-live="polite">
        {t('batch.range', { from: from + 1, to: Math.min(total, from + size), count: total })}
      </span>
      <IconButton
        label={later}
        icon={<ChevronRight size={16} />}
        disabled={from + size >= total}
        onClick={() => onFrom(from + size)}
      />
    </div>
  );
}
