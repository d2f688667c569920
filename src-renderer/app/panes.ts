/** Moves the focus to the next part of the window: rail, document, inspector, status bar, and round again. */
export function nextPane(): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.checkVisibility());
  if (panes.length === 0) return;
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(at + 1) % panes.length];
  const target = pane?.matches('[tabindex]')
    ? pane
    : pane?.querySelector<HTMLElement>('button, [href], input, [tabindex]');
  target?.focus();
}
