import { Check } from 'lucide-react';
import { Checkbox } from 'radix-ui';
import { useId } from 'react';

interface CheckBoxProps {
  readonly label: string;
  /** What more there is to know, in a second line. */
  readonly hint?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A box to tick, with its words. */
export function CheckBox({ label, hint, checked, disabled = false, onChange }: CheckBoxProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Checkbox.Root
        id={id}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onCheckedChange={(value) => onChange(value === true)}
        className="mt-px grid size-4.5 shrink-0 place-items-center rounded-sm border border-edge bg-surface data-[state=checked]:border-accent-fill data-[state=checked]:bg-accent-fill"
      >
        <Checkbox.Indicator className="text-white">
          <Check size={13} strokeWidth={3} aria-hidden />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <div className="min-w-0">
        <label htmlFor={id} className="block break-words text-sm">
          {label}
        </label>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="mt-0.5 text-pretty text-muted text-xs">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
