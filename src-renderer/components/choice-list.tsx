import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface ChoiceOption<T extends string> {
  readonly value: T;
  readonly name: string;
  /** What it means for the person, in plain words. */
  readonly text?: string;
  /** Small type beside the name: the word of the standard. */
  readonly mark?: string;
  readonly disabled?: boolean;
  /** Shown beneath while it is chosen. */
  readonly more?: ReactNode;
}

interface ChoiceListProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly ChoiceOption<T>[];
  readonly onChange: (value: T) => void;
}

/** One of a few, each with the sentence that explains it. */
export function ChoiceList<T extends string>({ label, value, options, onChange }: ChoiceListProps<T>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
      className="flex flex-col divide-y divide-line rounded-md border border-line"
    >
      {options.map((option) => (
        <div
          key={option.value}
          className={cx('first:rounded-t-md last:rounded-b-md', option.value === value && 'bg-accent-soft')}
        >
          <RadioGroup.Item
            value={option.value}
            disabled={option.disabled ?? false}
            className="group flex w-full gap-2.5 rounded-md px-3 py-2 text-left outline-offset-[-2px] disabled:opacity-60"
          >
            <span className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-edge bg-surface group-data-[state=checked]:border-accent">
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </span>
            <span className="min-w-0 flex-1">
              <span className="flex items-baseline justify-between gap-2">
                <span className="font-medium text-ink text-sm">{option.name}</span>
                {option.mark === undefined ? null : (
                  <span className="tabular shrink-0 text-2xs text-muted">{option.mark}</span>
                )}
              </span>
              {option.text === undefined ? null : (
                <span className="block text-pretty text-muted text-xs">{option.text}</span>
              )}
            </span>
          </RadioGroup.Item>
          {option.more !== undefined && option.value === value ? (
            <div className="px-3 pb-3 pl-9.5">{option.more}</div>
          ) : null}
        </div>
      ))}
    </RadioGroup.Root>
  );
}
