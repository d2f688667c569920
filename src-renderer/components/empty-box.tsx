import type { LucideIcon } from 'lucide-react';

interface EmptyBoxProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
}

/** What stands where there is nothing yet: what belongs there, and how it gets there. */
export function EmptyBox({ icon: Icon, title, text }: EmptyBoxProps) {
  return (
    <div className="flex flex-col items-center rounded-lg border border-edge/70 border-dashed bg-canvas px-8 py-12 text-center">
      <Icon size={22} strokeWidth={1.75} aria-hidden className="mb-3 text-muted" />
      <h2 className="font-semibold text-base">{title}</h2>
      <p className="mt-1 max-w-[52ch] text-pretty text-muted text-sm">{text}</p>
    </div>
  );
}
