import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PdfInfo } from '../../shared/contract/document-calls.ts';
import type { Placement } from '../../shared/contract/signing-choices.ts';
import type { Failure } from '../components/failure.ts';
import { FileCard } from '../features/documents/file-card.tsx';
import { EmptyFieldBoxes } from '../features/placement/empty-fields.tsx';
import { PlacementLayer } from '../features/placement/placement-layer.tsx';
import type { Size } from '../features/placement/rectangle.ts';
import { seenAt } from '../features/placement/spot.ts';
import { visible } from '../features/signing/draft.ts';
import { Comparison } from '../features/viewer/comparison.tsx';
import { DifferenceMarks } from '../features/viewer/difference-marks.tsx';
import { Viewer, type ViewerHandle } from '../features/viewer/viewer.tsx';
import { reveal } from './documents.ts';
import { Inspector } from './inspector.tsx';
import { lookAtNow } from './looking.ts';
import { type MarkContent, MarkPreview } from './mark-preview.tsx';
import { passwordOf } from './passwords.ts';
import { SignedView } from './signed-view.tsx';
import { chooseField, goToStep, setMark } from './signing-flow.ts';
import { type AppState, type OpenDocument, patch, patchDocument } from './store.ts';

interface WorkbenchProps {
  readonly state: AppState;
  readonly document: OpenDocument;
  readonly viewer: React.RefObject<ViewerHandle | null>;
}

/** One document in the middle, its task on the right. */
export function Workbench({ state, document, viewer }: WorkbenchProps) {
  const { info } = document;
  if (info.kind === 'pdf') return <PdfWorkbench state={state} document={document} info={info} viewer={viewer} />;
  return (
    <>
      <main
        data-pane
        tabIndex={-1}
        id="document"
        className="flex min-w-0 flex-1 flex-col overflow-y-auto bg-canvas outline-none"
      >
        <FileCard info={info} onReveal={() => void reveal(info.id)} />
      </main>
      <Inspector state={state} document={document} viewer={viewer} page={1} onFocusMark={() => undefined} />
    </>
  );
}

