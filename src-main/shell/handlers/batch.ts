import { constants, copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BatchFile, BatchView } from '../../../shared/domain/batch.ts';
import { outputError } from '../../platform/files.ts';
import { randomHex } from '../../platform/random.ts';
import type { AddedFile, BatchChoices } from '../../workflow/batch/batch-api.ts';
import type { Handlers } from '../register.ts';
import { safeDetails } from '../safe-details.ts';
import { folderName } from './documents.ts';
import type { Services } from './services.ts';
import { choicesOf } from './signing.ts';

type BatchCalls = Extract<keyof Handlers, `batch.${string}`>;

/** Many files with one key. */
export function batchHandlers(services: Services): Pick<Handlers, BatchCalls> {
  const { shell, documents, images, resultFolder } = services;
  const { batches } = services.workflow;
  return {
    async 'batch.choose'({ batch }) {
      const files = await shell.openFiles('document', { multiple: true });
      const added = files.map((source) => ({ source, folder: null }));
      return { batch: files.length === 0 ? null : safeView(await batches.add(batch, added)) };
    },
    async 'batch.addOpen'({ batch, documents: ids }) {
      const added: AddedFile[] = [];
      for (const id of ids) {
        const { path: source, uploaded } = documents.get(id);
        added.push(uploaded ? { source: await keptCopy(source), folder: resultFolder } : { source, folder: null });
      }
      return safeView(await batches.add(batch, added));
    },
    async 'batch.addDropped'({ batch, paths }) {
      const folder = shell.kind === 'chromium' ? resultFolder : null;
      const dropped: AddedFile[] = [];
      for (const reference of paths) dropped.push({ source: await shell.droppedPath(reference), folder });
      const { batch: view, ...counts } = await batches.addDropped(batch, dropped);
      return { batch: view === null ? null : safeView(view), ...counts };
    },
    async 'batch.chooseFolder'({ batch }) {
      const folder = await shell.chooseFolder(batches.folderOffered(batch));
      return { batch: folder === null ? null : safeView(await batches.chooseFolder(batch, folder)) };
    },
    'batch.besideDocuments': async ({ batch }) => safeView(await batches.chooseFolder(batch, null)),
    'batch.givePassword': ({ batch, password }) =>
      batches
        .givePassword(batch, password)
        .then(safeView)
        // SECURITY: the bytes that crossed are overwritten whatever became of the call.
        .finally(() => password.fill(0)),
    'batch.remove': async ({ batch, index }) => safeView(await batches.remove(batch, index)),
    'batch.prepare': ({ batch, certificate, ...choices }) =>
      batches.prepare(batch, { certificate, choices: manyChoices(choices, images) }),
    'batch.stopLooking': async ({ batch }) => safeView(await batches.stopLooking(batch)),
    async 'batch.start'({ batch, certificate, pin, acceptLastTry, ...choices }) {
      try {
        const wish = { certificate, choices: manyChoices(choices, images) };
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

/** A copy that was dropped and opened goes when it is closed; the batch has one of its own, that goes with the window. */
async function keptCopy(uploaded: string): Promise<string> {
  const folder = path.join(path.dirname(path.dirname(uploaded)), `kept-${randomHex(16)}`);
  const kept = path.join(folder, path.basename(uploaded));
  try {
    await mkdir(folder, { mode: 0o700 });
    await copyFile(uploaded, kept, constants.COPYFILE_FICLONE);
  } catch (error) {
    throw outputError(error, path.basename(path.dirname(folder)));
  }
  return kept;
}

function manyChoices(
  { others, ...choices }: Parameters<typeof choicesOf>[0] & Pick<BatchChoices, 'others'>,
  images: Services['images'],
): BatchChoices {
  return { ...choicesOf(choices, images), others };
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
