import { FileWarning, LoaderCircle } from 'lucide-react';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type ReactNode, type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { clampScale, stepScale, type Zoom } from './layout.ts';
import { Pages, type PagesHandle } from './pages.tsx';
import { openPdf } from './pdf-document.ts';
import { Thumbnails } from './thumbnails.tsx';
import { Toolbar } from './toolbar.tsx';

/** What the rest of the window may ask of the document in view. */
export interface ViewerHandle extends PagesHandle {
  zoomStep(direction: 1 | -1): void;
}

interface ViewerProps {
  readonly ref?: Ref<ViewerHandle>;
  readonly document: PdfInfo;
  /** Of an encrypted document. */
  readonly password: string | undefined;
  readonly zoom: Zoom;
  readonly thumbnails: boolean;
  readonly overlay?: ((page: number, scale: number) => ReactNode) | undefined;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onThumbnails: () => void;
  /** The page in view, from 1. */
  readonly onPage: (page: number) => void;
  /** The document must not be shown, so it must not be signed either. */
  readonly onRefused: (failure: Failure) => void;
}

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly pdf: PDFDocumentProxy }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** One document: tools, thumbnails, pages. Mount it anew (by key) for another document. */
export function Viewer(props: ViewerProps) {
  const { ref, document: info, password, zoom, onZoom, onPage, onRefused } = props;
  const { t } = useTranslation();
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [page, setPage] = useState(1);
  const [scale, setScale] = useState(1);
  const handle = useRef<PagesHandle | null>(null);
  /** Where to go once the pages are there. */
  const wanted = useRef<{ readonly target: number; readonly y: number | undefined } | null>(null);

  const refuse = useCallback(
    (failure: Failure) => {
      setState({ kind: 'refused', failure });
      onRefused(failure);
    },
    [onRefused],
  );

  useEffect(() => {
    let gone = false;
    const { opened, close } = openPdf(info, password);
    void opened.then((result) => {
      if (gone) return;
      if (result.ok) setState({ kind: 'shown', pdf: result.pdf });
      else refuse(result.failure);
    });
    return () => {
      gone = true;
      close();
    };
  }, [info, password, refuse]);

  // The scale is known when the pages have been laid out.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new scale is what says that they have been
  useEffect(() => {
    if (state.kind !== 'shown' || wanted.current === null) return;
    if (handle.current?.goTo(wanted.current.target, wanted.current.y) === true) wanted.current = null;
  }, [state, scale]);

  const latestScale = useRef(scale);
  latestScale.current = scale;
  const step = useCallback(
    (direction: 1 | -1) => {
      const next = clampScale(stepScale(latestScale.current, direction), info.pages);
      latestScale.current = next;
      onZoom({ kind: 'scale', scale: next });
    },
    [info, onZoom],
  );
  const reportPage = useCallback(
    (next: number) => {
      setPage(next);
      onPage(next);
    },
    [onPage],
  );
  const mismatch = useCallback(() => refuse({ code: 'VIEW_MISMATCH', details: {} }), [refuse]);
  useImperativeHandle(
    ref,
    () => ({
      goTo: (target, y) => {
        const gone = handle.current?.goTo(target, y) === true;
        wanted.current = gone ? null : { target, y };
        return gone;
      },
      focus: () => handle.current?.focus(),
      zoomStep: step,
    }),
    [step],
  );

  return (
    <>
      <Toolbar
        name={info.name}
        page={page}
        pages={info.pages.length}
        scale={scale}
        zoom={zoom}
        thumbnails={props.thumbnails}
        shown={state.kind !== 'refused'}
        onGo={(target) => handle.current?.goTo(target)}
        onZoom={onZoom}
        onStep={step}
        onThumbnails={props.onThumbnails}
      />
      {state.kind === 'shown' ? (
        <div className="flex min-h-0 flex-1">
          {props.thumbnails ? (
            <Thumbnails
              pdf={state.pdf}
              sizes={info.pages}
              page={page}
              onGo={(target) => handle.current?.goTo(target)}
            />
          ) : null}
          <Pages
            ref={handle}
            pdf={state.pdf}
            name={info.name}
            sizes={info.pages}
            zoom={zoom}
            overlay={props.overlay}
            onZoom={step}
            onPage={reportPage}
            onScale={setScale}
            onMismatch={mismatch}
          />
        </div>
      ) : (
        <div className="grid min-h-0 flex-1 place-items-center bg-sunken p-8">
          {state.kind === 'loading' ? (
            <p className="flex items-center gap-2 text-muted text-sm" role="status">
              <LoaderCircle size={16} className="animate-spin" aria-hidden />
              {t('viewer.loading')}
            </p>
          ) : (
            <div className="w-full max-w-md rounded-lg border border-line bg-surface p-6 shadow-card">
              <h2 className="mb-3 flex items-center gap-2 font-semibold text-base">
                <FileWarning size={18} className="text-bad" aria-hidden />
                {t('viewer.refusedTitle')}
              </h2>
              <FailureNote failure={state.failure} />
            </div>
          )}
        </div>
      )}
    </>
  );
}
