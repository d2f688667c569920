import { cx } from './cx.ts';

const apple = navigator.platform.startsWith('Mac');
const NAMES: Readonly<Record<string, string>> = {
  Mod: apple ? '⌘' : 'Ctrl',
  Alt: apple ? '⌥' : 'Alt',
  Shift: apple ? '⇧' : 'Shift',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  '＋': '+',
};

/** A shortcut such as "Mod+K" in the signs of this system. */
export function Keys({ keys, tone = 'plain' }: { readonly keys: string; readonly tone?: 'plain' | 'inverse' }) {
  return (
    <span className="inline-flex items-center gap-0.5">
      {keys.split('+').map((key) => (
        <kbd
          key={key}
          className={cx(
            'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-2xs',
            tone === 'plain' ? 'border-line bg-canvas text-faint' : 'border-canvas/30 text-canvas',
          )}
        >
          {NAMES[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
