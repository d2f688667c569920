import type { serviceCalls } from '../../../shared/contract/service-calls.ts';
import type { Handlers } from '../register.ts';
import type { Services } from './services.ts';

/** Keys at remote signing services. Bytes of access tokens and codes are overwritten here whatever became of the call. */
export function signingServiceHandlers({
  workflow: { services },
  shell,
  tasks,
}: Services): Pick<Handlers, keyof typeof serviceCalls> {
  return {
    'services.list': async () => ({ services: await services.list() }),
    'services.look': ({ address, task }, context) =>
      tasks.run(task, context.signal, ({ signal }) => services.look(address, signal)),
    'services.add': ({ address, by, task }, context) =>
      tasks
        .run(task, context.signal, ({ signal }) => services.add(address, by, signal))
        // SECURITY: from here on the secret is in what speaks with its service alone.
        .finally(() => (by.kind === 'token' ? by.accessToken : by.clientSecret)?.fill(0)),
    'services.refresh': ({ service, task }, context) =>
      tasks.run(task, context.signal, ({ signal }) => services.refresh(service, signal)),
    async 'services.forget'({ service }) {
      await services.forget(service);
      return {};
    },
    async 'services.openPage'({ visit }) {
      const { page } = services.visits;
      if (page?.id === visit) await shell.openPage(page.address);
      return {};
    },
    async 'services.leavePage'({ visit }) {
      services.visits.giveUp(visit);
      return {};
    },
    async 'services.giveCode'({ request, code }) {
      services.codes.give(request, code);
      code?.fill(0);
      return {};
    },
  };
}
