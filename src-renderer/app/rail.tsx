import { FolderOpen, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { cx } from '../components/cx.ts';
import { Keys } from '../components/keys.tsx';
import type { Tone } from '../components/tone.ts';
import { DocumentList } from '../features/documents/document-list.tsx';
import { judge } from '../features/verdict/judgement.ts';
import icon from '../icon.svg?url';
import { close, openDocuments } from './documents.ts';
import { PAGES } from './pages.ts';
import { type AppState, type OpenDocument, patch } from './store.ts';

/** The left rail: where one can go, and what is open. */
export function Rail({ state }: { readonly state: AppState }) {
  const { t } = useTranslation();
  const waiting = (state.status?.outbox.waiting ?? 0) + (state.status?.outbox.failed ?? 0);
  return (
    <nav
      aria-label={t('nav.label')}
      data-pane
      className="flex w-56 shrink-0 flex-col border-line border-r bg-canvas pt-3 max-lg:w-48 max-md:w-14"
    >
      <div className="mb-3 flex items-center gap-2.5 px-4">
        <img src={icon} alt="" className="size-6" />
        <span className="font-semibold text-base tracking-[-0.01em] max-md:sr-only">{t('app.name')}</span>
      </div>
      <div className="flex flex-col gap-0.5 px-2">
        <button
          type="button"
          onClick={() => patch({ overlay: 'palette' })}
          className="mb-2 flex h-8 items-center gap-2 rounded-md border border-edge/60 bg-surface px-2.5 text-faint text-sm hover:border-edge hover:text-muted"
        >
          <Search size={14} aria-hidden />
          <span className="min-w-0 flex-1 truncate text-left max-md:sr-only">{t('nav.search')}</span>
          <span className="max-lg:hidden">
            <Keys keys="Mod+K" />
          </span>
        </button>
        {PAGES.map(({ id, icon: Icon }) => {
          const current = state.page === id;
          return (
            <button
              type="button"
              key={id}
              aria-current={current ? 'page' : undefined}
              title={t(`nav.${id}`)}
              onClick={() => patch({ page: id })}
              className={cx(
                'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm',
                current ? 'bg-pressed font-medium text-ink' : 'text-muted hover:bg-hover hover:text-ink',
              )}
            >
              <Icon size={16} aria-hidden className={cx(current && 'text-accent')} />
              <span className="min-w-0 flex-1 truncate text-left max-md:sr-only">{t(`nav.${id}`)}</span>
              {id !== 'outbox' || waiting === 0 ? null : (
                <span className="tabular shrink-0 rounded-full bg-pressed px-1.5 text-2xs text-ink max-md:hidden">
                  {waiting}
                </span>
              )}
            </button>
          );
        })}
      </div>
      <div className="mt-4 flex min-h-0 flex-1 flex-col border-line border-t pt-3">
        <h2 className="mb-1.5 px-4.5 font-medium text-faint text-xs max-md:sr-only">{t('documents.openList')}</h2>
        <div className="min-h-0 flex-1 overflow-y-auto px-2">
          {state.documents.length === 0 ? (
            <p className="px-2.5 py-1 text-faint text-sm max-md:sr-only">{t('documents.none')}</p>
          ) : (
            <DocumentList
              documents={state.documents.map((document) => ({
                id: document.info.id,
                name: document.info.name,
                tone: toneOf(document),
              }))}
              active={state.page === 'documents' ? state.active : null}
              onActivate={(id) => patch({ active: id, page: 'documents' })}
              onClose={close}
            />
          )}
        </div>
        <div className="shrink-0 p-2">
          <Button className="w-full" onClick={() => void openDocuments()}>
            <FolderOpen size={14} aria-hidden className="shrink-0 text-muted" />
            <span className="truncate max-md:sr-only">{t('documents.open')}</span>
          </Button>
        </div>
      </div>
    </nav>
  );
}

function toneOf({ check, refused, running }: OpenDocument): Tone {
  if (running !== null || (check.kind === 'running' && refused === null)) return 'busy';
  if (refused !== null || check.kind !== 'done') return 'bad';
  return judge(check.report).tone;
}
