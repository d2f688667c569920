import { Progress } from 'radix-ui';

/** Progress from 0 to 1; null moves without promising anything. */
export function ProgressBar({ fraction, label }: { readonly fraction: number | null; readonly label: string }) {
  return (
    <Progress.Root
      value={fraction === null ? null : Math.round(fraction * 100)}
      aria-label={label}
      className="relative h-1.5 w-full overflow-hidden rounded-full bg-pressed"
    >
      {fraction === null ? (
        <Progress.Indicator className="absolute inset-y-0 left-0 w-1/3 animate-sweep rounded-full bg-accent" />
      ) : (
        <Progress.Indicator
          className="h-full rounded-full bg-accent transition-[width] duration-150"
          style={{ width: `${Math.round(fraction * 100)}%` }}
        />
      )}
    </Progress.Root>
  );
}
