import { useEffect, useState } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import { call } from '../../bridge/client.ts';

/** What is asked of main beside the keys that can be signed with. */
interface BesideKeys {
  /** Tokens that are inserted, those without a certificate too. */
  readonly tokens: Output<'tokens.present'>['tokens'];
  /** Keys in the program's own folder, those too that are on a token as well. */
  readonly kept: Output<'tokens.kept'>['keys'];
}

/** Asked for anew whenever the keys were. What cannot be told is not there: why, the keys themselves say. */
export function useBesideKeys(keys: Output<'tokens.list'> | null): BesideKeys {
  const [beside, setBeside] = useState<BesideKeys>({ tokens: [], kept: [] });
  useEffect(() => {
    if (keys === null) return;
    let gone = false;
    const tokens = call('tokens.present', {}).then((answer) => answer.tokens);
    const kept = call('tokens.kept', {}).then((answer) => answer.keys);
    void Promise.all([tokens.catch(() => []), kept.catch(() => [])]).then(([there, ours]) => {
      if (!gone) setBeside({ tokens: there, kept: ours });
    });
    return () => {
      gone = true;
    };
  }, [keys]);
  return beside;
}
