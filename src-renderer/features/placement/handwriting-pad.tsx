import { Eraser, Undo2 } from 'lucide-react';
import { type PointerEvent as ReactPointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drawing } from '../../../shared/contract/signing-choices.ts';
import { Button } from '../../components/button.tsx';
import { drawingOf, extended, outline, type PenPoint, type Stroke } from './strokes.ts';

interface HandwritingPadProps {
  readonly value: Drawing | null;
  readonly onChange: (drawing: Drawing | null) => void;
}

/** A mouse and a finger know no pressure: then the middle. */
const EVEN = 0.5;

/** Write with pen, finger or mouse. A pen's pressure makes the line thin and thick. */
export function HandwritingPad({ value, onChange }: HandwritingPadProps) {
  const { t } = useTranslation();
  const pad = useRef<SVGSVGElement>(null);
  const [strokes, setStrokes] = useState<readonly Stroke[]>(() => value?.strokes ?? []);
  const [live, setLive] = useState<Stroke | null>(null);
  const keep = (next: readonly Stroke[]) => {
    setStrokes(next);
    onChange(drawingOf(next));
  };
  const at = (event: ReactPointerEvent | PointerEvent): PenPoint => {
    const box = pad.current?.getBoundingClientRect();
    return {
      x: Math.max(0, event.clientX - (box?.left ?? 0)),
      y: Math.max(0, event.clientY - (box?.top ?? 0)),
      pressure: event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : EVEN,
    };
  };
  const end = () => {
    if (live !== null && live.length > 0) keep([...strokes, live]);
    setLive(null);
  };
  return (
    <div className="flex flex-col gap-2">
      <svg
        ref={pad}
        role="img"
        aria-label={strokes.length === 0 ? t('look.padEmpty') : t('look.padDrawn', { count: strokes.length })}
        className="h-36 w-full touch-none cursor-crosshair rounded-md border border-edge/70 border-dashed bg-white"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          setLive([at(event)]);
        }}
        onPointerMove={(event) => {
          if (live === null) return;
          const moves = event.nativeEvent.getCoalescedEvents?.() ?? [];
          const points = moves.length > 0 ? moves : [event.nativeEvent];
          setLive(points.reduce<Stroke>((stroke, move) => extended(stroke, at(move)), live));
        }}
        onPointerUp={end}
        onPointerCancel={() => setLive(null)}
      >
        <line x1="5%" x2="95%" y1="74%" y2="74%" stroke="#c6ccd5" strokeWidth="1" />
        {[...strokes, ...(live === null ? [] : [live])].map((stroke, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only added and taken off at the end
          <path key={index} d={outline(stroke)} fill="#16307a" />
        ))}
      </svg>
      <div className="flex gap-2">
        <Button size="sm" disabled={strokes.length === 0} onClick={() => keep(strokes.slice(0, -1))}>
          <Undo2 size={13} aria-hidden />
          {t('look.undoStroke')}
        </Button>
        <Button size="sm" disabled={strokes.length === 0} onClick={() => keep([])}>
          <Eraser size={13} aria-hidden />
          {t('look.clear')}
        </Button>
      </div>
    </div>
  );
}
