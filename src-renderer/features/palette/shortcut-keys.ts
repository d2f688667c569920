/** What a key press is made of. A KeyboardEvent fits. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  '＋': ['+', '='],
  '−': ['-', '_'],
  '?': ['?'],
};

/** Whether a press is the shortcut ("Mod+Shift+S", "F6", "?"). Signs are matched by what they show, letters by their key. */
export function isShortcut(shortcut: string, press: KeyPress, apple: boolean): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const mod = apple ? press.metaKey : press.ctrlKey;
  const other = apple ? press.ctrlKey : press.metaKey;
  if (mod !== wants('Mod') || other || press.altKey !== wants('Alt')) return false;
  const signs = SIGNS[key];
  if (signs !== undefined) return signs.includes(press.key);
  if (press.shiftKey !== wants('Shift')) return false;
  if (/^[A-Z]$/.test(key)) return press.code === `Key${key}` || press.key.toUpperCase() === key;
  return press.key === key;
}