function PdfWorkbench({ state, document, info, viewer }: WorkbenchProps & { readonly info: PdfInfo }) {
  const { t } = useTranslation();
  const { step, mark, refused, view } = document;
  const { id } = info;
  const [page, setPage] = useState(1);
  const [wantsFocus, setWantsFocus] = useState(false);
  const focused = useCallback(() => setWantsFocus(false), []);

  const marks = view.kind === 'now' ? view.marked : null;
  useEffect(() => {
    if (marks !== null) viewer.current?.goTo(marks.page);
  }, [marks, viewer]);

  const { reason, location, contact, appearance } = document.draft;
  const content: MarkContent = {
    certificate: document.certificate,
    name: t('place.previewSigner'),
    appearance: visible(appearance),
    reason,
    location,
    contact,
  };
  const seen = seenAt(mark.present, info);
  const goTo = (rect: Placement) => {
    viewer.current?.goTo(rect.page, rect.y + rect.height / 2);
    setWantsFocus(true);
  };
  const overlay = (number: number, scale: number) => {
    const size = info.pages[number - 1];
    if (refused !== null || size === undefined) return null;
    const drawMark = ({ width, height }: Placement) => (
      <MarkPreview content={content} width={width} height={height} scale={scale} />
    );
    const fields =
      step === 'verdict' || step === 'place' ? (
        <EmptyFieldBoxes
          fields={info.emptyFields}
          chosen={mark.present.field}
          page={number}
          scale={scale}
          size={size}
          onChoose={(name) => chooseField(id, name)}
        />
      ) : null;
    const inSight = seen?.page === number ? seen : null;
    const placed =
      inSight !== null &&
      (step === 'sign' || step === 'progress' || (step === 'place' && mark.present.rect === null)) ? (
        <PlacedMark rect={inSight} scale={scale} height={size.height}>
          {drawMark(inSight)}
        </PlacedMark>
      ) : null;
    return (
      <>
        {step === 'place' ? (
          <PlacementLayer
            page={number}
            scale={scale}
            sizes={info.pages}
            value={mark.present.rect}
            drawMark={drawMark}
            wantsFocus={wantsFocus}
            onFocused={focused}
            onChange={(rect, merged) => setMark(id, rect, merged)}
            onGoTo={goTo}
            onAccept={() => goToStep(id, 'sign')}
            onCancel={() => goToStep(id, 'verdict')}
          />
        ) : null}
        {placed}
        {seen === null || (step !== 'place' && step !== 'sign') ? null : (
          <Repeated
            on={document.draft.furtherPages?.pages.includes(number) === true}
            rect={seen}
            size={size}
            scale={scale}
          >
            {drawMark(seen)}
          </Repeated>
        )}
        {fields}
        {marks?.page === number ? (
          <DifferenceMarks
            signed={marks.signed}
            present={info}
            password={passwordOf(id)}
            page={number}
            onFound={(y) => viewer.current?.goTo(number, size.height * (1 - y))}
          />
        ) : null}
      </>
    );
  };
  const refuse = useCallback((failure: Failure) => patchDocument(id, { refused: failure, step: 'verdict' }), [id]);

  return (
    <>
      {view.kind === 'compare' ? (
        <Comparison
          signed={view.signed}
          signer={view.signer}
          time={view.time}
          present={info}
          password={passwordOf(id)}
          expected={expectedPages(document)}
          onBack={() => lookAtNow(id)}
        />
      ) : null}
      <main
        data-pane
        className={view.kind === 'compare' ? 'hidden' : 'flex min-w-0 flex-1 flex-col'}
        aria-label={t('viewer.label', { name: info.name })}
      >
        {view.kind === 'signed' ? (
          <SignedView state={state} document={document} view={view} revisions={info.revisions} />
        ) : (
          <Viewer
            ref={viewer}
            document={info}
            password={passwordOf(id)}
            zoom={state.zoom}
            thumbnails={state.thumbnails}
            overlay={overlay}
            onZoom={setZoom}
            onThumbnails={() => patch({ thumbnails: !state.thumbnails })}
            onPage={setPage}
            onRefused={refuse}
          />
        )}
      </main>
      <div className={view.kind === 'compare' ? 'hidden' : 'contents'}>
        <Inspector
          state={state}
          document={document}
          viewer={viewer}
          page={page}
          onFocusMark={() => setWantsFocus(true)}
        />
      </div>
    </>
  );
}

/** Pages that the check found to look otherwise. */
function expectedPages({ check }: OpenDocument): readonly number[] {
  return check.kind === 'done' ? check.report.visualDifferences.map(({ page }) => page) : [];
}

const setZoom = (zoom: AppState['zoom']) => patch({ zoom });

interface PlacedMarkProps {
  readonly rect: Placement;
  readonly scale: number;
  /** Of the page, points. */
  readonly height: number;
  readonly children: ReactNode;
}

/** The mark where it was put, not to be moved here. */
function PlacedMark({ rect, scale, height, children }: PlacedMarkProps) {
  return (
    <div
      className="pointer-events-none absolute outline-1 outline-[#2449a8] outline-dashed"
      style={{
        left: rect.x * scale,
        top: (height - rect.y - rect.height) * scale,
        width: rect.width * scale,
        height: rect.height * scale,
      }}
    >
      {children}
    </div>
  );
}

interface RepeatedProps {
  readonly on: boolean;
  readonly rect: Placement;
  readonly size: Size;
  readonly scale: number;
  readonly children: ReactNode;
}

/** The same look on a further page, at the same place. */
function Repeated({ on, rect, size, scale, children }: RepeatedProps) {
  if (!on) return null;
  return (
    <PlacedMark rect={rect} scale={scale} height={size.height}>
      {children}
    </PlacedMark>
  );
}
