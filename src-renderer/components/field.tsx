import { type ComponentProps, type Ref, useId } from 'react';
import { cx } from './cx.ts';

export const INPUT =
  'h-8 w-full min-w-0 rounded-md border border-edge bg-surface px-2.5 text-ink text-sm placeholder:text-faint disabled:opacity-60';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  readonly label: string;
  readonly hint?: string;
  readonly ref?: Ref<HTMLInputElement>;
}

export function TextField({ label, hint, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium text-muted text-xs">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className={INPUT}
        autoComplete="off"
        spellCheck={false}
        {...rest}
      />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="mt-1 text-faint text-xs">
          {hint}
        </p>
      )}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly unit?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onCommit: (value: number) => void;
}

/** A number that takes effect when it is complete: on Enter, on leaving, and with the arrow keys. */
export function NumberField({ label, unit, value, min, max, onCommit }: NumberFieldProps) {
  const id = useId();
  const commit = (input: HTMLInputElement) => {
    const next = Number(input.value);
    if (input.value.trim() !== '' && Number.isFinite(next)) onCommit(Math.min(max, Math.max(min, next)));
    else input.value = String(Math.round(value));
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium text-muted text-xs">
        {label}
        {unit === undefined ? null : <span className="font-normal text-faint"> ({unit})</span>}
      </label>
      <input
        id={id}
        key={Math.round(value)}
        type="number"
        min={Math.round(min)}
        max={Math.floor(max)}
        defaultValue={Math.round(value)}
        onBlur={(event) => {
          if (Number(event.currentTarget.value) !== Math.round(value)) commit(event.currentTarget);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget);
        }}
        className={cx(INPUT, 'tabular')}
      />
    </div>
  );
}
