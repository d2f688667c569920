import type { ReactNode } from 'react';

interface DialogFormProps {
  readonly onSubmit: () => void;
  /** What is asked, one beneath the other; it scrolls where the window is low. */
  readonly children: ReactNode;
  /** Its buttons, the one that submits last. */
  readonly buttons: ReactNode;
}

/** What stands in a dialog that asks for something: the browser remembers nothing of it and judges nothing, and its buttons stay in view. */
export function DialogForm({ onSubmit, children, buttons }: DialogFormProps) {
  return (
    <form
      autoComplete="off"
      noValidate
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 py-4">{children}</div>
      <footer className="flex shrink-0 justify-end gap-2 border-line border-t bg-canvas px-5 py-3">{buttons}</footer>
    </form>
  );
}
