import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/dialog.tsx';
import { Keys } from '../../components/keys.tsx';
import { type Action, GROUPS, useGroupTitles } from './palette.tsx';

/** All shortcuts at a glance. */
export function Shortcuts({ actions, onClose }: { readonly actions: readonly Action[]; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const titles = useGroupTitles();
  return (
    <Dialog title={t('palette.shortcuts')} onClose={onClose} className="w-[min(44rem,calc(100vw-2rem))]">
      <section
        className="min-h-0 gap-8 overflow-y-auto px-5 py-4 sm:columns-2"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        aria-label={t('palette.shortcuts')}
      >
        {GROUPS.map((group) => {
          const keyed = actions.filter((action) => action.group === group && action.shortcut !== undefined);
          if (keyed.length === 0) return null;
          return (
            <section key={group} className="mb-5 break-inside-avoid">
              <h3 className="mb-1.5 font-semibold text-faint text-xs">{titles[group]}</h3>
              <dl>
                {keyed.map((action) => (
                  <div key={action.id} className="flex h-8 items-center justify-between gap-4 text-sm">
                    <dt className="truncate">{action.title}</dt>
                    <dd>
                      <Keys keys={action.shortcut ?? ''} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        <p className="break-inside-avoid text-faint text-xs">{t('palette.shortcutsHint')}</p>
      </section>
    </Dialog>
  );
}
