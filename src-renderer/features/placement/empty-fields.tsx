import { FilePen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import type { Size } from './rectangle.ts';

type EmptyField = PdfInfo['emptyFields'][number];

interface EmptyFieldBoxesProps {
  readonly fields: readonly EmptyField[];
  readonly chosen: string | null;
  readonly page: number;
  readonly scale: number;
  readonly size: Size;
  readonly onChoose: (name: string) => void;
}

/** The empty signature fields of a page, to be clicked. */
export function EmptyFieldBoxes({ fields, chosen, page, scale, size, onChoose }: EmptyFieldBoxesProps) {
  const { t } = useTranslation();
  return fields.map(({ name, place }) =>
    place === null || place.page !== page || name === chosen ? null : (
      <button
        key={name}
        type="button"
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => onChoose(name)}
        aria-label={t('place.signField', { name })}
        title={t('place.signField', { name })}
        className="absolute z-20 grid place-items-center overflow-hidden border-2 border-[#2449a8] border-dashed bg-[#2449a8]/10 font-medium text-[#16307a] text-xs hover:bg-[#2449a8]/20 focus-visible:outline-[#2449a8]"
        style={{
          left: place.x * scale,
          top: (size.height - place.y - place.height) * scale,
          width: place.width * scale,
          height: place.height * scale,
        }}
      >
        {place.width * scale < 70 || place.height * scale < 20 ? null : (
          <span className="rounded-sm bg-white/90 px-1.5">{t('place.signHere')}</span>
        )}
      </button>
    ),
  );
}

interface EmptyFieldListProps {
  readonly fields: readonly EmptyField[];
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
}

/** The same fields by name: also those that stand nowhere on a page. */
export function EmptyFieldList({ fields, chosen, onChoose }: EmptyFieldListProps) {
  const { t } = useTranslation();
  return (
    <ul className="flex flex-col gap-1.5">
      {fields.map(({ name, place }) => (
        <li key={name}>
          <Button
            aria-pressed={name === chosen}
            onClick={() => onChoose(name)}
            className={cx('w-full justify-start', name === chosen && 'border-accent bg-accent-soft')}
          >
            <FilePen size={14} aria-hidden className="shrink-0 text-muted" />
            <span className="min-w-0 flex-1 truncate text-left">{name}</span>
            <span className="shrink-0 font-normal text-faint text-xs">
              {place === null ? t('place.fieldHidden') : t('viewer.page', { page: place.page })}
            </span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
