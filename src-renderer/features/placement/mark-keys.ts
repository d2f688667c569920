import type { KeyboardEvent } from 'react';
import type { Placement } from '../../../shared/contract/signing-choices.ts';
import { moved, onPage, pulled, type Size } from './rectangle.ts';

interface MarkKeys {
  readonly sizes: readonly Size[];
  readonly value: Placement | null;
  readonly onChange: (next: Placement | null, merged?: boolean) => void;
  readonly onGoTo: (rect: Placement) => void;
  readonly onAccept: () => void;
  readonly onCancel: () => void;
}

const STEP = 4;
const FINE = 1;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The mark under the keys: arrows move (Alt: finely), Shift+arrows resize, PageUp and PageDown change the page, Enter accepts, Esc cancels. */
export function useMarkKeys({ sizes, value, onChange, onGoTo, onAccept, onCancel }: MarkKeys) {
  return (event: KeyboardEvent) => {
    if (value === null || event.ctrlKey || event.metaKey) return;
    const handled = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      handled();
      const size = sizes[value.page - 1];
      if (size === undefined) return;
      const step = event.altKey ? FINE : STEP;
      const [dx, dy] = [arrow[0] * step, arrow[1] * step];
      const next = event.shiftKey ? pulled(value, 'ne', dx, dy, size) : moved(value, dx, dy, size);
      onChange(next, event.repeat);
      return;
    }
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      handled();
      const page = value.page + (event.key === 'PageUp' ? -1 : 1);
      const size = sizes[page - 1];
      if (size === undefined) return;
      const next = onPage({ ...value, page }, size);
      onChange(next);
      onGoTo(next);
      return;
    }
    if (event.key === 'Enter') {
      handled();
      onAccept();
    } else if (event.key === 'Escape') {
      handled();
      onCancel();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      handled();
      onChange(null);
    }
  };
}
