import { ChevronRight, File, Folder, LoaderCircle } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventValue, Input, Output } from '../../../shared/contract/contract.ts';
import type { FileEntry } from '../../../shared/contract/file-browser-calls.ts';
import type { FileToken } from '../../../shared/contract/ids.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/dialog.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { INPUT } from '../../components/field.tsx';
import { FileName } from '../../components/file-name.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { formatDate, formatSize } from '../../i18n/format.ts';
import { afterKey, matching, toggled } from './selection.ts';

type Request = EventValue<'fileBrowser.opened'>;
type Choice = Input<'fileBrowser.resolve'>['choice'];

/** The file browser of the window: names and opaque tokens only, paths stay with main. */
export function FileBrowser({ request, onDone }: { readonly request: Request; readonly onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const [listing, setListing] = useState<Output<'fileBrowser.list'> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [filter, setFilter] = useState('');
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<FileToken>>(new Set());
  const [name, setName] = useState(request.suggestedName);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const [kind, setKind] = useState<'pdf' | 'all'>('pdf');
  const saving = request.mode === 'save';
  const choosing = request.mode === 'folder';

  const open = useCallback(
    async (folder: FileToken | null) => {
      try {
        const next = await call('fileBrowser.list', { request: request.request, folder });
        setListing(next);
        setFailure(null);
        setFilter('');
        setActive(0);
        setChosen(new Set());
      } catch (error) {
        setFailure(failureOf(error));
      }
    },
    [request.request],
  );
  useEffect(() => {
    void open(null);
  }, [open]);
  useEffect(() => {
    if (listing !== null) list.current?.focus();
  }, [listing]);

  const isDocument = request.purpose === 'document';
  const all = listing?.entries ?? [];
  const entries = matching(isDocument && kind === 'pdf' ? all.filter(isPdf) : all, filter);
  const here = listing?.trail.at(-1) ?? null;
  const above = listing?.trail.at(-2) ?? null;
  const finish = async (choice: Choice) => {
    try {
      await call('fileBrowser.resolve', { request: request.request, choice });
      onDone();
    } catch (error) {
      const failed = failureOf(error);
      if (choice === null) onDone();
      else setFailure(failed);
    }
  };
  const accept = () => {
    if (choosing) {
      if (here !== null) void finish({ folder: here.token, name: name.trim() === '' ? null : name.trim() });
      return;
    }
    if (saving) {
      if (here !== null && name.trim() !== '') void finish({ folder: here.token, name: name.trim() });
      return;
    }
    const entry = entries[active];
    const files = chosen.size > 0 ? [...chosen] : entry?.kind === 'file' ? [entry.token] : [];
    if (files.length > 0) void finish({ files });
    else if (entry?.kind === 'folder') void open(entry.token);
  };
  const activate = (entry: FileEntry) => {
    if (entry.kind === 'folder') void open(entry.token);
    else if (saving) setName(entry.name);
    else void finish({ files: [entry.token] });
  };
  const choose = (index: number, add: boolean) => {
    setActive(index);
    const entry = entries[index];
    if (entry === undefined) return;
    if (entry.kind === 'file') {
      if (saving) setName(entry.name);
      else setChosen(toggled(chosen, entry.token, add && request.multiple));
    } else if (!add) setChosen(new Set());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const entry = entries[active];
    if (event.key === 'Enter' && entry !== undefined) {
      event.preventDefault();
      if (chosen.size > 1) accept();
      else activate(entry);
    } else if ((event.key === 'Backspace' || (event.altKey && event.key === 'ArrowUp')) && above !== null) {
      event.preventDefault();
      void open(above.token);
    } else if (event.key === ' ') {
      event.preventDefault();
      choose(active, true);
    } else {
      const next = afterKey(event.key, active, entries.length);
      if (next === null) return;
      event.preventDefault();
      choose(next, false);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
    }
  };

  const titles = {
    document: t('files.titleDocument'),
    'key-store': t('files.titleKey-store'),
    module: t('files.titleModule'),
    certificate: t('files.titleCertificate'),
    'trusted-list': t('files.titleTrusted-list'),
    image: t('files.titleImage'),
    target: t('files.titleTarget'),
    folder: t('files.titleFolder'),
  } as const;

  return (
    <Dialog
      title={titles[request.purpose]}
      onClose={() => void finish(null)}
      className="h-[min(36rem,calc(100dvh-3rem))] w-[min(46rem,calc(100vw-2rem))]"
    >
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-line border-b bg-canvas px-4 py-2">
        <nav aria-label={t('files.trail')} className="flex min-w-0 flex-1 flex-wrap items-center">
          {(listing?.trail ?? []).map((folder, index, trail) => (
            <span key={folder.token} className="flex min-w-0 items-center">
              {index === 0 ? null : <ChevronRight size={13} className="shrink-0 text-faint" aria-hidden />}
              <button
                type="button"
                aria-current={index === trail.length - 1 ? 'location' : undefined}
                onClick={() => void open(folder.token)}
                className="max-w-44 truncate rounded-sm px-1.5 py-0.5 text-muted text-sm hover:bg-hover hover:text-ink aria-[current]:font-medium aria-[current]:text-ink"
              >
                {folder.name}
              </button>
            </span>
          ))}
        </nav>
        <input
          type="search"
          aria-label={t('files.filter')}
          placeholder={t('files.filter')}
          value={filter}
          onChange={(event) => {
            setFilter(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') list.current?.focus();
          }}
          className={cx(INPUT, 'w-44')}
        />
      </div>
      {failure === null ? null : <FailureNote failure={failure} className="m-4" />}
      <div
        ref={list}
        role="listbox"
        aria-label={t('files.list')}
        aria-multiselectable={request.multiple}
        aria-activedescendant={entries.length > 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-y-auto p-2 outline-offset-[-2px]"
      >
        {listing === null && failure === null ? (
          <LoaderCircle size={18} className="m-6 animate-spin text-faint" aria-hidden />
        ) : null}
        {listing !== null && entries.length === 0 ? (
          <p className="p-6 text-center text-muted text-sm">
            {filter === '' ? t(choosing ? 'files.noFolders' : 'files.empty') : t('files.noMatch', { filter })}
          </p>
        ) : null}
        {entries.map((entry, index) => {
          const Icon = entry.kind === 'folder' ? Folder : File;
          const selected = chosen.has(entry.token) || (index === active && chosen.size === 0);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box above handles the keys for its options
            <div
              key={entry.token}
              id={`${id}-${index}`}
              role="option"
              title={entry.name}
              tabIndex={-1}
              aria-selected={selected}
              onClick={(event) => choose(index, event.ctrlKey || event.metaKey || event.shiftKey)}
              onDoubleClick={() => activate(entry)}
              className={cx(
                'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm',
                selected ? 'bg-accent-soft text-ink' : 'hover:bg-hover',
              )}
            >
              <Icon
                size={15}
                aria-hidden
                className={cx('shrink-0', entry.kind === 'folder' ? 'fill-accent/20 text-accent' : 'text-faint')}
              />
              <FileName text={entry.name} />
              <span className="tabular w-20 shrink-0 text-right text-faint text-xs">
                {entry.size === null || entry.kind === 'folder' ? '' : formatSize(entry.size, i18n.language)}
              </span>
              <span className="tabular w-24 shrink-0 text-right text-faint text-xs">
                {entry.modified === null ? '' : formatDate(entry.modified)}
              </span>
            </div>
          );
        })}
      </div>
      <footer className="flex shrink-0 items-center gap-3 border-line border-t bg-canvas px-4 py-3">
        {saving || choosing ? (
          <label className="flex min-w-0 flex-1 items-center gap-2 text-muted text-sm">
            <span className="shrink-0">{t(choosing ? 'files.newFolder' : 'files.fileName')}</span>
            <input
              value={name}
              maxLength={255}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') accept();
              }}
              className={INPUT}
            />
          </label>
        ) : (
          <>
            {isDocument ? (
              <Segmented
                label={t('files.kinds')}
                value={kind}
                options={[
                  { value: 'pdf', text: t('files.kindPdf') },
                  { value: 'all', text: t('files.kindAll') },
                ]}
                onChange={(next) => {
                  setKind(next);
                  setActive(0);
                  setChosen(new Set());
                }}
              />
            ) : null}
            <span className="min-w-0 flex-1 truncate text-muted text-xs" aria-live="polite">
              {chosen.size === 0 ? '' : t('files.selected', { count: chosen.size })}
            </span>
          </>
        )}
        <Button onClick={() => void finish(null)}>{t('common.cancel')}</Button>
        <Button
          tone="primary"
          disabled={choosing ? here === null : saving ? name.trim() === '' || here === null : entries.length === 0}
          onClick={accept}
        >
          {t(choosing ? 'files.choose' : saving ? 'files.save' : 'files.open')}
        </Button>
      </footer>
    </Dialog>
  );
}

function isPdf({ kind, name }: FileEntry): boolean {
  return kind === 'folder' || /\.pdf$/i.test(name);
}
