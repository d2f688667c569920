import { readFile } from 'node:fs/promises';
import { AppError } from '../../../shared/contract/app-error.ts';
import { builtWindow } from '../dist-folder.ts';
import type { Handlers } from '../register.ts';
import { batchHandlers } from './batch.ts';
import { documentHandlers } from './documents.ts';
import { networkHandlers } from './network.ts';
import { objectHandlers } from './objects.ts';
import { outboxHandlers } from './outbox.ts';
import type { Services } from './services.ts';
import { signingHandlers } from './signing.ts';
import { signingServiceHandlers } from './signing-services.ts';
import { tokenHandlers } from './tokens.ts';
import { verificationHandlers } from './verification.ts';

/** The application as the page sees it: every call of the contract over the use cases. */
export function createHandlers(services: Services): Handlers {
  const { shell, workflow, tasks, settings } = services;
  const browser = () => {
    if (services.fileBrowser === null) {
      throw new AppError('BRIDGE_REFUSED', 'This shell uses the file dialog of the system.');
    }
    return services.fileBrowser;
  };

  return {
    ...documentHandlers(services),
    ...verificationHandlers(services),
    ...signingHandlers(services),
    ...batchHandlers(services),
    ...outboxHandlers(services),
    ...networkHandlers(services),
    ...tokenHandlers(services),
    ...objectHandlers(services),
    ...signingServiceHandlers(services),
    async 'app.status'() {
      return { version: workflow.version, shell: shell.kind, platform: platformName(), ...(await workflow.status()) };
    },
    'app.notices': async () => ({ text: await readFile(builtWindow.notices(), 'utf8') }),
    'fileBrowser.list': async ({ request, folder }) => browser().list(request, folder),
    async 'fileBrowser.resolve'({ request, choice }) {
      await browser().resolve(request, choice);
      return {};
    },
    'ledger.list': (range) => workflow.ledger.list(range),
    'ledger.verify': ({ task }, { signal }) => tasks.run(task, signal, (options) => workflow.ledger.verify(options)),
    'ledger.prove': ({ index }) => workflow.ledger.prove(index),
    'settings.get': async () => settings.get(),
    'settings.set': async (changes) => settings.set(changes as Parameters<typeof settings.set>[0]),
    async 'task.cancel'({ task }) {
      tasks.cancel(task);
      return {};
    },
  };
}

function platformName(): 'windows' | 'macos' | 'linux' {
  switch (process.platform) {
    case 'win32':
      return 'windows';
    case 'darwin':
      return 'macos';
    default:
      return 'linux';
  }
}
