import type { ReactNode } from 'react';
import type { PresentToken } from '../../../shared/contract/object-calls.ts';
import { PinDialog } from '../../components/pin-dialog.tsx';

/** Bytes that are to be overwritten once they were sent. */
export interface TokenPinGiven {
  readonly pin: Uint8Array<ArrayBuffer>;
  readonly acceptLastTry: boolean;
}

interface TokenPinProps {
  readonly token: PresentToken;
  readonly what: string;
  /** Words on the button. */
  readonly action: string;
  /** A field that is filled in before the PIN. */
  readonly before: ReactNode;
  readonly onSubmit: (given: TokenPinGiven) => void;
  readonly onClose: () => void;
}

/** Asks for the PIN of a token for something else than a signature. */
export function TokenPin({ token, what, action, before, onSubmit, onClose }: TokenPinProps) {
  return (
    <PinDialog
      certificate={{ name: token.detail, home: { kind: 'pkcs11', label: token.label } }}
      pinState={token.pin}
      entry={token.pinEntry}
      what={what}
      action={action}
      more={before}
      takesFocus={before === null}
      onSubmit={(pin, acceptLastTry) => onSubmit({ pin, acceptLastTry })}
      onClose={onClose}
    />
  );
}
