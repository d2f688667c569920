import type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist';
import { TextLayer } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageSize } from './layout.ts';
import type { RenderQueue } from './render-queue.ts';

/** A canvas holds at most this many device pixels; larger pages are drawn coarser. */
const MAX_PIXELS = 16_777_216;

interface PageCanvasProps {
  readonly pdf: PDFDocumentProxy;
  readonly queue: RenderQueue;
  /** From 0. */
  readonly index: number;
  readonly size: PageSize;
  /** CSS pixels per point. */
  readonly scale: number;
  readonly priority: number;
  readonly withText: boolean;
  /** The page as pdf.js sees it differs from what our reader says: it must not be shown. */
  readonly onMismatch?: () => void;
}

/** One page: drawn off screen and swapped in when complete, so that zooming never flickers; let go when it leaves. */
export function PageCanvas({ pdf, queue, index, size, scale, priority, withText, onMismatch }: PageCanvasProps) {
  const { t } = useTranslation();
  const picture = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const latest = useRef({ priority, onMismatch });
  latest.current = { priority, onMismatch };

  useEffect(() => {
    let gone = false;
    let render: RenderTask | null = null;
    let layer: TextLayer | null = null;
    const draw = async () => {
      const page = await pdf.getPage(index + 1);
      if (gone) return;
      if (!agrees(page, size)) {
        latest.current.onMismatch?.();
        return;
      }
      const canvas = document.createElement('canvas');
      const ratio = Math.min(devicePixelRatio, Math.sqrt(MAX_PIXELS / (size.width * size.height * scale * scale)));
      const natural = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: (scale * ratio * size.width) / natural.width });
      canvas.width = Math.max(1, Math.round(Math.round(size.width * scale) * ratio));
      canvas.height = Math.max(1, Math.round(Math.round(size.height * scale) * ratio));
      canvas.className = 'absolute inset-0 size-full';
      canvas.setAttribute('aria-hidden', 'true');
      render = page.render({ canvas, viewport });
      await render.promise;
      if (gone) return;
      release(picture.current);
      picture.current?.replaceChildren(canvas);
      setFailed(false);
      if (!withText || text.current === null) return;
      const holder = document.createElement('div');
      holder.className = 'text-layer';
      layer = new TextLayer({
        textContentSource: page.streamTextContent(),
        container: holder,
        viewport: page.getViewport({ scale: (scale * size.width) / natural.width }),
      });
      await layer.render();
      if (!gone) text.current?.replaceChildren(holder);
    };
    // Zooming asks for many sizes in a row: draw the one that stays.
    const timer = setTimeout(
      () => {
        withdraw = queue.add(latest.current.priority, () =>
          gone
            ? Promise.resolve()
            : draw().catch((error: unknown) => {
                if (!gone && !(error instanceof Error && error.name === 'RenderingCancelledException')) setFailed(true);
              }),
        );
      },
      picture.current?.firstChild == null ? 0 : 120,
    );
    let withdraw: () => void = () => {};
    return () => {
      gone = true;
      clearTimeout(timer);
      withdraw();
      render?.cancel();
      layer?.cancel();
    };
  }, [pdf, queue, index, size, scale, withText]);

  useEffect(() => {
    const holder = picture.current;
    return () => {
      release(holder);
      void pdf.getPage(index + 1).then(
        (page) => page.cleanup(),
        () => {},
      );
    };
  }, [pdf, index]);

  return (
    <>
      <div ref={picture} className="absolute inset-0" />
      {withText ? (
        <div
          ref={text}
          className="absolute inset-0"
          style={
            { '--total-scale-factor': scale, '--scale-round-x': '1px', '--scale-round-y': '1px' } as React.CSSProperties
          }
        />
      ) : null}
      {failed ? (
        <p className="absolute inset-x-0 top-1/3 px-4 text-center text-[#47505d] text-sm">{t('viewer.pageFailed')}</p>
      ) : null}
    </>
  );
}

/** Both readers see the same page within a point. */
function agrees(page: PDFPageProxy, size: PageSize): boolean {
  const viewport = page.getViewport({ scale: 1 });
  return Math.abs(viewport.width - size.width) <= 1 && Math.abs(viewport.height - size.height) <= 1;
}

/** Gives the memory of drawn pages back at once instead of when the collector comes by. */
function release(holder: HTMLElement | null): void {
  for (const canvas of holder?.querySelectorAll('canvas') ?? []) {
    canvas.width = 0;
    canvas.height = 0;
  }
}
