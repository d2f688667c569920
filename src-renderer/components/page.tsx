import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  readonly text: string;
  /** What can be done on the whole page, beside its title. */
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

/** A page of its own in the window: what it is for, what can be done, and what it shows. */
export function Page({ title, text, actions, children }: PageProps) {
  return (
    <main className="relative min-w-0 flex-1 overflow-y-auto bg-surface">
      <div className="mx-auto flex max-w-4xl flex-col gap-6 px-8 pt-6 pb-12 max-md:px-4">
        <div className="flex flex-wrap items-start justify-between gap-4">
          <div className="min-w-0">
            <h1 className="font-semibold text-xl">{title}</h1>
            <p className="mt-1 max-w-[62ch] text-pretty text-muted text-sm">{text}</p>
          </div>
          {actions}
        </div>
        {children}
      </div>
    </main>
  );
}
