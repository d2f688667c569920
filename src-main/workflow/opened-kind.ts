import path from 'node:path';
import { type FileKind, fileKind } from './file-kind.ts';
import type { ReadableFile } from './workflow-api.ts';

/** How far into a file the header of a PDF may stand (ISO 32000-2, annex I). */
const HEADER = 1024;
const SIGNATURE = /\.(p7s|p7m|sig)$/i;
const CONTAINER = /\.(asice|asics|sce|scs|bdoc|edoc)$/i;
/** The first file of a container, stored, says what it is (EN 319 162-1, A.1). */
const FIRST = /^mimetypeapplication\/vnd\.etsi\.asic-/;
/** Where the name of the first file of a ZIP file begins. */
const NAME = 30;

/**
 * What a file is to the person who opens it. A file whose name says PDF is one, or is refused as one; DER and ZIP files that do not call
 * themselves a signature or a container are files like any other.
 * @throws AppError CMS_UNREADABLE, CONTAINER_DAMAGED where the name promises what the bytes are not
 */
export async function openedKind({
  path: file,
  source,
  content,
}: Pick<ReadableFile, 'path' | 'source' | 'content'>): Promise<FileKind | 'file'> {
  if (content !== undefined) return 'cms';
  const name = path.basename(file);
  if (/\.pdf$/i.test(name)) return 'pdf';
  const kind = await fileKind(source, name);
  if (kind === 'cms') return SIGNATURE.test(name) ? kind : 'file';
  const head = Buffer.from(await source.read(0, Math.min(HEADER, source.size))).toString('latin1');
  if (kind === 'container') return CONTAINER.test(name) || FIRST.test(head.slice(NAME)) ? kind : 'file';
  return head.includes('%PDF-') ? kind : 'file';
}
