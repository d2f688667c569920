import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../components/cx.ts';
import type { PageSize } from './layout.ts';
import { PageCanvas } from './page-canvas.tsx';
import { RenderQueue } from './render-queue.ts';

const WIDTH = 88;
const BOX = 124;
const ROW = BOX + 32;

interface ThumbnailsProps {
  readonly pdf: PDFDocumentProxy;
  readonly sizes: readonly PageSize[];
  /** From 1. */
  readonly page: number;
  readonly onGo: (page: number) => void;
}

/** Small pages in a column; arrows move along it. Only those in sight are drawn. */
export function Thumbnails({ pdf, sizes, page, onGo }: ThumbnailsProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLElement>(null);
  const queue = useMemo(() => new RenderQueue(), []);
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const top = (page - 1) * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW > element.scrollTop + element.clientHeight) element.scrollTop = top + ROW - element.clientHeight;
  }, [page]);

  const first = Math.max(0, Math.floor(scrollTop / ROW) - 1);
  const last = Math.min(sizes.length - 1, Math.ceil((scrollTop + height) / ROW) + 1);
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);

  return (
    <nav
      ref={scroller}
      aria-label={t('viewer.thumbnails')}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        const next = page + step;
        if (step === 0 || next < 1 || next > sizes.length) return;
        event.preventDefault();
        onGo(next);
        requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-thumb="${next}"]`)?.focus());
      }}
      className="w-34 shrink-0 overflow-y-auto border-line border-r bg-canvas"
    >
      <div className="relative" style={{ height: sizes.length * ROW + 8 }}>
        {shown.map((index) => {
          const size = sizes[index];
          if (size === undefined) return null;
          const scale = Math.min(WIDTH / size.width, BOX / size.height);
          const active = index + 1 === page;
          return (
            <button
              type="button"
              key={index}
              data-thumb={index + 1}
              tabIndex={active ? 0 : -1}
              aria-label={t('viewer.page', { page: index + 1 })}
              aria-current={active ? 'page' : undefined}
              onClick={() => onGo(index + 1)}
              className="absolute inset-x-2 flex flex-col items-center justify-end gap-1 rounded-md pb-1 outline-offset-[-2px]"
              style={{ top: index * ROW + 8, height: ROW - 4 }}
            >
              <span
                className={cx(
                  'relative block bg-white shadow-card',
                  active ? 'outline-2 outline-accent outline-offset-2' : 'outline-1 outline-line',
                )}
                style={{ width: Math.round(size.width * scale), height: Math.round(size.height * scale) }}
              >
                <PageCanvas
                  pdf={pdf}
                  queue={queue}
                  index={index}
                  size={size}
                  scale={scale}
                  priority={index}
                  withText={false}
                />
              </span>
              <span className={cx('tabular text-2xs', active ? 'font-semibold text-accent' : 'text-faint')}>
                {index + 1}
              </span>
            </button>
          );
        })}
      </div>
    </nav>
  );
}
