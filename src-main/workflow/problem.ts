import type { Failure } from '../../shared/contract/app-error.ts';
import type { Problem } from '../../shared/contract/level-outcome.ts';

/** Code and details of a failure, as they may cross the bridge: no folder of a path. */
export function problemOf({ code, details }: Pick<Failure, 'details'> & { readonly code: string }): Problem {
  const shown = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace(/^.*[\\/](?=[^\\/]+$)/, '').slice(0, 200) : value,
  ]);
  return { code, details: Object.fromEntries(shown) };
}
