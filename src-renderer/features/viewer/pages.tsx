import type { PDFDocumentProxy } from 'pdfjs-dist';
import {
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import {
  currentPage,
  GAP,
  type PageSize,
  pagesWithin,
  pageTops,
  scaleOf,
  scrollAfterZoom,
  type Zoom,
} from './layout.ts';
import { PageCanvas } from './page-canvas.tsx';
import { RenderQueue } from './render-queue.ts';

/** What the rest of the window may ask of the column of pages. */
export interface PagesHandle {
  /**
   * `page` from 1; `y` in points above the page's lower edge, which is brought into the middle.
   * @returns false while the pages are not laid out yet
   */
  goTo(page: number, y?: number): boolean;
  focus(): void;
}

interface PagesProps {
  readonly ref?: Ref<PagesHandle>;
  readonly pdf: PDFDocumentProxy;
  readonly name: string;
  readonly sizes: readonly PageSize[];
  readonly zoom: Zoom;
  /** Something laid over a page (`page` from 1, `scale` in CSS pixels per point). */
  readonly overlay?: ((page: number, scale: number) => ReactNode) | undefined;
  readonly onZoom: (direction: 1 | -1) => void;
  readonly onPage: (page: number) => void;
  readonly onScale: (scale: number) => void;
  readonly onMismatch: () => void;
}

/** All pages in one column. Only those near the viewport exist: a thousand pages cost what ten cost. */
export function Pages({ ref, pdf, name, sizes, zoom, overlay, onZoom, onPage, onScale, onMismatch }: PagesProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState<PageSize>({ width: 0, height: 0 });
  const [scrollTop, setScrollTop] = useState(0);
  const [page, setPage] = useState(0);
  const queue = useMemo(() => new RenderQueue(), []);
  const scale = viewport.width === 0 ? 0 : scaleOf(zoom, sizes, viewport, page);
  const tops = useMemo(() => pageTops(sizes, scale), [sizes, scale]);
  const columnWidth = useMemo(
    () => Math.max(viewport.width, Math.round(sizes.reduce((w, s) => Math.max(w, s.width), 0) * scale) + 2 * GAP),
    [sizes, scale, viewport.width],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setViewport({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  /** As it was drawn last: scale, height of the viewport, and how far it was scrolled then. */
  const drawn = useRef({ scale: 0, height: 0 });
  const scrolled = useRef(0);
  scrolled.current = scrollTop;
  const pointer = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || scale === 0) return;
    const before = drawn.current;
    const height = element.clientHeight;
    drawn.current = { scale, height };
    onScale(scale);
    if (before.scale !== 0 && before.scale !== scale) {
      // In a window of another height the upper edge stays; a third of the new one was somewhere else in the old one.
      const anchor = pointer.current ?? (before.height === height ? height / 3 : 0);
      element.scrollTop = scrollAfterZoom(sizes, before.scale, scale, scrolled.current, anchor);
      setScrollTop(element.scrollTop);
    }
    pointer.current = null;
  }, [scale, sizes, onScale]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      pointer.current = event.clientY - element.getBoundingClientRect().top;
      onZoom(event.deltaY < 0 ? 1 : -1);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [onZoom]);

  const goTo = useCallback(
    (target: number, y?: number) => {
      const element = scroller.current;
      const size = sizes[target - 1];
      if (element === null || size === undefined || scale === 0) return false;
      const top = tops[target - 1] ?? 0;
      element.scrollTop = y === undefined ? top - GAP : top + (size.height - y) * scale - element.clientHeight / 2;
      return true;
    },
    [sizes, tops, scale],
  );
  useImperativeHandle(ref, () => ({ goTo, focus: () => scroller.current?.focus() }), [goTo]);

  const current = currentPage(tops, scrollTop, viewport.height);
  useEffect(() => {
    setPage(current);
    onPage(current + 1);
  }, [current, onPage]);

  const margin = viewport.height * 0.75;
  const { first, last } = pagesWithin(tops, scrollTop - margin, scrollTop + viewport.height + margin);
  const shown = scale === 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);

  return (
    <section
      ref={scroller}
      aria-label={t('viewer.label', { name })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      id="document"
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      className="relative min-h-0 flex-1 overflow-auto bg-sunken outline-offset-[-2px]"
    >
      <div className="relative" style={{ height: tops.at(-1) ?? 0, width: columnWidth }}>
        {shown.map((index) => {
          const size = sizes[index];
          if (size === undefined) return null;
          const width = Math.round(size.width * scale);
          return (
            <article
              key={index}
              data-page={index + 1}
              aria-label={t('viewer.page', { page: index + 1 })}
              className="absolute bg-white shadow-page"
              style={{
                top: tops[index],
                left: Math.max(GAP, Math.round((columnWidth - width) / 2)),
                width,
                height: Math.round(size.height * scale),
              }}
            >
              <PageCanvas
                pdf={pdf}
                queue={queue}
                index={index}
                size={size}
                scale={scale}
                priority={Math.abs(index - current)}
                withText
                onMismatch={onMismatch}
              />
              {overlay?.(index + 1, scale)}
            </article>
          );
        })}
      </div>
    </section>
  );
}
