import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

const button = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-50',
  {
    variants: {
      tone: {
        primary: 'bg-accent-fill text-on-accent enabled:hover:bg-accent-fill-hover',
        secondary:
          'border border-edge/60 bg-raised text-ink shadow-card enabled:hover:bg-hover enabled:active:bg-pressed',
        quiet: 'text-muted enabled:hover:bg-hover enabled:hover:text-ink enabled:active:bg-pressed',
        link: 'rounded-sm text-accent underline-offset-3 hover:underline',
      },
      size: { sm: 'h-7 px-2.5 text-xs', md: 'h-8 px-3 text-sm', lg: 'h-10 px-4 text-base', bare: '' },
    },
    defaultVariants: { tone: 'secondary', size: 'md' },
  },
);

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button>;

export function Button({ tone, size, className, type = 'button', ...rest }: ButtonProps) {
  // A dialog that opens with this button in it finds it by the attribute, which React does not write.
  const wantsFocus = rest.autoFocus === true ? '' : undefined;
  return <button type={type} data-autofocus={wantsFocus} className={cx(button({ tone, size }), className)} {...rest} />;
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly icon: ReactNode;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

/** A button that shows only a picture: its words are read aloud and shown as a tip. */
export function IconButton({ label, shortcut, icon, className, side = 'bottom', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} side={side}>
      <button
        type="button"
        aria-label={label}
        className={cx(
          'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-100 enabled:hover:bg-hover enabled:hover:text-ink enabled:active:bg-pressed disabled:opacity-40 aria-pressed:bg-accent-soft aria-pressed:text-accent',
          className,
        )}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
