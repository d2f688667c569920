import { useEffect, useState } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import type { PresentToken } from '../../../shared/contract/object-calls.ts';
import { call } from '../../bridge/client.ts';

/** Tokens that are inserted, those without a certificate too; asked for anew whenever the keys were. */
export function usePresentTokens(keys: Output<'tokens.list'> | null): readonly PresentToken[] {
  const [tokens, setTokens] = useState<readonly PresentToken[]>([]);
  useEffect(() => {
    if (keys === null) return;
    let gone = false;
    const take = (found: readonly PresentToken[]) => {
      if (!gone) setTokens(found);
    };
    // Why there are none, the keys themselves say.
    call('tokens.present', {})
      .then(({ tokens: found }) => take(found))
      .catch(() => take([]));
    return () => {
      gone = true;
    };
  }, [keys]);
  return tokens;
}
