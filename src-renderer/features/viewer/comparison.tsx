import type { TFunction } from 'i18next';
import { ArrowLeft, ChevronDown, ChevronUp, LoaderCircle } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { FailureNote } from '../../components/failure-note.tsx';
import { useFocusBack } from '../../components/focus-back.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { formatTime } from '../../i18n/format.ts';
import { type Compared, ComparedPage, type ComparisonMode } from './compared-page.tsx';
import { type Side, useDifferences } from './use-differences.ts';
import { usePdf } from './use-pdf.ts';

interface ComparisonProps {
  readonly signed: PdfInfo;
  /** Whose version it is; empty where nobody knows. */
  readonly signer: string;
  /** When it was signed, as far as that is known. ISO 8601. */
  readonly time: string | null;
  readonly present: PdfInfo;
  readonly password: string | undefined;
  /** Pages that are expected to differ, from 1: looked at first. */
  readonly expected: readonly number[];
  readonly onBack: () => void;
}

/** The file as it was signed beside the file as it is now, page by page, with every difference marked. */
export function Comparison({ signed, signer, time, present, password, expected, onBack }: ComparisonProps) {
  const { t } = useTranslation();
  useFocusBack();
  const [mode, setMode] = useState<ComparisonMode>('side');
  const [scale, setScale] = useState<'fit' | '1' | '2'>('fit');
  const [at, setAt] = useState<{ page: number; place: number | null }>({ page: expected[0] ?? 1, place: null });
  const title = signedTitle(t, signer, time);
  const then = usePdf(signed, password);
  const now = usePdf(present, password);
  const before = useMemo<Side | null>(() => (then?.ok ? { info: signed, pdf: then.pdf } : null), [then, signed]);
  const after = useMemo<Side | null>(() => (now?.ok ? { info: present, pdf: now.pdf } : null), [now, present]);
  const found = useDifferences(before, after, expected);
  const count = Math.max(signed.pages.length, present.pages.length);
  const places = [...found]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([page, boxes]) => (boxes ?? []).map((_, place) => ({ page, place })));
  const differing = [...new Set(places.map(({ page }) => page))];

  // What differs is what somebody came for: until they move, the first such place is in view.
  const [moved, setMoved] = useState(false);
  const first = places.find(({ page }) => page === (expected[0] ?? page));
  useEffect(() => {
    if (moved || first === undefined) return;
    setMoved(true);
    setAt(first);
  }, [moved, first]);
  const goTo = (page: number, place: number | null = null) => {
    setMoved(true);
    setAt({ page: Math.min(count, Math.max(1, page)), place });
  };
  const step = (direction: 1 | -1) => {
    const order = (spot: { page: number; place: number | null }) => spot.page * 1e6 + (spot.place ?? -1);
    const here = order(at);
    const next =
      direction === 1
        ? places.find((spot) => order(spot) > here)
        : places.toReversed().find((spot) => order(spot) < here);
    if (next !== undefined) goTo(next.page, next.place);
  };
  const act = (key: string): boolean => {
    if (key === 'n') step(1);
    else if (key === 'p') step(-1);
    else if (key === 'PageDown') goTo(at.page + 1);
    else if (key === 'PageUp') goTo(at.page - 1);
    else if (key === 'Escape') onBack();
    else return false;
    return true;
  };
  const boxes = found.get(at.page);
  const compared: Compared | null =
    before === null || after === null ? null : { before, after, page: at.page, boxes: boxes ?? [] };
  const failure = then?.ok === false ? then.failure : now?.ok === false ? now.failure : null;

  return (
    <main
      data-pane
      aria-label={t('looking.compareTitle', { name: present.name })}
      className="flex min-w-0 flex-1 flex-col outline-none"
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (act(event.key)) event.preventDefault();
      }}
    >
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-3 py-1.5">
        <Button size="sm" autoFocus onClick={onBack}>
          <ArrowLeft size={14} aria-hidden />
          {t('looking.back')}
        </Button>
        <h1 className="min-w-32 flex-1 truncate font-medium text-sm">
          {t('looking.compareTitle', { name: present.name })}
        </h1>
        <Segmented
          label={t('looking.mode')}
          value={mode}
          options={[
            { value: 'side', text: t('looking.side') },
            { value: 'slide', text: t('looking.slide') },
            { value: 'swap', text: t('looking.swap') },
          ]}
          onChange={setMode}
        />
        <Segmented
          label={t('looking.scale')}
          value={scale}
          options={[
            { value: 'fit', text: t('looking.fit') },
            { value: '1', text: t('viewer.percent', { percent: 100 }) },
            { value: '2', text: t('viewer.percent', { percent: 200 }) },
          ]}
          onChange={setScale}
        />
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-canvas px-3 py-1.5 text-sm">
        <span className="flex items-center">
          <IconButton
            label={t('viewer.previous')}
            shortcut="PageUp"
            icon={<ChevronUp size={16} />}
            disabled={at.page <= 1}
            onClick={() => goTo(at.page - 1)}
          />
          <IconButton
            label={t('viewer.next')}
            shortcut="PageDown"
            icon={<ChevronDown size={16} />}
            disabled={at.page >= count}
            onClick={() => goTo(at.page + 1)}
          />
          <span className="tabular ml-1 text-muted">{t('looking.pageOf', { page: at.page, count })}</span>
        </span>
        <p role="status" className="min-w-0 flex-1 truncate">
          {boxes === undefined
            ? null
            : boxes === null
              ? t('looking.failed')
              : boxes.length === 0
                ? found.size === count && places.length === 0
                  ? t('looking.same')
                  : t('looking.samePage', { page: at.page })
                : t('looking.placesOn', { count: boxes.length, page: at.page })}
        </p>
        {found.size >= count ? null : (
          <span className="flex w-44 flex-col gap-1">
            <span className="tabular text-2xs text-muted">{t('looking.comparing', { done: found.size, count })}</span>
            <ProgressBar fraction={found.size / count} label={t('looking.comparing', { done: found.size, count })} />
          </span>
        )}
        <Button size="sm" disabled={places.length === 0} onClick={() => step(-1)}>
          {t('looking.previousDifference')}
        </Button>
        <Button size="sm" tone="primary" disabled={places.length === 0} onClick={() => step(1)}>
          {t('looking.nextDifference')}
        </Button>
      </div>
      {differing.length === 0 ? null : (
        <nav
          aria-label={t('looking.differing')}
          className="flex shrink-0 items-center gap-1 overflow-x-auto border-line border-b bg-canvas px-3 py-1 text-xs"
        >
          <span className="shrink-0 text-muted">{t('looking.differing')}</span>
          {differing.map((page) => (
            <button
              key={page}
              type="button"
              aria-current={page === at.page ? 'page' : undefined}
              aria-label={t('viewer.page', { page })}
              onClick={() => goTo(page, 0)}
              className="tabular min-h-6 min-w-6 rounded-sm border border-edge/60 bg-surface px-1.5 hover:bg-hover aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:text-accent"
            >
              {page}
            </button>
          ))}
        </nav>
      )}
      {failure !== null ? (
        <div className="p-6">
          <FailureNote failure={failure} />
        </div>
      ) : compared === null ? (
        <p className="flex items-center gap-2 p-6 text-muted text-sm" role="status">
          <LoaderCircle size={16} className="animate-spin" aria-hidden />
          {t('viewer.loading')}
        </p>
      ) : (
        <ComparedPage
          {...compared}
          title={title}
          mode={mode}
          factor={scale === 'fit' ? null : Number(scale)}
          current={at.place}
        />
      )}
    </main>
  );
}

/** "As signed by Eva Berg on 2026-11-21 09:15:04 +01:00", as far as it is known. */
function signedTitle(t: TFunction, name: string, time: string | null): string {
  if (name === '') return t('looking.signed');
  return time === null
    ? t('looking.signedByName', { name })
    : t('looking.signedByOn', { name, time: formatTime(time) });
}
