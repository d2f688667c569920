import { useEffect, useState } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import type { SigningService } from '../../../shared/contract/service-calls.ts';
import { call } from '../../bridge/client.ts';

/** The services that were added; asked for anew whenever the keys were. */
export function useServices(keys: Output<'tokens.list'> | null): readonly SigningService[] {
  const [services, setServices] = useState<readonly SigningService[]>([]);
  useEffect(() => {
    if (keys === null) return;
    let gone = false;
    call('services.list', {}).then(
      (found) => {
        if (!gone) setServices(found.services);
      },
      // What was known stays.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [keys]);
  return services;
}
