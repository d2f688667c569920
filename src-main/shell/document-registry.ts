import { createHash } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { DocumentInfo, PdfInfo } from '../../shared/contract/document-calls.ts';
import { type DocumentId, documentId } from '../../shared/contract/ids.ts';
import type { VerificationReport } from '../../shared/domain/verification.ts';
import { type OpenFile, openFile } from '../platform/files.ts';
import { randomHex } from '../platform/random.ts';
import type { OpenedFile, WorkflowApi } from '../workflow/workflow-api.ts';

/** A document of the window: the file stays open by the handle whose bytes were digested and shown. */
export interface OpenDocument extends OpenedFile {
  readonly info: DocumentInfo;
  /** True for a copy that was dropped on the window: its folder is ours, so results go elsewhere. */
  readonly uploaded: boolean;
}

interface Entry extends OpenDocument {
  readonly file: OpenFile;
  /** Of the file when its bytes were last found to be those of `info`. */
  mark: string;
  /** The digest that is being made again. */
  comparing?: Promise<void> | undefined;
  /** Of its last check. */
  report?: VerificationReport | undefined;
  /** True once other bytes were found: they are not asked about again. */
  changed: boolean;
}

interface OpenOptions {
  readonly uploaded?: boolean | undefined;
  /** Of an encrypted document. */
  readonly password?: string | undefined;
  /** Where what a detached signature is over lies, absolute; beside it where absent. */
  readonly content?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Documents open at once: each holds a file handle. */
const MOST_DOCUMENTS = 200;
const PIECE = 1024 * 1024;

/** Main's side of the opaque document ids: only files that were read and accepted have one. */
export interface DocumentRegistry {
  /**
   * Opens, digests and reads a file, and gives it an id; a file that is open and unchanged keeps the id it has.
   * @throws AppError INPUT_*, PDF_*, CMS_UNREADABLE, CONTAINER_DAMAGED, SIGNED_CONTENT_MISSING, DOCUMENT_CHANGED
   */
  open(file: string, options?: OpenOptions): Promise<DocumentInfo>;
  /** All that are open, in the order in which they were opened. */
  list(): DocumentInfo[];
  /** @throws AppError DOCUMENT_NOT_OPEN */
  get(id: DocumentId): OpenDocument;
  /**
   * The document as it was at one of its revisions, from 1, under an id that serves `read` and `sizeOf` alone: it cannot be signed or
   * verified by it. Goes with the document. The same revision keeps its id.
   * @throws AppError DOCUMENT_NOT_OPEN, REVISION_NOT_FOUND, PDF_*; as `unchanged`
   */
  openRevision(id: DocumentId, revision: number, signal?: AbortSignal): Promise<PdfInfo>;
  /**
   * Bytes of a document for the viewer, fewer than `length` where the file ends.
   * @throws AppError as `unchanged`
   */
  read(id: string, offset: number, length: number): Promise<Uint8Array>;
  /**
   * Makes sure that the open file still holds the bytes that were digested: what was read of it so far is what is shown.
   * A file renamed over its path leaves the open one as it was.
   * @throws AppError DOCUMENT_NOT_OPEN; DOCUMENT_CHANGED
   */
  unchanged(id: string): Promise<void>;
  /** Keeps what the last check found, so that a report says what was shown. */
  keepReport(id: DocumentId, report: VerificationReport): void;
  /** @throws AppError DOCUMENT_NOT_OPEN; REPORT_NOT_MADE before the first check */
  reportOf(id: DocumentId): VerificationReport;
  /** Length in bytes, undefined for an id that names no PDF: nothing else is shown. */
  sizeOf(id: string): number | undefined;
  /** Lets the file go; nothing happens for an id that names nothing. Gives the path of an uploaded copy, to be removed. */
  close(id: DocumentId): Promise<string | undefined>;
  closeAll(): Promise<void>;
}

export function createDocumentRegistry(workflow: Pick<WorkflowApi, 'openDocument' | 'openRevision'>): DocumentRegistry {
  const entries = new Map<string, Entry>();
  const revisions = new Map<string, { readonly of: Entry; readonly number: number; readonly info: PdfInfo }>();

  const find = (id: string): Entry => {
    const entry = entries.get(id);
    if (entry === undefined) throw new AppError('DOCUMENT_NOT_OPEN', 'This document is not open. Open it again.');
    return entry;
  };

  const opened = (absolute: string, file: OpenFile, mark: string): Entry | undefined =>
    [...entries.values()].find(
      (entry) =>
        !entry.changed && entry.path === absolute && entry.file.identity === file.identity && entry.mark === mark,
    );

  /** Only where the file was touched is it digested again, once for all who ask meanwhile. */
  const unchanged = async (entry: Entry): Promise<void> => {
    if (entry.changed) throw changed(entry.path);
    const now = await entry.file.stamp();
    if (now.mark === entry.mark) return;
    entry.comparing ??= compare(entry, now).finally(() => {
      entry.comparing = undefined;
    });
    await entry.comparing;
  };

  return {
    async open(file, { uploaded = false, password, content, signal = new AbortController().signal } = {}) {
      const absolute = path.resolve(file);
      const folder = path.basename(path.dirname(absolute)) || path.dirname(absolute);
      const handle = await openFile(absolute);
      try {
        const { mark } = await handle.stamp();
        const before = opened(absolute, handle, mark);
        if (before !== undefined) {
          await handle.close();
          return before.info;
        }
        if (entries.size >= MOST_DOCUMENTS) {
          throw new AppError('PDF_LIMIT_EXCEEDED', `${MOST_DOCUMENTS} documents are open. Close some of them first.`, {
            limit: MOST_DOCUMENTS,
          });
        }
        const sha256 = await digestOf(handle, signal);
        const document: OpenedFile = { path: absolute, source: handle, sha256, password, content };
        const facts = await workflow.openDocument(document, signal);
        if ((await handle.stamp()).mark !== mark) throw changed(absolute);
        const meanwhile = opened(absolute, handle, mark);
        if (meanwhile !== undefined) {
          await handle.close();
          return meanwhile.info;
        }
        const known = {
          id: documentId.parse(`doc-${randomHex(16)}`),
          name: path.basename(absolute),
          size: handle.size,
          sha256,
        };
        const info: DocumentInfo =
          facts.kind === 'pdf' ? { ...known, ...facts } : { ...known, ...facts, folder: uploaded ? null : folder };
        entries.set(info.id, { ...document, info, uploaded, file: handle, mark, changed: false });
        return info;
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
    list: () => [...entries.values()].map((entry) => entry.info),
    get: find,
    async openRevision(id, number, signal = new AbortController().signal) {
      const entry = find(id);
      const known = [...revisions.values()].find((each) => each.of === entry && each.number === number);
      if (known !== undefined) return known.info;
      const { facts, ...rest } = await workflow.openRevision(entry, number, signal);
      await unchanged(entry);
      const fresh = documentId.parse(`doc-${randomHex(16)}`);
      const info: PdfInfo = { id: fresh, name: entry.info.name, ...rest, ...facts };
      if (entries.get(id) === entry) revisions.set(fresh, { of: entry, number, info });
      return info;
    },
    async read(id, offset, length) {
      const revision = revisions.get(id);
      const entry = revision?.of ?? find(id);
      const end = revision?.info.size ?? entry.file.size;
      const bytes = await entry.file.read(offset, Math.max(0, Math.min(length, end - offset)));
      // Asked afterwards: whatever was written before the bytes were read has left its trace by now.
      await unchanged(entry);
      return bytes;
    },
    keepReport(id, report) {
      find(id).report = report;
    },
    reportOf(id) {
      const { report } = find(id);
      if (report === undefined)
        throw new AppError('REPORT_NOT_MADE', 'The document was not checked yet. Check it first.');
      return report;
    },
    unchanged: async (id) => unchanged(find(id)),
    sizeOf(id) {
      const entry = entries.get(id);
      return entry?.info.kind === 'pdf' ? entry.file.size : revisions.get(id)?.info.size;
    },
    async close(id) {
      const entry = entries.get(id);
      if (entry === undefined) return undefined;
      entries.delete(id);
      for (const [key, { of }] of revisions) if (of === entry) revisions.delete(key);
      await entry.file.close();
      return entry.uploaded ? entry.path : undefined;
    },
    async closeAll() {
      const all = [...entries.values()];
      entries.clear();
      revisions.clear();
      await Promise.all(all.map((entry) => entry.file.close()));
    },
  };
}

function changed(file: string): AppError {
  const name = path.basename(file);
  return new AppError(
    'DOCUMENT_CHANGED',
    `“${name}” was changed by another program. Open it again to see what it holds now.`,
    {
      file: name,
    },
  );
}

/** A new name, other rights or a touch leave the bytes as they were; a write of other bytes does not. */
async function compare(entry: Entry, now: { size: number; mark: string }): Promise<void> {
  const same =
    now.size === entry.file.size &&
    (await digestOf(entry.file, new AbortController().signal).catch(() => undefined)) === entry.sha256 &&
    (await entry.file.stamp()).mark === now.mark;
  if (same) {
    entry.mark = now.mark;
    return;
  }
  entry.changed = true;
  throw changed(entry.path);
}

/** SHA-256 in pieces, so that main stays free between them and a large file needs no memory. */
async function digestOf(file: OpenFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < file.size; offset += PIECE) {
    signal.throwIfAborted();
    hash.update(await file.read(offset, Math.min(PIECE, file.size - offset)));
  }
  return hash.digest('hex');
}
