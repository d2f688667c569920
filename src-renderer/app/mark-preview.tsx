import { useEffect, useRef } from 'react';
import type { Input } from '../../shared/contract/contract.ts';
import { call } from '../bridge/client.ts';
import { drawPdf } from '../features/viewer/draw-pdf.ts';

type Request = Input<'signing.preview'>;
/** All of a preview but its size. */
export type MarkContent = Omit<Request, 'width' | 'height'>;

interface MarkPreviewProps {
  readonly content: MarkContent;
  /** Points. */
  readonly width: number;
  readonly height: number;
  /** CSS pixels per point. */
  readonly scale: number;
}

/** A mark is asked for when it has been still for so long, milliseconds. */
const STILL = 80;
const KEPT = 40;
/** Drawings of main by what was asked for: the same mark is not asked for twice. */
const known = new Map<string, Promise<Uint8Array>>();

/** The mark as main will write it into the file, drawn from the very same operators. While it is pulled the last drawing is stretched. */
export function MarkPreview({ content, width, height, scale }: MarkPreviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const request = JSON.stringify({ ...content, width: rounded(width), height: rounded(height) });
  useEffect(() => {
    let gone = false;
    const draw = async () => {
      const pdf = await drawingOf(request);
      if (!gone && canvas.current !== null) await drawPdf(pdf, canvas.current, scale * devicePixelRatio);
    };
    // A mark that cannot be drawn shows its frame alone; why, the preparation says.
    const timer = setTimeout(() => void draw().catch(() => {}), known.has(request) ? 0 : STILL);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [request, scale]);
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing here can take the focus; the frame around it is named
  return <canvas ref={canvas} aria-hidden="true" className="pointer-events-none absolute inset-0 size-full" />;
}

function drawingOf(request: string): Promise<Uint8Array> {
  const before = known.get(request);
  if (before !== undefined) return before;
  const asked = call('signing.preview', JSON.parse(request) as Request).then(({ pdf }) => pdf);
  known.set(request, asked);
  asked.catch(() => known.delete(request));
  const oldest = known.keys().next();
  if (known.size > KEPT && !oldest.done) known.delete(oldest.value);
  return asked;
}

const rounded = (points: number): number => Math.max(1, Math.round(points * 100) / 100);
