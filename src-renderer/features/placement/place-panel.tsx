import { ArrowRight, EyeOff, Keyboard, Redo2, Trash2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { FurtherPages, Placement } from '../../../shared/contract/signing-choices.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { NumberField } from '../../components/field.tsx';
import { FoldRow } from '../../components/fold-row.tsx';
import { Section } from '../../components/section.tsx';
import { EmptyFieldList } from './empty-fields.tsx';
import { PagesChoice } from './pages-choice.tsx';
import { inCorner, onPage, type Size, SMALLEST } from './rectangle.ts';

interface PlacePanelProps {
  readonly sizes: readonly Size[];
  readonly value: Placement | null;
  /** The page in view, from 1. */
  readonly page: number;
  readonly emptyFields: PdfInfo['emptyFields'];
  /** Name of the empty field that is chosen instead of a new mark. */
  readonly field: string | null;
  /** Where the mark will be seen, be it new or that of the field. */
  readonly seen: Placement | null;
  /** False: others have signed, and nothing may be added to other pages. */
  readonly canRepeat: boolean;
  readonly furtherPages: FurtherPages | null;
  /** What the mark shows, in one line, and the way to change it. */
  readonly look: { readonly summary: string; readonly content: ReactNode };
  readonly onField: (name: string) => void;
  readonly onFurtherPages: (value: FurtherPages | null) => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onChange: (next: Placement | null) => void;
  readonly onGoTo: (rect: Placement) => void;
  readonly onKeyboard: () => void;
  readonly onInvisible: () => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onContinue: () => void;
  readonly onBack: () => void;
}

export function PlacePanel(props: PlacePanelProps) {
  const { sizes, value, page, onChange, onGoTo } = props;
  const { t } = useTranslation();
  const place = (target: number, corner: 'left' | 'right') => {
    const size = sizes[target - 1];
    if (size === undefined) return;
    const rect = inCorner(target, corner, size);
    onChange(rect);
    onGoTo(rect);
  };
  const patch = (part: Partial<Placement>) => {
    if (value === null) return;
    const size = sizes[(part.page ?? value.page) - 1];
    if (size === undefined) return;
    const rect = onPage({ ...value, ...part }, size);
    onChange(rect);
    if (part.page !== undefined) onGoTo(rect);
  };
  const size = sizes[(value?.page ?? 1) - 1] ?? { width: 1, height: 1 };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto p-5">
        <div>
          <h2 className="font-semibold text-lg">{t('place.title')}</h2>
          <p className="mt-1 text-muted text-sm">{t('place.text')}</p>
        </div>
        {props.emptyFields.length === 0 ? null : (
          <Section title={t('place.fields')}>
            <p className="mb-2 text-muted text-sm">{t('place.fieldsText')}</p>
            <EmptyFieldList fields={props.emptyFields} chosen={props.field} onChoose={props.onField} />
          </Section>
        )}
        <div className="flex flex-col gap-2">
          <Button onClick={props.onKeyboard} className="justify-start">
            <Keyboard size={15} aria-hidden className="text-muted" />
            {t('place.keyboard')}
          </Button>
          <Button onClick={props.onInvisible} className="justify-start">
            <EyeOff size={15} aria-hidden className="text-muted" />
            {t('place.invisible')}
          </Button>
          <p className="text-faint text-xs">{t('place.invisibleText')}</p>
        </div>
        <Section title={t('place.quick')}>
          <div className="grid grid-cols-2 gap-2">
            <Button size="sm" onClick={() => place(page, 'left')}>
              {t('place.bottomLeft')}
            </Button>
            <Button size="sm" onClick={() => place(page, 'right')}>
              {t('place.bottomRight')}
            </Button>
            <Button size="sm" className="col-span-2" onClick={() => place(sizes.length, 'right')}>
              {t('place.lastPage')}
            </Button>
          </div>
        </Section>
        <Section
          title={t('place.position')}
          actions={
            <span className="flex">
              <IconButton
                label={t('place.undo')}
                shortcut="Mod+Z"
                icon={<Undo2 size={15} />}
                disabled={!props.canUndo}
                onClick={props.onUndo}
              />
              <IconButton
                label={t('place.redo')}
                shortcut="Mod+Shift+Z"
                icon={<Redo2 size={15} />}
                disabled={!props.canRedo}
                onClick={props.onRedo}
              />
              <IconButton
                label={t('place.remove')}
                icon={<Trash2 size={15} />}
                disabled={value === null}
                onClick={() => onChange(null)}
              />
            </span>
          }
        >
          {value === null ? (
            <p className="rounded-md border border-line border-dashed px-3 py-4 text-center text-faint text-sm">
              {t('common.none')}
            </p>
          ) : (
            <div className="grid grid-cols-2 gap-x-3 gap-y-2.5">
              <NumberField
                label={t('place.pageField')}
                value={value.page}
                min={1}
                max={sizes.length}
                onCommit={(next) => patch({ page: Math.round(next) })}
              />
              <span />
              <NumberField
                label={t('place.x')}
                unit={t('place.points')}
                value={value.x}
                min={0}
                max={size.width - value.width}
                onCommit={(x) => patch({ x })}
              />
              <NumberField
                label={t('place.y')}
                unit={t('place.points')}
                value={value.y}
                min={0}
                max={size.height - value.height}
                onCommit={(y) => patch({ y })}
              />
              <NumberField
                label={t('place.width')}
                unit={t('place.points')}
                value={value.width}
                min={SMALLEST.width}
                max={size.width - value.x}
                onCommit={(width) => patch({ width })}
              />
              <NumberField
                label={t('place.height')}
                unit={t('place.points')}
                value={value.height}
                min={SMALLEST.height}
                max={size.height - value.y}
                onCommit={(height) => patch({ height })}
              />
            </div>
          )}
        </Section>
        <div className="flex flex-col divide-y divide-line rounded-md border border-line">
          <FoldRow name={t('look.title')} value={props.look.summary}>
            {props.look.content}
          </FoldRow>
          {props.seen === null || sizes.length < 2 || !props.canRepeat ? null : (
            <FoldRow
              name={t('pages.title')}
              value={
                props.furtherPages === null
                  ? t('pages.only', { page: props.seen.page })
                  : t('pages.also', { count: props.furtherPages.pages.length })
              }
            >
              <PagesChoice
                value={props.furtherPages}
                count={sizes.length}
                own={props.seen.page}
                onChange={props.onFurtherPages}
              />
            </FoldRow>
          )}
        </div>
        <p id="mark-keys" className="text-faint text-xs">
          {t('place.keys')}
        </p>
        <MarkAnnouncer value={value} />
      </div>
      <footer className="flex shrink-0 justify-between gap-2 border-line border-t px-5 py-3">
        <Button onClick={props.onBack}>{t('common.back')}</Button>
        <Button tone="primary" disabled={value === null && props.field === null} onClick={props.onContinue}>
          {t('common.continue')}
          <ArrowRight size={15} aria-hidden />
        </Button>
      </footer>
    </div>
  );
}

/** Says where the mark is, once it has come to rest. */
function MarkAnnouncer({ value }: { readonly value: Placement | null }) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<Placement | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(value), 400);
    return () => clearTimeout(timer);
  }, [value]);
  const text =
    said === null
      ? ''
      : t('place.markState', {
          page: said.page,
          x: Math.round(said.x),
          y: Math.round(said.y),
          width: Math.round(said.width),
          height: Math.round(said.height),
        });
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
