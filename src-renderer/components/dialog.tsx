import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { WithoutTooltips } from './tooltip.tsx';

interface DialogProps {
  readonly title: ReactNode;
  /** Title for the ear alone: the content shows its own. */
  readonly titleHidden?: boolean;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}

const WANTS_FOCUS = '[autofocus], [data-autofocus]';
const FIELD = ':is(input:not([type=checkbox], [type=radio]), textarea):enabled:not([readonly])';

/**
 * A dialog of the platform (`showModal`): the rest of the window is inert, Esc closes, the focus returns to where it was,
 * and no style is written into the page.
 */
export function Dialog({ title, titleHidden = false, onClose, className, children }: DialogProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();

  // Before the effects of what is inside: a field that takes the focus finds the dialog open.
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    // The platform would take the first thing of all, which is the cross that closes.
    const first = dialog?.querySelector<HTMLElement>(WANTS_FOCUS) ?? dialog?.querySelector<HTMLElement>(FIELD);
    first?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={cx(
        'm-auto max-h-[calc(100dvh-3rem)] w-[min(28rem,calc(100vw-2rem))] animate-appear overflow-hidden rounded-lg border border-line bg-surface p-0 text-ink shadow-float open:flex open:flex-col',
        className,
      )}
    >
      <WithoutTooltips value>
        {titleHidden ? (
          <h2 id={heading} className="sr-only">
            {title}
          </h2>
        ) : (
          <header className="flex shrink-0 items-center justify-between gap-4 border-line border-b py-2 pr-2 pl-5">
            <h2 id={heading} className="min-w-0 truncate font-semibold text-base">
              {title}
            </h2>
            <IconButton label={t('common.close')} icon={<X size={16} />} onClick={onClose} />
          </header>
        )}
        {children}
      </WithoutTooltips>
    </dialog>
  );
}
