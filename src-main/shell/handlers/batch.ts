import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { BatchFile, BatchView } from '../../../shared/domain/batch.ts';
import type { Handlers } from '../register.ts';
import { safeDetails } from '../safe-details.ts';
import { folderName } from './documents.ts';
import type { Services } from './services.ts';
import { choicesOf } from './signing.ts';

type BatchCalls = Extract<keyof Handlers, `batch.${string}`>;

/** Many files with one key. */
export function batchHandlers(services: Services): Pick<Handlers, BatchCalls> {
  const { shell, documents, images } = services;
  const { batches } = services.workflow;
  return {
    async 'batch.choose'({ batch }) {
      const files = await shell.openFiles('document', { multiple: true });
      return { batch: files.length === 0 ? null : safeView(await batches.add(batch, files)) };
    },
    async 'batch.addOpen'({ batch, documents: ids }) {
      const opened = ids.map((id) => documents.get(id));
      if (opened.some(({ uploaded }) => uploaded)) {
        throw new AppError(
          'INPUT_INVALID',
          'A copy that was dropped on the window has no folder. Choose the file itself.',
        );
      }
      return safeView(
        await batches.add(
          batch,
          opened.map((document) => document.path),
        ),
      );
    },
    'batch.remove': async ({ batch, index }) => safeView(await batches.remove(batch, index)),
    async 'batch.prepare'({ batch, certificate, ...choices }) {
      const prepared = await batches.prepare(batch, { certificate, choices: choicesOf(choices, images) });
      return { ...prepared, refused: prepared.refused.map((one) => ({ ...one, problem: safeProblem(one.problem) })) };
    },
    async 'batch.start'({ batch, certificate, pin, acceptLastTry, ...choices }) {
      try {
        const wish = { certificate, choices: choicesOf(choices, images) };
        return safeView(await batches.start(batch, wish, { pin, acceptLastTry }));
      } finally {
        // SECURITY: the PIN is overwritten whatever became of the call.
        pin.fill(0);
      }
    },
    'batch.givePin': ({ batch, pin }) =>
      batches
        .givePin(batch, pin)
        .then(safeView)
        .finally(() => pin.fill(0)),
    'batch.pause': async ({ batch }) => safeView(await batches.pause(batch)),
    'batch.resume': ({ batch, pin, acceptLastTry }) =>
      batches
        .resume(batch, { pin, acceptLastTry })
        .then(safeView)
        .finally(() => pin.fill(0)),
    'batch.stop': async ({ batch }) => safeView(await batches.stop(batch)),
    'batch.list': async () => ({ batches: (await batches.list()).map(safeView) }),
    async 'batch.files'({ batch, ...range }) {
      const { total, files } = await batches.files(batch, range);
      return { total, files: files.map(safeFile) };
    },
    async 'batch.export'({ batch, format }) {
      const choice = await shell.saveFile(await batches.resultsTarget(batch, format));
      if (choice === null) return { saved: null };
      await batches.writeResults(batch, format, choice);
      return { saved: { name: path.basename(choice.path), folder: folderName(path.dirname(choice.path)) } };
    },
    async 'batch.forget'({ batch }) {
      await batches.forget(batch);
      return {};
    },
  };
}

/** As the page may see it. */
export function safeView(view: BatchView): BatchView {
  return view.problem === null ? view : { ...view, problem: safeProblem(view.problem) };
}

function safeFile(file: BatchFile): BatchFile {
  return file.problem === null ? file : { ...file, problem: safeProblem(file.problem) };
}

function safeProblem({ code, details }: NonNullable<BatchView['problem']>): NonNullable<BatchView['problem']> {
  return { code, details: safeDetails(details) };
}
