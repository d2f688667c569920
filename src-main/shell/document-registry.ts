import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { type DocumentId, type DocumentInfo, documentId } from '../../shared/contract/contract.ts';
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
  readonly stamp: string;
}

/** Documents open at once: each holds a file handle. */
const MOST_DOCUMENTS = 200;
const PIECE = 1024 * 1024;

/** Main's side of the opaque document ids (STYLE b): only files that our own reader accepted have one. */
export interface DocumentRegistry {
  /**
   * Opens, digests and reads a file, and gives it an id; a file that is open and unchanged keeps the id it has.
   * @throws AppError INPUT_*, PDF_*, DOCUMENT_CHANGED
   */
  open(file: string, options?: { uploaded?: boolean; signal?: AbortSignal }): Promise<DocumentInfo>;
  /** All that are open, in the order in which they were opened. */
  list(): DocumentInfo[];
  /** @throws AppError DOCUMENT_NOT_OPEN */
  get(id: DocumentId): OpenDocument;
  /**
   * Bytes of a document for the viewer, fewer than `length` where the file ends.
   * @throws AppError DOCUMENT_NOT_OPEN; DOCUMENT_CHANGED where the file was written to since it was digested
   */
  read(id: string, offset: number, length: number): Promise<Uint8Array>;
  /** Length in bytes, undefined for an id that names nothing. */
  sizeOf(id: string): number | undefined;
  /** Lets the file go; nothing happens for an id that names nothing. Gives the path of an uploaded copy, to be removed. */
  close(id: DocumentId): Promise<string | undefined>;
  closeAll(): Promise<void>;
}

export function createDocumentRegistry(workflow: Pick<WorkflowApi, 'openDocument'>): DocumentRegistry {
  const entries = new Map<string, Entry>();

  const find = (id: string): Entry => {
    const entry = entries.get(id);
    if (entry === undefined) throw new AppError('DOCUMENT_NOT_OPEN', 'This document is not open. Open it again.');
    return entry;
  };

  return {
    async open(file, { uploaded = false, signal = new AbortController().signal } = {}) {
      const absolute = path.resolve(file);
      const before = await stampOf(absolute);
      for (const entry of entries.values()) {
        if (entry.path === absolute && entry.stamp === before) return entry.info;
      }
      if (entries.size >= MOST_DOCUMENTS) {
        throw new AppError('PDF_LIMIT_EXCEEDED', `${MOST_DOCUMENTS} documents are open. Close some of them first.`, {
          limit: MOST_DOCUMENTS,
        });
      }
      const handle = await openFile(absolute);
      try {
        const sha256 = await digestOf(handle, signal);
        const stamp = await stampOf(absolute);
        if (before !== stamp) throw changed(absolute);
        const opened: OpenedFile = { path: absolute, source: handle, sha256 };
        const facts = await workflow.openDocument(opened, signal);
        const info: DocumentInfo = {
          id: documentId.parse(`doc-${randomHex(16)}`),
          name: path.basename(absolute),
          size: handle.size,
          sha256,
          ...facts,
        };
        entries.set(info.id, { ...opened, info, uploaded, file: handle, stamp });
        return info;
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
    list: () => [...entries.values()].map((entry) => entry.info),
    get: find,
    async read(id, offset, length) {
      const entry = find(id);
      const now = await stampOf(entry.path);
      // A file renamed over this path leaves the open handle and its bytes as they were; only writing into it changes them.
      if (now !== entry.stamp && identityPart(now) === identityPart(entry.stamp)) throw changed(entry.path);
      return entry.file.read(offset, length);
    },
    sizeOf: (id) => entries.get(id)?.file.size,
    async close(id) {
      const entry = entries.get(id);
      if (entry === undefined) return undefined;
      entries.delete(id);
      await entry.file.close();
      return entry.uploaded ? entry.path : undefined;
    },
    async closeAll() {
      const all = [...entries.values()];
      entries.clear();
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

/** Identity, size and time of last change of what stands at a path; empty where nothing does. */
async function stampOf(file: string): Promise<string> {
  try {
    const facts = await stat(file, { bigint: true });
    return `${facts.dev}:${facts.ino}|${facts.size}:${facts.mtimeNs}`;
  } catch {
    return '';
  }
}

function identityPart(stamp: string): string {
  return stamp.split('|')[0] ?? '';
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
