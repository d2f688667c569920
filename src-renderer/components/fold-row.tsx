import { ChevronDown } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import type { ReactNode } from 'react';

interface FoldRowProps {
  readonly name: string;
  /** What is chosen now, said in one line. */
  readonly value: string;
  readonly children: ReactNode;
  readonly defaultOpen?: boolean;
}

/** A choice in one line that unfolds where it is to be changed. */
export function FoldRow({ name, value, children, defaultOpen = false }: FoldRowProps) {
  return (
    <Collapsible.Root defaultOpen={defaultOpen}>
      <Collapsible.Trigger className="group flex w-full items-center gap-3 rounded-md px-3 py-2 text-left outline-offset-[-2px] hover:bg-hover">
        <span className="min-w-0 flex-1">
          <span className="block text-faint text-xs">{name}</span>
          <span className="block break-words text-ink text-sm">{value}</span>
        </span>
        <ChevronDown
          size={15}
          aria-hidden
          className="shrink-0 text-muted transition-transform duration-100 group-data-[state=open]:rotate-180"
        />
      </Collapsible.Trigger>
      <Collapsible.Content className="px-3 pt-1 pb-3">{children}</Collapsible.Content>
    </Collapsible.Root>
  );
}
