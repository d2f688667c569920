import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { MenuCommand } from '../../shared/contract/contract.ts';
import { listen } from '../bridge/client.ts';
import type { Action } from '../features/palette/palette.tsx';
import { isShortcut } from '../features/palette/shortcut-keys.ts';
import type { ViewerHandle } from '../features/viewer/viewer.tsx';
import { check, close, cycle, openDocuments } from './documents.ts';
import { openExtension } from './extending.ts';
import { saveSettings } from './facts.ts';
import { runOutbox } from './outbox.ts';
import { PAGES } from './pages.ts';
import { nextPane } from './panes.ts';
import { addKeyStore, addModule, refreshKeys } from './session.ts';
import {
  beginSigning,
  cancelRunning,
  chooseField,
  isSignable,
  redoMark,
  signInvisibly,
  undoMark,
} from './signing-flow.ts';
import { type AppState, type OpenDocument, patch } from './store.ts';

/** Everything that can be done right now, for palette, shortcuts and the list of shortcuts. */
export function useActions(
  state: AppState,
  document: OpenDocument | null,
  viewer: () => ViewerHandle | null,
): readonly Action[] {
  const { t } = useTranslation();
  const actions: Action[] = [
    { id: 'open', group: 'document', title: t('documents.open'), shortcut: 'Mod+O', run: () => void openDocuments() },
  ];
  if (document !== null) {
    const { id } = document.info;
    actions.push(
      { id: 'check', group: 'document', title: t('verdict.checkAgain'), run: () => void check(id) },
      { id: 'close', group: 'document', title: t('palette.closeDocument'), shortcut: 'Alt+W', run: () => close(id) },
    );
    if (state.documents.length > 1)
      actions.push(
        {
          id: 'next',
          group: 'document',
          title: t('palette.nextDocument'),
          shortcut: 'Alt+ArrowDown',
          run: () => cycle(1),
        },
        {
          id: 'previous',
          group: 'document',
          title: t('palette.previousDocument'),
          shortcut: 'Alt+ArrowUp',
          run: () => cycle(-1),
        },
      );
    if (document.running !== null)
      actions.push({ id: 'cancel', group: 'sign', title: t('common.cancel'), run: () => cancelRunning(id) });
    else if (document.refused === null && isSignable(document.info))
      actions.push({
        id: 'sign',
        group: 'sign',
        title: t('verdict.signThis'),
        shortcut: 'Mod+Shift+S',
        run: () => beginSigning(id),
      });
    const pdf = document.info.kind === 'pdf' ? document.info : null;
    if (pdf !== null && document.running === null && document.refused === null)
      actions.push(
        { id: 'invisible', group: 'sign', title: t('place.invisible'), run: () => signInvisibly(id) },
        ...pdf.emptyFields.map(({ name }) => ({
          id: `field-${name}`,
          group: 'sign' as const,
          title: t('place.signField', { name }),
          run: () => chooseField(id, name),
        })),
      );
    if (document.running === null && document.info.signatures > 0)
      actions.push({
        id: 'extend',
        group: 'sign',
        title: t('extend.open'),
        shortcut: 'Mod+Shift+E',
        run: () => void openExtension(id),
      });
    if (document.step === 'place')
      actions.push(
        { id: 'undo', group: 'sign', title: t('place.undo'), shortcut: 'Mod+Z', run: () => undoMark(id) },
        { id: 'redo', group: 'sign', title: t('place.redo'), shortcut: 'Mod+Shift+Z', run: () => redoMark(id) },
      );
    if (pdf !== null)
      actions.push(
        {
          id: 'zoom-in',
          group: 'view',
          title: t('viewer.zoomIn'),
          shortcut: 'Mod+＋',
          run: () => viewer()?.zoomStep(1),
        },
        {
          id: 'zoom-out',
          group: 'view',
          title: t('viewer.zoomOut'),
          shortcut: 'Mod+−',
          run: () => viewer()?.zoomStep(-1),
        },
        {
          id: 'automatic',
          group: 'view',
          title: t('viewer.zoomAutomatic'),
          shortcut: 'Mod+0',
          run: () => patch({ zoom: { kind: 'automatic' } }),
        },
        {
          id: 'fit-width',
          group: 'view',
          title: t('viewer.fitWidth'),
          shortcut: 'Mod+8',
          run: () => patch({ zoom: { kind: 'fit-width' } }),
        },
        {
          id: 'fit-page',
          group: 'view',
          title: t('viewer.fitPage'),
          shortcut: 'Mod+9',
          run: () => patch({ zoom: { kind: 'fit-page' } }),
        },
        {
          id: 'thumbnails',
          group: 'view',
          title: t('viewer.toggleThumbnails'),
          shortcut: 'F4',
          run: () => patch({ thumbnails: !state.thumbnails }),
        },
      );
  }
  actions.push(
    { id: 'key-store', group: 'sign', title: t('sign.addKeyStore'), run: () => void addKeyStore() },
    { id: 'module', group: 'sign', title: t('sign.addModule'), run: () => void addModule() },
    { id: 'service', group: 'sign', title: t('service.add'), run: () => patch({ addingService: { known: null } }) },
    ...(state.outbox?.some((entry) => entry.state !== 'done')
      ? [{ id: 'outbox-run', group: 'sign' as const, title: t('outbox.runAll'), run: () => void runOutbox(null) }]
      : []),
    {
      id: 'refresh',
      group: 'sign',
      title: `${t('settings.tokens')}: ${t('common.refresh')}`,
      run: () => void refreshKeys(true),
    },
    ...PAGES.map(({ id }, at) => ({
      id,
      group: 'go' as const,
      title: t(`nav.${id}`),
      shortcut: `Mod+${at + 1}`,
      run: () => patch({ page: id }),
    })),
    { id: 'pane', group: 'go', title: t('palette.nextPane'), shortcut: 'F6', run: nextPane },
    ...(['system', 'light', 'dark'] as const).map((theme) => ({
      id: `theme-${theme}`,
      group: 'app' as const,
      title: `${t('settings.theme')}: ${t(theme === 'system' ? 'settings.themeSystem' : theme === 'light' ? 'settings.themeLight' : 'settings.themeDark')}`,
      run: () => void saveSettings({ theme }),
    })),
    {
      id: 'palette',
      group: 'app',
      title: t('palette.openPalette'),
      shortcut: 'Mod+K',
      run: () => patch({ overlay: 'palette' }),
    },
    {
      id: 'shortcuts',
      group: 'app',
      title: t('palette.shortcuts'),
      shortcut: '?',
      run: () => patch({ overlay: 'shortcuts' }),
    },
  );
  useShortcuts(actions);
  useMenu(actions);
  return actions;
}

