import path from 'node:path';
import type { TakenTrustedLists } from '../../../shared/contract/verification-calls.ts';
import type { Handlers } from '../register.ts';
import { baseName, safeDetails } from '../safe-details.ts';
import { folderName } from './documents.ts';
import type { Services } from './services.ts';

type VerificationCalls =
  | 'verify.run'
  | 'verify.saveReport'
  | 'trust.list'
  | 'trust.add'
  | 'trust.addFrom'
  | 'trust.useSystem'
  | 'trust.lists'
  | 'trust.updateLists'
  | 'trust.importLists';

/** What is made of signatures that are there already, and whom they are trusted from. */
export function verificationHandlers(services: Services): Pick<Handlers, VerificationCalls> {
  const { shell, documents, tasks, workflow } = services;
  return {
    async 'verify.run'({ id, task, online }, { signal }) {
      const document = documents.get(id);
      const report = await tasks.run(task, signal, (options) =>
        workflow.verifyDocument(document, { ...options, online }),
      );
      // A verdict speaks of the bytes that are shown.
      await documents.unchanged(id);
      const named = { ...report, file: document.info.name };
      documents.keepReport(id, named);
      return named;
    },
    async 'verify.saveReport'({ id, format, task }, { signal }) {
      const document = documents.get(id);
      const report = documents.reportOf(id);
      const { name } = path.parse(document.info.name);
      const folder = document.uploaded ? services.resultFolder : path.dirname(document.path);
      const choice = await shell.saveFile(path.join(folder, `${name}-report.${format}`));
      if (choice === null) return { saved: null };
      const { language } = services.settings.get();
      await tasks.run(task, signal, (options) =>
        workflow.saveReport({ file: document, report, format, language, ...choice }, options),
      );
      return { saved: { name: path.basename(choice.path), folder: folderName(path.dirname(choice.path)) } };
    },
    'trust.list': () => workflow.trust.list(),
    async 'trust.add'() {
      const files = await shell.openFiles('certificate', { multiple: true });
      return { added: files.length === 0 ? 0 : await workflow.trust.add(files) };
    },
    async 'trust.useSystem'({ on }) {
      await workflow.trust.takeSystem(on);
      return {};
    },
    'trust.lists': async () => ({ schemes: await workflow.trust.lists() }),
    'trust.updateLists': async ({ task }, { signal }) =>
      safely(await tasks.run(task, signal, (options) => workflow.trust.updateLists(options))),
    async 'trust.importLists'() {
      const files = await shell.openFiles('trusted-list', { multiple: true });
      return files.length === 0 ? null : safely(await workflow.trust.importLists(files));
    },
    'trust.addFrom': async ({ id, sha256 }) => ({ added: await workflow.trust.addFrom(documents.get(id), sha256) }),
  };
}

/** Without what of a failure may not cross the bridge. */
function safely({ refused, ...rest }: TakenTrustedLists): TakenTrustedLists {
  return {
    ...rest,
    refused: refused.map(({ list, problem: { code, details } }) => ({
      list: baseName(list),
      problem: { code, details: safeDetails(details) },
    })),
  };
}
