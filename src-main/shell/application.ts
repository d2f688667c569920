import type { PageWanted } from '../../shared/contract/service-calls.ts';
import type { Home } from '../platform/home.ts';
import type { Log } from '../platform/log.ts';
import type { WorkflowApi } from '../workflow/workflow-api.ts';
import { createDocumentRegistry, type DocumentRegistry } from './document-registry.ts';
import type { FileBrowser } from './file-browser.ts';
import { safeView } from './handlers/batch.ts';
import { openOne } from './handlers/documents.ts';
import { createHandlers } from './handlers/handlers.ts';
import { createImageRegistry } from './image-registry.ts';
import { createLockedFiles } from './locked-files.ts';
import { createDispatch, type Dispatch } from './register.ts';
import type { Settings } from './settings.ts';
import type { Shell } from './shell.ts';
import { createTargetRegistry } from './target-registry.ts';
import { createTasks } from './tasks.ts';

export interface ApplicationParts {
  readonly home: Home;
  readonly log: Log;
  readonly workflow: WorkflowApi;
  readonly settings: Settings;
  /** Origin of our page in this shell. */
  readonly origin: string;
  readonly resultFolder: string;
}

/** What a shell drives: calls come in by `dispatch`, bytes go out of `documents`. */
export interface Application {
  readonly dispatch: Dispatch;
  readonly documents: DocumentRegistry;
  /** Opens files named at the start or by a second start; each success is told to the page, each failure logged and given back. */
  openPaths(paths: readonly string[]): Promise<{ path: string; error: unknown }[]>;
  /** A page is there, the first or a reloaded one: it is told of every document that is open. */
  pageLoaded(): void;
  /** The page went away: its tasks are stopped and its dialogs cancelled. */
  pageGone(): void;
  /** Stops tasks, lets files and tokens go. */
  close(): Promise<void>;
}

/** Joins the handlers, the registries and the use cases over one shell. */
export function createApplication(parts: ApplicationParts, shell: Shell, fileBrowser: FileBrowser | null): Application {
  const { workflow, settings, resultFolder, log } = parts;
  const documents = createDocumentRegistry(workflow);
  const tasks = createTasks((task, progress) => shell.send('task.progress', { task, ...progress }));
  const targets = createTargetRegistry();
  const images = createImageRegistry();
  const locked = createLockedFiles();
  const handlers = createHandlers({
    shell,
    workflow,
    documents,
    targets,
    images,
    locked,
    tasks,
    settings,
    fileBrowser,
    resultFolder,
    log,
  });
  const subscriptions = [
    workflow.onTokensChanged(() => shell.send('tokens.changed', {})),
    workflow.batches.onChanged((view) => shell.send('batch.changed', safeView(view))),
    workflow.services.codes.onChanged((question) => shell.send('services.codeWanted', { question })),
    workflow.services.visits.onChanged(pageOpener(shell, log)),
    workflow.onOutboxChanged(() => shell.send('outbox.changed', {})),
  ];
  const pageGone = () => {
    tasks.cancelAll();
    fileBrowser?.cancel();
  };
  return {
    dispatch: createDispatch({ handlers, origin: parts.origin, log }),
    documents,
    async openPaths(paths) {
      const failures: { path: string; error: unknown }[] = [];
      for (const file of paths) {
        await openOne({ documents, locked }, file).then(
          ({ documents: opened, locked: waiting }) => {
            for (const info of opened) shell.send('document.opened', info);
            for (const each of waiting) shell.send('document.locked', each);
          },
          (error: unknown) => {
            log.write('warn', 'document.not-opened', { file, error });
            failures.push({ path: file, error });
          },
        );
      }
      return failures;
    },
    pageLoaded() {
      pageGone();
      for (const info of documents.list()) shell.send('document.opened', info);
      shell.send('services.codeWanted', { question: workflow.services.codes.question });
      shell.send('services.pageWanted', { page: workflow.services.visits.page });
    },
    pageGone,
    async close() {
      for (const unsubscribe of subscriptions) unsubscribe();
      pageGone();
      await documents.closeAll();
      await workflow.close();
    },
  };
}

/** Opens each page of a signing service once, and tells the window which one the person is waited for on. */
function pageOpener(shell: Shell, log: Log): (page: PageWanted | null) => void {
  let opened: PageWanted['id'] | undefined;
  return (page) => {
    shell.send('services.pageWanted', { page });
    if (page === null || page.id === opened) return;
    opened = page.id;
    // Where nothing opens it, the window still shows the address.
    shell.openPage(page.address).then(
      (isOpen) => isOpen || log.write('warn', 'page.not-opened', { host: page.host }),
      (error: unknown) => log.write('warn', 'page.not-opened', { host: page.host, error }),
    );
  };
}
