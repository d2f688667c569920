import type { Placement } from '../../../shared/contract/contract.ts';
import { layOutMark, type MarkText, type Measure } from './mark-layout.ts';

interface MarkProps {
  readonly rect: Placement;
  readonly text: MarkText;
}

/** The mark as it will stand on the page. Like the mark itself it covers nothing beneath it. */
export function Mark({ rect, text }: MarkProps) {
  const { width, height } = rect;
  const { ruleWidth, lines } = layOutMark(text, width, height, measure);
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${width} ${height}`} className="absolute inset-0 size-full overflow-hidden">
      <rect width={ruleWidth} height={height} fill="rgb(27 96 144)" />
      {lines.map((line) => (
        <text
          key={line.y}
          x={line.x}
          y={height - line.y}
          fontSize={line.size}
          fontWeight={line.strong ? 600 : 400}
          fill={line.strong ? 'rgb(23 31 41)' : 'rgb(92 102 117)'}
          className="select-none font-sans [font-feature-settings:normal] [font-kerning:none]"
        >
          {line.text}
        </text>
      ))}
    </svg>
  );
}

const context = document.createElement('canvas').getContext('2d');
const REFERENCE = 100;

const measure: Measure = (text, strong) => {
  if (context === null) return text.length * 0.55;
  context.font = `${strong ? 600 : 400} ${REFERENCE}px "Inter Variable", sans-serif`;
  context.fontKerning = 'none';
  return context.measureText(text).width / REFERENCE;
};
