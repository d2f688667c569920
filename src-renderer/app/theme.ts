import type { Settings } from '../../shared/contract/settings.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
let chosen: Settings['theme'] = 'system';
dark.addEventListener('change', () => applyTheme(chosen));

/** Light, dark, or what the system says, also when it changes its mind. */
export function applyTheme(theme: Settings['theme']): void {
  chosen = theme;
  const isDark = theme === 'dark' || (theme === 'system' && dark.matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}
