import { MapPin } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change, SignatureReport } from '../../../shared/domain/verification.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { Sentence } from '../../components/sentence.tsx';
import { TONE_TEXT } from '../../components/tone.ts';

/** Changes in sight before the rest is asked for. */
const FIRST = 3;
const TONE = { permitted: 'plain', forbidden: 'bad', indeterminate: 'warn' } as const;
const ORDER = ['forbidden', 'indeterminate', 'permitted'] as const;

interface ChangeListProps {
  readonly signature: SignatureReport;
  /** Shows the place; null where there are no pages to show. */
  readonly onPlace: ((revision: number, page: number) => void) | null;
}

/** What changed since, sentence by sentence, the gravest first; those of a page lead to it. */
export function ChangeList({ signature, onPlace }: ChangeListProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const changes = signature.changes.toSorted((a, b) => ORDER.indexOf(a.assessment) - ORDER.indexOf(b.assessment));
  const shown = all ? changes : changes.slice(0, FIRST);
  const { coversRevision } = signature;
  return (
    <div className="mt-1.5">
      <ul className="flex flex-col gap-1.5 border-line border-l-2 pl-2.5 text-xs">
        {shown.map((change, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes but as a whole, and two changes may read the same
          <li key={index}>
            <span className={cx('font-medium', TONE_TEXT[TONE[change.assessment]])}>
              {t(`signature.${change.assessment}`)}
            </span>
            {' · '}
            <Sentence text={change.description} />
            {onPlace === null || coversRevision === null ? null : (
              <Places change={change} onPlace={(page) => onPlace(coversRevision, page)} />
            )}
          </li>
        ))}
      </ul>
      {changes.length <= FIRST || all ? null : (
        <Button size="bare" tone="link" className="mt-1.5 text-xs" onClick={() => setAll(true)}>
          {t('signature.moreChanges', { count: changes.length - FIRST })}
        </Button>
      )}
    </div>
  );
}

/** Pages named of one change. */
const MOST_PAGES = 6;

function Places({ change, onPlace }: { readonly change: Change; readonly onPlace: (page: number) => void }) {
  const { t } = useTranslation();
  const several = change.pages.length > 1;
  return (
    <span className="ml-1.5 inline-flex flex-wrap gap-1 align-baseline">
      {change.pages.slice(0, MOST_PAGES).map((page) => (
        <button
          key={page}
          type="button"
          aria-label={t('signature.goToPage', { page })}
          onClick={() => onPlace(page)}
          className="inline-flex min-h-6 items-center gap-0.5 rounded-sm px-1 font-medium text-accent hover:bg-accent-soft"
        >
          <MapPin size={11} aria-hidden />
          <span className="tabular">{several ? t('viewer.page', { page }) : t('signature.show')}</span>
        </button>
      ))}
    </span>
  );
}
