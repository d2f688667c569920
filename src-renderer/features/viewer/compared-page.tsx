import { ArrowLeftRight } from 'lucide-react';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Boxes } from './difference-marks.tsx';
import type { Box } from './differences.ts';
import { SCALE_100 } from './layout.ts';
import { pagePicture } from './page-picture.ts';
import type { Side } from './use-differences.ts';

export type ComparisonMode = 'side' | 'slide' | 'swap';

/** One page of both, and where it differs. */
export interface Compared {
  readonly before: Side;
  readonly after: Side;
  /** From 1. */
  readonly page: number;
  readonly boxes: readonly Box[];
}

interface ComparedPageProps extends Compared {
  /** Whose version is compared with what is now. */
  readonly title: string;
  readonly mode: ComparisonMode;
  /** Of the natural size; null: as wide as there is room. */
  readonly factor: number | null;
  /** The place that is looked at. */
  readonly current: number | null;
}

const EDGE = 16;

/** One page as it was signed and as it is now: beside each other, under a slider, or in turn. */
export function ComparedPage({ before, after, page, boxes, title, mode, factor, current }: ComparedPageProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  const [cut, setCut] = useState(50);
  const [swapped, setSwapped] = useState(false);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place or page is what is to be brought into view
  useEffect(() => {
    if (current === null) return;
    scroller.current?.querySelector(`[data-difference="${current}"]`)?.scrollIntoView({ block: 'center' });
  }, [current, page, boxes]);

  const columns = mode === 'side' ? 2 : 1;
  const widest = Math.max(before.info.pages[page - 1]?.width ?? 1, after.info.pages[page - 1]?.width ?? 1);
  const room = (width - EDGE * (columns + 1)) / columns;
  const scale = factor === null ? Math.min(SCALE_100 * 1.5, Math.max(0.1, room / widest)) : factor * SCALE_100;
  const marks = <Boxes boxes={boxes} current={current} />;
  const signed = <Picture side={before} page={page} scale={scale} missing={t('looking.missingThen')} />;
  const present = <Picture side={after} page={page} scale={scale} missing={t('looking.missingNow')} />;
  return (
    <section
      ref={scroller}
      aria-label={t('viewer.page', { page })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto bg-sunken outline-offset-[-2px]"
    >
      {width === 0 ? null : mode === 'side' ? (
        <div className="flex w-max min-w-full items-start justify-center gap-4 p-4">
          <Titled title={title}>
            {signed}
            {marks}
          </Titled>
          <Titled title={t('looking.present')}>
            {present}
            {marks}
          </Titled>
        </div>
      ) : mode === 'slide' ? (
        <div className="flex w-max min-w-full flex-col items-center gap-3 p-4">
          <label className="sticky top-2 z-10 flex items-center gap-3 rounded-md border border-line bg-raised px-3 py-1.5 text-sm shadow-float">
            <span>{title}</span>
            <input
              type="range"
              min={0}
              max={100}
              value={cut}
              aria-label={t('looking.slider')}
              onChange={(event) => setCut(Number(event.currentTarget.value))}
              className="w-56 accent-(--c-accent)"
            />
            <span>{t('looking.present')}</span>
          </label>
          <div className="relative">
            {signed}
            <div className="absolute inset-0" style={{ clipPath: `inset(0 0 0 ${cut}%)` }}>
              {present}
            </div>
            <div className="pointer-events-none absolute inset-y-0 w-0.5 bg-[#c2410c]" style={{ left: `${cut}%` }} />
            {marks}
          </div>
        </div>
      ) : (
        <div className="flex w-max min-w-full flex-col items-center gap-3 p-4">
          <span className="sticky top-2 z-10 flex items-center gap-3 rounded-md border border-line bg-raised px-3 py-1.5 text-sm shadow-float">
            <span aria-live="polite" className="min-w-28 font-medium">
              {t(swapped ? 'looking.present' : 'looking.signed')}
            </span>
            <Button size="sm" onClick={() => setSwapped(!swapped)}>
              <ArrowLeftRight size={14} aria-hidden />
              {t('looking.swapTo')}
            </Button>
          </span>
          <div className="relative">
            {signed}
            <div className={swapped ? 'absolute inset-0' : 'invisible absolute inset-0'}>{present}</div>
            {marks}
          </div>
        </div>
      )}
    </section>
  );
}

function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <figure>
      <figcaption className="mb-1.5 text-center font-medium text-muted text-xs">{title}</figcaption>
      <div className="relative">{children}</div>
    </figure>
  );
}

interface PictureProps {
  readonly side: Side;
  readonly page: number;
  /** CSS pixels per point. */
  readonly scale: number;
  readonly missing: string;
}

/** A page drawn once, swapped in when it is complete. */
function Picture({ side, page, scale, missing }: PictureProps) {
  const { t } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const size = side.info.pages[page - 1];
  useEffect(() => {
    if (size === undefined) return;
    let gone = false;
    setFailed(false);
    pagePicture(side.pdf, page, size, scale * devicePixelRatio).then(
      (canvas) => {
        if (gone) return;
        canvas.className = 'block size-full';
        canvas.setAttribute('aria-hidden', 'true');
        holder.current?.replaceChildren(canvas);
      },
      () => {
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
    };
  }, [side, page, size, scale]);
  if (size === undefined)
    return <p className="grid h-40 w-72 place-items-center bg-surface p-6 text-center text-muted text-sm">{missing}</p>;
  return (
    <div
      className="bg-white shadow-page"
      style={{ width: Math.round(size.width * scale), height: Math.round(size.height * scale) }}
    >
      <div ref={holder} className="size-full" />
      {failed ? <p className="p-4 text-[#47505d] text-sm">{t('viewer.pageFailed')}</p> : null}
    </div>
  );
}
