import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../../shared/contract/signing-choices.ts';
import { Button } from '../../components/button.tsx';
import { NumberField } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { inCorner, SMALLEST } from './rectangle.ts';

interface SamePlaceProps {
  /** Page -1 is the last of each file. Null: no mark. */
  readonly value: Placement | null;
  readonly onChange: (value: Placement | null) => void;
  /** The mark as it will be seen. */
  readonly preview: ReactNode;
  /** The way to change what it shows. */
  readonly look: ReactNode;
}

/** DIN A4, points: what a corner means while the pages are not in sight. */
const USUAL_PAGE = { width: 595, height: 842 };
/** ISO 32000-2, annex C: the longest side of a page in default units. */
const LONGEST_SIDE = 14_400;
const MOST_PAGES = 100_000;
const LAST = -1;

/** One place for the mark in files of which each has other pages. */
export function SamePlace({ value, onChange, preview, look }: SamePlaceProps) {
  const { t } = useTranslation();
  const hint = useId();
  const kind = value === null ? 'none' : value.page === LAST ? 'last' : 'page';
  const put = (corner: 'left' | 'right') => onChange(inCorner(value?.page ?? LAST, corner, USUAL_PAGE));
  const chooseKind = (next: typeof kind) => {
    if (next === 'none') onChange(null);
    else onChange({ ...(value ?? inCorner(LAST, 'left', USUAL_PAGE)), page: next === 'last' ? LAST : 1 });
  };
  return (
    <div className="flex flex-col gap-4">
      <div>
        <Segmented
          label={t('sign.mark')}
          value={kind}
          options={[
            { value: 'none', text: t('common.none') },
            { value: 'last', text: t('batch.mark.last') },
            { value: 'page', text: t('batch.mark.page') },
          ]}
          onChange={chooseKind}
        />
        {value === null ? null : (
          <p id={hint} className="mt-2 text-faint text-xs">
            {t('batch.mark.text')}
          </p>
        )}
      </div>
      {value === null ? null : (
        <>
          <fieldset aria-describedby={hint} className="flex flex-col gap-3">
            <legend className="mb-1 font-medium text-muted text-xs">{t('place.position')}</legend>
            <div className="flex flex-wrap gap-2">
              <Button size="sm" onClick={() => put('left')}>
                {t('place.bottomLeft')}
              </Button>
              <Button size="sm" onClick={() => put('right')}>
                {t('place.bottomRight')}
              </Button>
            </div>
            <div className="grid grid-cols-5 gap-3 max-md:grid-cols-2">
              {kind === 'page' ? (
                <NumberField
                  label={t('place.pageField')}
                  value={value.page}
                  min={1}
                  max={MOST_PAGES}
                  onCommit={(page) => onChange({ ...value, page: Math.round(page) })}
                />
              ) : null}
              {(['x', 'y', 'width', 'height'] as const).map((side) => (
                <NumberField
                  key={side}
                  label={t(`place.${side}`)}
                  unit={t('place.points')}
                  value={value[side]}
                  min={side === 'width' || side === 'height' ? SMALLEST[side] : 0}
                  max={LONGEST_SIDE}
                  onCommit={(length) => onChange({ ...value, [side]: length })}
                />
              ))}
            </div>
          </fieldset>
          {preview}
          {look}
        </>
      )}
    </div>
  );
}
