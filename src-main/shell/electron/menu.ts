import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../../shared/contract/contract.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { MENU_LABELS } from './menu-labels.ts';

export interface MenuActions {
  /** Sends a command to the page, which does what its own shortcut does. */
  command(command: MenuCommand): void;
  openLink(address: string): void;
}

/**
 * The native menu. Shortcuts of the page's own commands are shown and not registered: the page handles the keys,
 * the same in both shells.
 */
export function menuTemplate(
  language: Settings['language'],
  platform: string,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const words = MENU_LABELS[language];
  const item = (command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label: words[command],
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    click: () => actions.command(command),
  });
  const link = (label: 'rfc9162' | 'pades', address: string): MenuItemConstructorOptions => ({
    label: words[label],
    click: () => actions.openLink(address),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: words.file,
      submenu: [
        item('document.open', 'CmdOrCtrl+O'),
        item('document.close', 'CmdOrCtrl+W'),
        line,
        item('signature.place'),
        item('signature.verify'),
        item('signature.extend', 'CmdOrCtrl+Shift+E'),
        ...(isMac ? [] : [line, { label: words.quit, role: 'quit' as const }]),
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: words.view,
      submenu: [
        item('view.zoomIn', 'CmdOrCtrl+Plus'),
        item('view.zoomOut', 'CmdOrCtrl+-'),
        item('view.fitWidth', 'CmdOrCtrl+0'),
        line,
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: words.go,
      submenu: [
        item('page.documents'),
        item('page.batch'),
        item('page.tokens'),
        item('page.outbox'),
        item('page.ledger'),
        item('page.settings'),
        line,
        item('palette.open', 'CmdOrCtrl+K'),
      ],
    },
    {
      label: words.help,
      role: 'help',
      submenu: [
        item('shortcuts.show'),
        line,
        link('rfc9162', 'https://www.rfc-editor.org/rfc/rfc9162'),
        link('pades', 'https://www.etsi.org/technologies/digital-signature'),
      ],
    },
  ];
}
