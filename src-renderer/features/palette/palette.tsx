import { Command } from 'cmdk';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/dialog.tsx';
import { Keys } from '../../components/keys.tsx';

export type Group = 'document' | 'sign' | 'view' | 'go' | 'app';

/** One thing the person can do, wherever it is asked for: palette, shortcut, button. */
export interface Action {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  /** "Mod+K": Mod is Command on a Mac, Ctrl elsewhere. */
  readonly shortcut?: string;
  readonly run: () => void;
}

export const GROUPS = ['document', 'sign', 'view', 'go', 'app'] as const;
const HEADING =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint';

export function useGroupTitles(): Readonly<Record<Group, string>> {
  const { t } = useTranslation();
  return {
    document: t('palette.groupDocument'),
    sign: t('palette.groupSign'),
    view: t('palette.groupView'),
    go: t('palette.groupGo'),
    app: t('palette.groupApp'),
  };
}

/** Every action by name. */
export function Palette({ actions, onClose }: { readonly actions: readonly Action[]; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const titles = useGroupTitles();
  return (
    <Dialog
      title={t('palette.title')}
      titleHidden
      onClose={onClose}
      className="mt-[12vh] w-[min(36rem,calc(100vw-2rem))]"
    >
      <Command label={t('palette.title')} loop className="flex min-h-0 flex-col">
        <Command.Input
          autoFocus
          placeholder={t('palette.placeholder')}
          className="h-12 shrink-0 border-line border-b bg-transparent px-4 text-base text-ink outline-none placeholder:text-faint"
        />
        <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5" aria-label={t('palette.title')}>
          <Command.Empty className="px-4 py-8 text-center text-muted text-sm">{t('palette.empty')}</Command.Empty>
          {GROUPS.map((group) => {
            const members = actions.filter((action) => action.group === group);
            if (members.length === 0) return null;
            return (
              <Command.Group key={group} heading={titles[group]} className={HEADING}>
                {members.map((action) => (
                  <Command.Item
                    key={action.id}
                    value={`${action.title} ${action.id}`}
                    onSelect={() => {
                      onClose();
                      action.run();
                    }}
                    className="flex h-9 items-center justify-between gap-4 rounded-md px-2.5 text-ink text-sm data-[selected=true]:bg-accent-soft"
                  >
                    <span className="truncate">{action.title}</span>
                    {action.shortcut === undefined ? null : <Keys keys={action.shortcut} />}
                  </Command.Item>
                ))}
              </Command.Group>
            );
          })}
        </Command.List>
      </Command>
    </Dialog>
  );
}
