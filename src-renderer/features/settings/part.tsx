import type { ReactNode } from 'react';

interface PartProps {
  readonly title: string;
  readonly text?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the settings under its own heading. */
export function Part({ title, text, action, children }: PartProps) {
  return (
    <section className="flex flex-col gap-4 border-line border-b py-6 last:border-b-0">
      <div className="flex items-start justify-between gap-4">
        <div>
          <h2 className="font-semibold text-base">{title}</h2>
          {text === undefined ? null : <p className="mt-0.5 text-muted text-sm">{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

export function Choice({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
      <span className="text-sm">{label}</span>
      {children}
    </div>
  );
}
