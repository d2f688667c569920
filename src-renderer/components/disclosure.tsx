import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface DisclosureProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly defaultOpen?: boolean;
  readonly className?: string;
}

/** The second level: there for those who want it, out of the way of the others. */
export function Disclosure({ title, children, defaultOpen = false, className }: DisclosureProps) {
  return (
    <Collapsible.Root defaultOpen={defaultOpen} className={className}>
      <Collapsible.Trigger className="group -ml-1 inline-flex h-7 items-center gap-1 rounded-sm pr-2 pl-0.5 font-medium text-muted text-xs hover:text-ink">
        <ChevronRight
          size={14}
          aria-hidden
          className={cx('transition-transform duration-100 group-data-[state=open]:rotate-90')}
        />
        {title}
      </Collapsible.Trigger>
      <Collapsible.Content className="pt-2">{children}</Collapsible.Content>
    </Collapsible.Root>
  );
}
