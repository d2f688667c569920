import { type ReactNode, useId } from 'react';

/** A titled part of a panel. */
export function Section({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex min-h-7 items-center justify-between gap-2">
        <h3 id={id} className="font-semibold text-ink text-sm">
          {title}
        </h3>
        {actions}
      </div>
      {children}
    </section>
  );
}