/** What the native menu calls the actions. */
const MENU: Readonly<Record<MenuCommand, string>> = {
  'document.open': 'open',
  'document.close': 'close',
  'signature.place': 'sign',
  'signature.verify': 'check',
  'signature.extend': 'extend',
  'page.documents': 'documents',
  'page.batch': 'batch',
  'page.tokens': 'tokens',
  'page.outbox': 'outbox',
  'page.ledger': 'ledger',
  'page.settings': 'settings',
  'view.zoomIn': 'zoom-in',
  'view.zoomOut': 'zoom-out',
  'view.fitWidth': 'fit-width',
  'palette.open': 'palette',
  'shortcuts.show': 'shortcuts',
};

/** The native menu does what the palette does; nothing under a dialog, nothing that cannot be done now. */
function useMenu(actions: readonly Action[]): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(
    () =>
      listen('menu.command', ({ command }) => {
        if (document.querySelector('dialog[open]') !== null) return;
        latest.current.find(({ id }) => id === MENU[command])?.run();
      }),
    [],
  );
}

const apple = navigator.platform.startsWith('Mac');

/** Turns key presses into actions; not under a dialog, and nothing that a text field needs itself. */
function useShortcuts(actions: readonly Action[]): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const inField = event.target instanceof HTMLElement && event.target.matches('input, textarea');
      const action = latest.current.find(
        (candidate) => candidate.shortcut !== undefined && isShortcut(candidate.shortcut, event, apple),
      );
      if (action === undefined) return;
      if (inField && ['?', 'Mod+Z', 'Mod+Shift+Z'].includes(action.shortcut ?? '')) return;
      event.preventDefault();
      action.run();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
