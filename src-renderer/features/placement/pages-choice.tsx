import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FurtherPages } from '../../../shared/contract/signing-choices.ts';
import { ChoiceList } from '../../components/choice-list.tsx';
import { TextField } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { type PageChoice, pagesOf } from './page-choice.ts';

const KINDS = ['none', 'all', 'odd', 'even', 'last', 'these'] as const;

interface PagesChoiceProps {
  readonly value: FurtherPages | null;
  readonly count: number;
  /** The page of the mark itself. */
  readonly own: number;
  readonly onChange: (value: FurtherPages | null) => void;
}

/** On which other pages the same look appears, and as what. */
export function PagesChoice({ value, count, own, onChange }: PagesChoiceProps) {
  const { t } = useTranslation();
  const [choice, setChoice] = useState<PageChoice>(() => begin(value));
  const as = value?.as ?? 'stamp';
  const wrong = choice.kind === 'these' && pagesOf(choice, count, own) === null;
  const apply = (next: PageChoice, nextAs: FurtherPages['as']) => {
    setChoice(next);
    const pages = pagesOf(next, count, own);
    onChange(pages === null || pages.length === 0 ? null : { pages, as: nextAs });
  };
  return (
    <div className="flex flex-col gap-3">
      <ChoiceList
        label={t('pages.label')}
        value={choice.kind}
        onChange={(kind) => apply(kind === 'these' ? { kind, text: '' } : { kind }, as)}
        options={KINDS.map((kind) => ({
          value: kind,
          name: t(`pages.${kind}`),
          ...(kind === 'these' && choice.kind === 'these'
            ? {
                more: (
                  <TextField
                    label={t('pages.list')}
                    hint={t('pages.listHint', { count })}
                    value={choice.text}
                    aria-invalid={wrong && choice.text !== ''}
                    onChange={(event) => apply({ kind: 'these', text: event.currentTarget.value }, as)}
                  />
                ),
              }
            : {}),
        }))}
      />
      {value === null ? null : (
        <div>
          <Segmented
            label={t('pages.as')}
            value={as}
            options={[
              { value: 'stamp', text: t('pages.stamp') },
              { value: 'content', text: t('pages.content') },
            ]}
            onChange={(next) => apply(choice, next)}
          />
          <p className="mt-1.5 text-muted text-xs">{t(as === 'stamp' ? 'pages.stampText' : 'pages.contentText')}</p>
        </div>
      )}
    </div>
  );
}

function begin(value: FurtherPages | null): PageChoice {
  return value === null ? { kind: 'none' } : { kind: 'these', text: value.pages.join(', ') };
}
