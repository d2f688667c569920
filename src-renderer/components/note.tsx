import { Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

/** A sentence worth reading before going on. */
export function Note({ tone = 'plain', children }: { readonly tone?: 'plain' | 'warn'; readonly children: ReactNode }) {
  const Icon = tone === 'warn' ? TriangleAlert : Info;
  return (
    <div
      className={cx(
        'flex gap-2.5 rounded-md border px-3 py-2 text-ink text-sm',
        tone === 'warn' ? 'border-warn-line bg-warn-soft' : 'border-line bg-canvas',
      )}
    >
      <Icon size={15} aria-hidden className={cx('mt-0.5 shrink-0', tone === 'warn' ? 'text-warn' : 'text-muted')} />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
