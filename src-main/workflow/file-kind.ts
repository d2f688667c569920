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
const PEM = /^-----BEGIN (CMS|PKCS7)-----/m;
/** A SEQUENCE with a length of more than one octet, or an indefinite one. */
const SEQUENCE = /^0[\u0080-\u0084]/;
/** How far into a file the header of a PDF may stand (ISO 32000-2, annex I). */
const HEADER = 1024;

/** What a name promises to whoever opens the file: another program would read it as that. */
const PROMISED: readonly [RegExp, FileKind][] = [
  [/\.(p7s|p7m|sig)$/i, 'cms'],
  [/\.(asice|asics|sce|scs|bdoc|edoc)$/i, 'container'],
];

/**
 * Tells a PDF from a detached signature and a container, by its first bytes. What is none of them is left to the PDF reader to refuse. A
 * file that calls itself a signature or a container and is something else is refused: it would be taken for proof of another file.
 * @param name of the file, with its ending
 * @throws AppError CMS_UNREADABLE, CONTAINER_DAMAGED
 */
export async function fileKind(source: ByteSource, name: string): Promise<FileKind> {
  const head = Buffer.from(await source.read(0, Math.min(HEADER, source.size))).toString('latin1');
  const promised = PROMISED.find(([ending]) => ending.test(name))?.[1];
  const kind = kindOf(head, promised);
  if (promised === undefined || promised === kind) return kind;
  throw promised === 'cms'
    ? new AppError(
        'CMS_UNREADABLE',
        `“${name}” is called a signature but holds none. Ask the sender for the signature.`,
        {
          file: name,
        },
      )
    : new AppError(
        'CONTAINER_DAMAGED',
        `“${name}” is called a signature container but is none. Ask the sender for a sound copy.`,
        { file: name },
      );
}

/** A container may hold a PDF that begins within its first bytes: then its name says what it is opened as. */
function kindOf(head: string, promised: FileKind | undefined): FileKind {
  if (head.startsWith(ZIP) && (promised === 'container' || !head.includes('%PDF-'))) return 'container';
  if (head.includes('%PDF-')) return 'pdf';
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
 * Where the content of a detached signature or timestamp lies unless somebody says otherwise: beside it, under its name without the ending,
 * and without what an extended signature or a second one adds to its name; undefined where it does not.
 */
export async function contentBeside(file: string): Promise<string | undefined> {
  const { dir, name, ext } = path.parse(file);
  const known = /^\.(p7s|p7m|sig|tst|tsr|tsd|ers|er)$/i.test(ext) && name !== '';
  for (const candidate of known ? [name, name.replace(/(-extended)?(-\d+)?$/, '')] : []) {
    const content = path.join(dir, candidate);
    if (await isRegularFile(content)) return content;
  }
  return undefined;
}

/** As `contentBeside`, for what is of no use without its content. @throws AppError SIGNED_CONTENT_MISSING */
export async function signedContentOf(file: string): Promise<string> {
  const content = await contentBeside(file);
  if (content !== undefined) return content;
  throw new AppError(
    'SIGNED_CONTENT_MISSING',
    `The file that “${path.basename(file)}” is the signature of is not beside it. Put it there, or name it with --content.`,
    { file: path.basename(file) },
  );
}
