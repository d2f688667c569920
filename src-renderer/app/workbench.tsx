import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../shared/contract/contract.ts';
import type { Failure } from '../components/failure.ts';
import { Mark } from '../features/placement/mark.tsx';
import type { MarkText } from '../features/placement/mark-layout.ts';
import { PlacementLayer } from '../features/placement/placement-layer.tsx';
import { Viewer, type ViewerHandle } from '../features/viewer/viewer.tsx';
import { commonName } from '../i18n/format.ts';
import { Inspector } from './inspector.tsx';
import { goToStep, setMark } from './signing-flow.ts';
import { type AppState, type OpenDocument, patch, patchDocument } from './store.ts';

interface WorkbenchProps {
  readonly state: AppState;
  readonly document: OpenDocument;
  readonly viewer: React.RefObject<ViewerHandle | null>;
}

/** One document in the middle, its task on the right. */
export function Workbench({ state, document, viewer }: WorkbenchProps) {
  const { t } = useTranslation();
  const { info, step, mark, refused } = document;
  const { id } = info;
  const [page, setPage] = useState(1);
  const [wantsFocus, setWantsFocus] = useState(false);
  const focused = useCallback(() => setWantsFocus(false), []);

  const chosen = state.keys?.certificates.find((certificate) => certificate.id === document.certificate);
  const known = chosen !== undefined && chosen.subject !== null;
  const text: MarkText = useMemo(
    () => ({
      name: known ? chosen.name : t('place.previewSigner'),
      // The clock of the window, for the look of it: the time that is written is that of the signing.
      time: new Date(performance.timeOrigin + performance.now()),
      reason: document.reason,
      location: document.location,
      issuer: known && chosen.issuer !== null ? commonName(chosen.issuer) : '',
    }),
    [known, chosen, document.reason, document.location, t],
  );
  const goTo = (rect: Placement) => {
    viewer.current?.goTo(rect.page, rect.y + rect.height / 2);
    setWantsFocus(true);
  };
  const overlay = (number: number, scale: number) => {
    if (refused !== null) return null;
    if (step === 'place')
      return (
        <PlacementLayer
          page={number}
          scale={scale}
          sizes={info.pages}
          value={mark.present}
          text={text}
          wantsFocus={wantsFocus}
          onFocused={focused}
          onChange={(rect, merged) => setMark(id, rect, merged)}
          onGoTo={goTo}
          onAccept={() => goToStep(id, 'sign')}
          onCancel={() => goToStep(id, 'verdict')}
        />
      );
    if ((step === 'sign' || step === 'progress') && mark.present?.page === number)
      return <PlacedMark rect={mark.present} scale={scale} height={info.pages[number - 1]?.height ?? 0} text={text} />;
    return null;
  };
  const refuse = useCallback((failure: Failure) => patchDocument(id, { refused: failure, step: 'verdict' }), [id]);

  return (
    <>
      <main data-pane className="flex min-w-0 flex-1 flex-col" aria-label={t('viewer.label', { name: info.name })}>
        <Viewer
          ref={viewer}
          document={info}
          zoom={state.zoom}
          thumbnails={state.thumbnails}
          overlay={overlay}
          onZoom={setZoom}
          onThumbnails={() => patch({ thumbnails: !state.thumbnails })}
          onPage={setPage}
          onRefused={refuse}
        />
      </main>
      <Inspector
        state={state}
        document={document}
        viewer={viewer}
        page={page}
        onFocusMark={() => setWantsFocus(true)}
      />
    </>
  );
}

const setZoom = (zoom: AppState['zoom']) => patch({ zoom });

interface PlacedMarkProps {
  readonly rect: Placement;
  readonly scale: number;
  readonly height: number;
  readonly text: MarkText;
}

/** The mark where it was put, no longer to be moved. */
function PlacedMark({ rect, scale, height, text }: PlacedMarkProps) {
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
      <Mark rect={rect} text={text} />
    </div>
  );
}
