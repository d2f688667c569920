import { ArrowLeft, Columns2, History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { useFocusBack } from '../components/focus-back.ts';
import { Viewer } from '../features/viewer/viewer.tsx';
import { lookAtNow } from './looking.ts';
import { passwordOf } from './passwords.ts';
import { type AppState, type OpenDocument, patch, patchDocument } from './store.ts';
import type { View } from './view.ts';

interface SignedViewProps {
  readonly state: AppState;
  readonly document: OpenDocument;
  readonly view: Extract<View, { kind: 'signed' }>;
  readonly revisions: number;
}

/** The document as it was signed, to be read and nothing else, under a banner that says so. */
export function SignedView({ state, document, view, revisions }: SignedViewProps) {
  const { t } = useTranslation();
  useFocusBack();
  const { id } = document.info;
  const { signed, number, signer, time } = view;
  return (
    <>
      <div
        role="status"
        data-banner="signed"
        className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-warn-line border-b bg-warn-soft px-4 py-2"
      >
        <History size={18} aria-hidden className="shrink-0 text-warn" />
        <div className="min-w-48 flex-1">
          <p className="font-semibold text-sm">{t('looking.signedTitle')}</p>
          <p className="text-ink text-xs">{t('looking.signedBy', { name: signer, number, count: revisions })}</p>
        </div>
        <Button size="sm" onClick={() => patchDocument(id, { view: { kind: 'compare', signed, signer, time } })}>
          <Columns2 size={14} aria-hidden />
          {t('looking.both')}
        </Button>
        <Button size="sm" tone="primary" autoFocus onClick={() => lookAtNow(id)}>
          <ArrowLeft size={14} aria-hidden />
          {t('looking.back')}
        </Button>
      </div>
      <Viewer
        key={signed.id}
        document={signed}
        password={passwordOf(id)}
        zoom={state.zoom}
        thumbnails={state.thumbnails}
        onZoom={(zoom) => patch({ zoom })}
        onThumbnails={() => patch({ thumbnails: !state.thumbnails })}
        onPage={ignore}
        onRefused={ignore}
      />
    </>
  );
}

const ignore = () => undefined;
