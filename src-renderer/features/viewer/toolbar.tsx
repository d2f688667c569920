import { Check, ChevronDown, ChevronUp, Minus, PanelLeft, Plus } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { INPUT } from '../../components/field.tsx';
import { MENU, MENU_ITEM } from '../../components/menu.ts';
import { SCALE_100, type Zoom } from './layout.ts';

interface ToolbarProps {
  readonly name: string;
  readonly page: number;
  readonly pages: number;
  readonly scale: number;
  readonly zoom: Zoom;
  readonly thumbnails: boolean;
  /** False where the document is refused: there is nothing to turn over or to enlarge. */
  readonly shown: boolean;
  readonly onGo: (page: number) => void;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onStep: (direction: 1 | -1) => void;
  readonly onThumbnails: () => void;
}

const PERCENTS = [50, 75, 100, 125, 150, 200, 300, 400];

export function Toolbar(props: ToolbarProps) {
  const { t } = useTranslation();
  const { page, pages, scale, zoom, thumbnails, onGo, onZoom, onStep, onThumbnails } = props;
  const percent = Math.round((scale / SCALE_100) * 100);
  return (
    <div
      role="toolbar"
      aria-label={t('viewer.toolbar')}
      className="flex h-11 shrink-0 items-center gap-1 border-line border-b bg-surface px-2"
    >
      <IconButton
        label={t('viewer.toggleThumbnails')}
        shortcut="F4"
        aria-pressed={thumbnails}
        icon={<PanelLeft size={16} />}
        onClick={onThumbnails}
      />
      <span className="mx-1 h-5 w-px bg-line" />
      <h1 className="min-w-0 flex-1 truncate font-medium text-sm" title={props.name}>
        {props.name}
      </h1>
      {props.shown ? (
        <>
          <IconButton
            label={t('viewer.previous')}
            icon={<ChevronUp size={16} />}
            disabled={page <= 1}
            onClick={() => onGo(page - 1)}
          />
          <IconButton
            label={t('viewer.next')}
            icon={<ChevronDown size={16} />}
            disabled={page >= pages}
            onClick={() => onGo(page + 1)}
          />
          <input
            key={page}
            aria-label={t('viewer.pageNumber')}
            inputMode="numeric"
            defaultValue={page}
            onFocus={(event) => event.currentTarget.select()}
            onKeyDown={(event) => {
              const wanted = Number(event.currentTarget.value);
              if (event.key === 'Enter' && Number.isInteger(wanted)) onGo(Math.min(pages, Math.max(1, wanted)));
              if (event.key === 'Escape') event.currentTarget.value = String(page);
            }}
            onBlur={(event) => {
              event.currentTarget.value = String(page);
            }}
            className={cx(INPUT, 'tabular h-7 w-12 shrink-0 px-1 text-center')}
          />
          <span className="tabular mr-1 whitespace-nowrap text-muted text-sm max-lg:sr-only">
            {t('viewer.ofPages', { count: pages })}
          </span>
          <span className="mx-1 h-5 w-px bg-line" />
          <IconButton
            label={t('viewer.zoomOut')}
            shortcut="Mod+−"
            icon={<Minus size={16} />}
            onClick={() => onStep(-1)}
          />
          <DropdownMenu.Root modal={false}>
            <DropdownMenu.Trigger
              aria-label={t('viewer.zoomMenu', { percent })}
              className="tabular inline-flex h-8 min-w-17 items-center justify-center gap-1 rounded-md px-2 text-ink text-sm hover:bg-hover data-[state=open]:bg-hover"
            >
              {t('viewer.percent', { percent })}
              <ChevronDown size={13} aria-hidden className="text-faint" />
            </DropdownMenu.Trigger>
            <DropdownMenu.Portal>
              <DropdownMenu.Content align="end" sideOffset={4} className={MENU}>
                <Item
                  checked={zoom.kind === 'automatic'}
                  text={t('viewer.automatic')}
                  onSelect={() => onZoom({ kind: 'automatic' })}
                />
                <Item
                  checked={zoom.kind === 'fit-width'}
                  text={t('viewer.fitWidth')}
                  onSelect={() => onZoom({ kind: 'fit-width' })}
                />
                <Item
                  checked={zoom.kind === 'fit-page'}
                  text={t('viewer.fitPage')}
                  onSelect={() => onZoom({ kind: 'fit-page' })}
                />
                <DropdownMenu.Separator className="my-1 h-px bg-line" />
                {PERCENTS.map((value) => (
                  <Item
                    key={value}
                    checked={zoom.kind === 'scale' && percent === value}
                    text={t('viewer.percent', { percent: value })}
                    onSelect={() => onZoom({ kind: 'scale', scale: (value / 100) * SCALE_100 })}
                  />
                ))}
              </DropdownMenu.Content>
            </DropdownMenu.Portal>
          </DropdownMenu.Root>
          <IconButton
            label={t('viewer.zoomIn')}
            shortcut="Mod+＋"
            icon={<Plus size={16} />}
            onClick={() => onStep(1)}
          />
        </>
      ) : null}
    </div>
  );
}

function Item({
  checked,
  text,
  onSelect,
}: {
  readonly checked: boolean;
  readonly text: string;
  readonly onSelect: () => void;
}) {
  return (
    <DropdownMenu.CheckboxItem checked={checked} onSelect={onSelect} className={MENU_ITEM}>
      <span className="inline-flex w-4">{checked ? <Check size={14} aria-hidden /> : null}</span>
      {text}
    </DropdownMenu.CheckboxItem>
  );
}
