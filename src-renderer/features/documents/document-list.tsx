import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DocumentId } from '../../../shared/contract/ids.ts';
import { cx } from '../../components/cx.ts';
import { FileName } from '../../components/file-name.tsx';
import type { Tone } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';

export interface ListedDocument {
  readonly id: DocumentId;
  readonly name: string;
  readonly tone: Tone;
}

interface DocumentListProps {
  readonly documents: readonly ListedDocument[];
  /** Null where another page is in view. */
  readonly active: DocumentId | null;
  readonly onActivate: (id: DocumentId) => void;
  readonly onClose: (id: DocumentId) => void;
}

/** The open documents, each with its verdict at a glance. */
export function DocumentList({ documents, active, onActivate, onClose }: DocumentListProps) {
  const { t } = useTranslation();
  const words: Readonly<Record<Tone, string>> = {
    busy: t('documents.stateChecking'),
    plain: t('documents.stateUnsigned'),
    good: t('documents.stateGood'),
    warn: t('documents.stateWarn'),
    bad: t('documents.stateBad'),
  };
  return (
    <ul aria-label={t('documents.openList')} className="flex flex-col gap-0.5">
      {documents.map((document) => {
        const current = document.id === active;
        return (
          <li key={document.id} className="group relative">
            <button
              type="button"
              aria-current={current ? 'page' : undefined}
              title={document.name}
              onClick={() => onActivate(document.id)}
              className={cx(
                'flex h-8 w-full items-center gap-2 rounded-md pr-8 pl-2.5 text-left max-md:pr-0 text-sm outline-offset-[-2px]',
                current ? 'bg-accent-soft font-medium text-ink' : 'text-muted hover:bg-hover hover:text-ink',
              )}
            >
              <ToneIcon tone={document.tone} size={14} />
              <FileName text={document.name} className="max-md:sr-only" />
              <span className="sr-only">, {words[document.tone]}</span>
            </button>
            <button
              type="button"
              aria-label={t('documents.closeOne', { name: document.name })}
              onClick={() => onClose(document.id)}
              className="absolute top-1 right-1 grid size-6 place-items-center rounded-sm text-faint opacity-0 hover:bg-pressed hover:text-ink focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 max-md:hidden"
            >
              <X size={13} aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
