import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, codeOf, type Failure, isAppError } from '../../../shared/contract/app-error.ts';
import type { DocumentInfo, OpenedFiles } from '../../../shared/contract/document-calls.ts';
import type { Handlers } from '../register.ts';
import type { Services } from './services.ts';

type DocumentCalls =
  | 'document.choose'
  | 'document.openDropped'
  | 'document.openWithPassword'
  | 'document.info'
  | 'document.close'
  | 'document.reveal'
  | 'document.openRevision'
  | 'document.openRepaired';

/** Opening, showing and checking documents: ids outside, paths and handles inside. */
export function documentHandlers(services: Services): Pick<Handlers, DocumentCalls> {
  const { shell, documents, locked, workflow } = services;
  return {
    async 'document.choose'(_input, { signal }) {
      const paths = await shell.openFiles('document', { multiple: true });
      return openSeveral(services, paths, signal);
    },
    async 'document.openDropped'({ path: reference }, { signal }) {
      const file = await shell.droppedPath(reference);
      const uploaded = shell.kind === 'chromium';
      try {
        return await openOne(services, file, { uploaded, signal });
      } catch (error) {
        if (uploaded) await removeUpload(file);
        throw error;
      }
    },
    async 'document.openWithPassword'({ id, password }, { signal }) {
      const { path: file, uploaded } = locked.get(id);
      try {
        const text = new TextDecoder().decode(password);
        const info = await documents.open(file, { uploaded, password: text, signal });
        locked.remove(id);
        return info;
      } finally {
        // SECURITY: the bytes that crossed are overwritten whatever became of the call.
        password.fill(0);
      }
    },
    async 'document.info'({ id }) {
      return documents.get(id).info;
    },
    async 'document.close'({ id }) {
      const upload = await documents.close(id);
      if (upload !== undefined) await removeUpload(upload);
      return {};
    },
    async 'document.reveal'({ id }) {
      const { path: file } = documents.get(id);
      await shell.reveal(file);
      return { folder: folderName(path.dirname(file)) };
    },
    'document.openRevision': ({ id, revision }, { signal }) => documents.openRevision(id, revision, signal),
    async 'document.openRepaired'({ id }, { signal }) {
      const { path: file, uploaded } = locked.get(id);
      const folder = uploaded ? services.resultFolder : path.dirname(file);
      const info = await documents.open(await workflow.repairCopy(file, folder, signal), { signal });
      locked.remove(id);
      return info;
    },
  };
}

/** Opens what can be opened; fails only where nothing could, with the first reason. */
async function openSeveral(services: Services, paths: readonly string[], signal: AbortSignal): Promise<OpenedFiles> {
  const opened: OpenedFiles = { documents: [], locked: [] };
  const failures: unknown[] = [];
  for (const file of paths) {
    try {
      const { documents, locked } = await openOne(services, file, { signal });
      opened.documents.push(...documents);
      opened.locked.push(...locked);
    } catch (error) {
      if (!isAppError(error)) throw error;
      services.log.write('info', 'document.not-opened', { file, error });
      failures.push(error);
    }
  }
  if (opened.documents.length + opened.locked.length === 0 && failures.length > 0) throw failures[0];
  return opened;
}

/** Opens a file, or keeps it where it asks for a password. @throws AppError INPUT_*, PDF_*, DOCUMENT_CHANGED */
export async function openOne(
  { documents, locked }: Pick<Services, 'documents' | 'locked'>,
  file: string,
  options: { uploaded?: boolean; signal?: AbortSignal } = {},
): Promise<OpenedFiles> {
  try {
    return { documents: [await documents.open(file, options)], locked: [] };
  } catch (error) {
    const content = options.uploaded === true ? uploadedContent(documents.list(), file) : undefined;
    if (codeOf(error) === 'SIGNED_CONTENT_MISSING' && content !== undefined) {
      const { path: signed } = documents.get(content.id);
      return { documents: [await documents.open(file, { ...options, content: signed })], locked: [] };
    }
    const place = { path: path.resolve(file), uploaded: options.uploaded ?? false };
    if (isAppError(error) && REPAIRABLE.has(error.code)) throw withDetail(error, locked.add(place).id);
    if (codeOf(error) !== 'PDF_PASSWORD_REQUIRED') throw error;
    return { documents: [], locked: [locked.add(place)] };
  }
}

/** What a repair may help against; only the attempt tells whether it does. */
const REPAIRABLE: ReadonlySet<string> = new Set(['PDF_DAMAGED', 'PDF_UNSUPPORTED', 'INPUT_TRUNCATED']);

/** The same failure with the id under which a repaired copy can be asked for. */
function withDetail(error: Failure, repair: string): AppError {
  return new AppError(error.code, error.message, { ...error.details, repair }, { cause: error });
}

/** Copies that were dropped on the window lie in folders of their own: what a signature is over was dropped too, or is open. */
function uploadedContent(open: readonly DocumentInfo[], file: string): DocumentInfo | undefined {
  const { name } = path.parse(file);
  return open.find((info) => info.name === name);
}

/** An upload lies alone in a folder of its own. */
function removeUpload(file: string): Promise<void> {
  return rm(path.dirname(file), { recursive: true, force: true });
}

/** Name of a folder without where it lies; the root has no other name than its path. */
export function folderName(folder: string): string {
  return path.basename(folder) || folder;
}
