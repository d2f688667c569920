import { type ReactNode, type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../../shared/contract/signing-choices.ts';
import { cx } from '../../components/cx.ts';
import { useMarkKeys } from './mark-keys.ts';
import { between, type Handle, moved, type Point, pulled, type Size } from './rectangle.ts';

interface PlacementLayerProps {
  /** The page this layer lies on, from 1. */
  readonly page: number;
  /** CSS pixels per point. */
  readonly scale: number;
  readonly sizes: readonly Size[];
  readonly value: Placement | null;
  /** Draws the mark to fill its frame. */
  readonly drawMark: (rect: Placement) => ReactNode;
  /** The mark shall take the focus; `onFocused` says that it has. */
  readonly wantsFocus: boolean;
  readonly onFocused: () => void;
  /** A finished change: one step of undo, or (`merged`) part of the step before. */
  readonly onChange: (next: Placement | null, merged?: boolean) => void;
  readonly onGoTo: (rect: Placement) => void;
  readonly onAccept: () => void;
  readonly onCancel: () => void;
}

interface Drag {
  readonly kind: 'draw' | 'move' | Handle;
  readonly from: Point;
  readonly start: Placement | null;
}

const HANDLES: readonly { readonly name: Handle; readonly at: string }[] = [
  { name: 'nw', at: 'left-0 top-0 cursor-nwse-resize' },
  { name: 'n', at: 'left-1/2 top-0 cursor-ns-resize' },
  { name: 'ne', at: 'left-full top-0 cursor-nesw-resize' },
  { name: 'e', at: 'left-full top-1/2 cursor-ew-resize' },
  { name: 'se', at: 'left-full top-full cursor-nwse-resize' },
  { name: 's', at: 'left-1/2 top-full cursor-ns-resize' },
  { name: 'sw', at: 'left-0 top-full cursor-nesw-resize' },
  { name: 'w', at: 'left-0 top-1/2 cursor-ew-resize' },
];

/** Lies over a page while the mark is placed: drag to draw, drag the mark to move it, its handles to resize it, or use the keys. */
export function PlacementLayer(props: PlacementLayerProps) {
  const { page, scale, sizes, value, drawMark, wantsFocus, onFocused, onChange } = props;
  const { t } = useTranslation();
  const layer = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const [live, setLive] = useState<Placement | null>(null);
  const size = sizes[page - 1] ?? { width: 1, height: 1 };
  const rect = live ?? (value?.page === page ? value : null);
  const onKeyDown = useMarkKeys(props);

  useEffect(() => {
    if (!wantsFocus || value?.page !== page) return;
    mark.current?.focus({ preventScroll: true });
    onFocused();
  }, [wantsFocus, onFocused, value?.page, page]);

  const pointAt = (event: ReactPointerEvent): Point => {
    const box = layer.current?.getBoundingClientRect();
    return {
      x: (event.clientX - (box?.left ?? 0)) / scale,
      y: size.height - (event.clientY - (box?.top ?? 0)) / scale,
    };
  };
  const begin = (event: ReactPointerEvent, kind: Drag['kind']) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    layer.current?.setPointerCapture(event.pointerId);
    drag.current = { kind, from: pointAt(event), start: rect };
  };
  const next = (event: ReactPointerEvent): Placement | null => {
    const current = drag.current;
    if (current === null) return null;
    const to = pointAt(event);
    const dx = to.x - current.from.x;
    const dy = to.y - current.from.y;
    if (current.kind === 'draw') return Math.hypot(dx, dy) * scale < 6 ? null : between(page, current.from, to, size);
    if (current.start === null) return null;
    return current.kind === 'move'
      ? moved(current.start, dx, dy, size)
      : pulled(current.start, current.kind, dx, dy, size);
  };

  return (
    <div
      ref={layer}
      data-testid={`placement-layer-${page}`}
      className="absolute inset-0 z-10 cursor-crosshair touch-none"
      onPointerDown={(event) => begin(event, 'draw')}
      onPointerMove={(event) => {
        if (drag.current !== null) setLive(next(event));
      }}
      onPointerUp={(event) => {
        const result = next(event);
        drag.current = null;
        setLive(null);
        if (result !== null) {
          onChange(result);
          requestAnimationFrame(() => mark.current?.focus({ preventScroll: true }));
        }
      }}
      onPointerCancel={() => {
        drag.current = null;
        setLive(null);
      }}
    >
      {rect === null ? null : (
        <div
          ref={mark}
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the mark is moved with the keyboard
          tabIndex={0}
          aria-label={t('place.markLabel', { page })}
          aria-describedby="mark-keys"
          onKeyDown={onKeyDown}
          onPointerDown={(event) => begin(event, 'move')}
          className="absolute cursor-move outline-2 outline-[#2449a8] outline-offset-0 focus-visible:outline-3"
          style={{
            left: rect.x * scale,
            top: (size.height - rect.y - rect.height) * scale,
            width: rect.width * scale,
            height: rect.height * scale,
          }}
        >
          {drawMark(rect)}
          {HANDLES.map((handle) => (
            <span
              key={handle.name}
              data-handle={handle.name}
              onPointerDown={(event) => begin(event, handle.name)}
              className={cx(
                'absolute grid size-6 -translate-x-1/2 -translate-y-1/2 place-items-center before:size-2.5 before:rounded-xs before:border-2 before:border-[#2449a8] before:bg-white',
                handle.at,
              )}
            />
          ))}
        </div>
      )}
    </div>
  );
}
