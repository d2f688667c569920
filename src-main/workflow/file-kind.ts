import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { pemBlocks } from '../cms/pem.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { isRegularFile } from '../platform/files.ts';

/** What a signed file is, by its first bytes: names lie. */
export type FileKind = 'pdf' | 'cms' | 'container';

/** Bytes. A CMS signature with all its validation material is far smaller. */
const LARGEST_CMS = 64 * 1024 * 1024;
const ZIP = 'PK\u0003\u0004';
const PEM = /^-----BEGIN (CMS|PKCS7)-----/;
/** A SEQUENCE with a length of more than one octet, or an indefinite one. */
const SEQUENCE = /^0[\u0080-\u0084]/;
/** How far into a file the header of a PDF may stand (ISO 32000-2, annex I). */
const HEADER = 1024;

/** Tells a PDF from a detached signature and a container. What is neither is left to the PDF reader to refuse. */
export async function fileKind(source: ByteSource): Promise<FileKind> {
  const head = Buffer.from(await source.read(0, HEADER)).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith(ZIP)) return 'container';
  return SEQUENCE.test(head) || PEM.test(head) ? 'cms' : 'pdf';
}

/** Reads a CMS signature, DER or PEM. @throws AppError CMS_UNREADABLE, INPUT_UNREADABLE */
export async function readCms(source: ByteSource): Promise<Uint8Array> {
  if (source.size > LARGEST_CMS) {
    throw new AppError('CMS_UNREADABLE', 'The file is too large to be a detached signature. Choose a .p7s file.', {
      size: source.size,
      limit: LARGEST_CMS,
    });
  }
  const bytes = await source.read(0, source.size);
  const [block] = pemBlocks(bytes, ['CMS', 'PKCS7']);
  return block ?? bytes;
}

/**
 * Where the content of a detached signature lies unless somebody says otherwise: beside it, under its name without the ending, and without
 * what an extended signature adds to its name. @throws AppError SIGNED_CONTENT_MISSING
 */
export async function signedContentOf(file: string): Promise<string> {
  const { dir, name, ext } = path.parse(file);
  const known = /^\.(p7s|p7m|sig)$/i.test(ext) && name !== '';
  for (const candidate of known ? [name, name.replace(/-extended$/, '')] : []) {
    const content = path.join(dir, candidate);
    if (await isRegularFile(content)) return content;
  }
  throw new AppError(
    'SIGNED_CONTENT_MISSING',
    `The file that “${path.basename(file)}” is the signature of is not beside it. Put it there, or name it with --content.`,
    { file: path.basename(file) },
  );
}
