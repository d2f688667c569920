import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { INPUT } from './field.tsx';

interface SecretFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'ref' | 'type'> {
  readonly ref: Ref<HTMLInputElement>;
  readonly label: string;
  /** False for all but the first of several. */
  readonly takesFocus?: boolean;
  /** What is to be known of it, beneath. */
  readonly state?: ReactNode;
}

/**
 * A PIN or password. It has the focus at once and can be shown; it lives in the field alone, never in the state of the window, and the
 * field is emptied when it goes.
 */
export function SecretField({ ref, label, takesFocus = true, state, className, disabled, ...rest }: SecretFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement | null>(null);
  const [shown, setShown] = useState(false);
  const id = useId();
  useEffect(() => {
    const input = field.current;
    if (takesFocus) input?.focus();
    return () => {
      if (input) input.value = '';
    };
  }, [takesFocus]);
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium text-muted text-xs">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={(input) => {
            field.current = input;
            // Read by `showModal`: whoever types the moment the dialog is seen types into the field.
            if (takesFocus) input?.setAttribute('autofocus', '');
            if (typeof ref === 'function') ref(input);
            else if (ref !== null) ref.current = input;
          }}
          id={id}
          type={shown ? 'text' : 'password'}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          disabled={disabled}
          aria-describedby={state === undefined ? undefined : `${id}-state`}
          className={cx(INPUT, 'h-10', className)}
          {...rest}
        />
        <IconButton
          label={t(shown ? 'pin.hide' : 'pin.show')}
          aria-pressed={shown}
          icon={shown ? <EyeOff size={17} /> : <Eye size={17} />}
          className="size-10 border border-edge/60"
          disabled={disabled}
          onClick={() => setShown(!shown)}
        />
      </div>
      {state === undefined ? null : (
        <div id={`${id}-state`} className="mt-2 flex flex-col gap-2" aria-live="polite">
          {state}
        </div>
      )}
    </div>
  );
}
