import type { Handlers } from '../register.ts';
import type { Services } from './services.ts';

type NetworkCalls = 'network.get' | 'network.set' | 'network.test';

/** How the network is reached, and whether an authority answers. */
export function networkHandlers({ workflow, tasks }: Services): Pick<Handlers, NetworkCalls> {
  return {
    'network.get': () => workflow.networkSettings(),
    'network.set': (settings) => workflow.setNetworkSettings(settings),
    'network.test': ({ url, task }, { signal }) =>
      tasks.run(task, signal, (options) => workflow.testAuthority(url, options)),
  };
}
