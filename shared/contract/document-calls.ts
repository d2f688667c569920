import { z } from 'zod';
import { documentId, lockedId } from './ids.ts';
import { secret } from './pin-calls.ts';
import { placement } from './signing-choices.ts';

/** One page as displayed: CropBox, /Rotate and UserUnit applied. Points. */
export const pageSize = z.strictObject({ width: z.number().positive(), height: z.number().positive() });

const opened = {
  id: documentId,
  /** File name without its folder. */
  name: z.string(),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** Hexadecimal SHA-256 of the bytes that are shown; signing refuses others with DOCUMENT_CHANGED. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Sentences worth knowing before signing: actions in the file, over 2 GiB … */
  warnings: z.array(z.string()),
};

export const pdfInfo = z.strictObject({
  kind: z.literal('pdf'),
  ...opened,
  pages: z.array(pageSize).min(1),
  revisions: z.number().int().min(1),
  /** Number of signature fields that hold a value. */
  signatures: z.number().int().nonnegative(),
  /** Empty signature fields, and where each stands; null: nowhere to be seen. */
  emptyFields: z.array(z.strictObject({ name: z.string(), place: placement.nullable() })),
  /** Names of the other form fields, as far as they are listed. */
  formFields: z.array(z.string()),
});
export type PdfInfo = z.infer<typeof pdfInfo>;

/** Name of the folder it lies in; null for a copy that was dropped on the window. */
const folder = z.string().nullable();
const namedFile = z.strictObject({ name: z.string(), size: z.number().int().nonnegative() });

/** Of what is no PDF nothing is shown but what it is called, how large it is and its digest. */
export const documentInfo = z.discriminatedUnion('kind', [
  pdfInfo,
  z.strictObject({ kind: z.literal('file'), ...opened, folder, signatures: z.literal(0) }),
  /** A detached signature, with the file it is over. */
  z.strictObject({
    kind: z.literal('signature'),
    ...opened,
    folder,
    signatures: z.number().int().nonnegative(),
    content: namedFile,
  }),
  /** A signature container, with the files in it. */
  z.strictObject({
    kind: z.literal('container'),
    ...opened,
    folder,
    signatures: z.number().int().nonnegative(),
    files: z.array(namedFile),
  }),
]);
export type DocumentInfo = z.infer<typeof documentInfo>;

export const openedFiles = z.strictObject({
  documents: z.array(documentInfo),
  /** Files that ask for a password first. */
  locked: z.array(z.strictObject({ id: lockedId, name: z.string() })),
});
export type OpenedFiles = z.infer<typeof openedFiles>;
export type LockedFile = OpenedFiles['locked'][number];

/** Opening documents and what is known of them. */
export const documentCalls = {
  /** Asks the person for files. An empty list: they changed their mind. */
  'document.choose': { input: z.strictObject({}), output: openedFiles },
  /** A file dropped on the window. `path` is filled in by the preload (Electron) or names an upload (Chromium); the page hands over a File. */
  'document.openDropped': { input: z.strictObject({ path: z.string().min(1).max(40_000) }), output: openedFiles },
  /** Fails with PDF_PASSWORD_WRONG; the file stays locked under the same id. */
  'document.openWithPassword': { input: z.strictObject({ id: lockedId, password: secret }), output: documentInfo },
  'document.info': { input: z.strictObject({ id: documentId }), output: documentInfo },
  'document.close': { input: z.strictObject({ id: documentId }), output: z.strictObject({}) },
  /** Shows the file in the system's file manager (Electron), or says its folder's name. */
  'document.reveal': { input: z.strictObject({ id: documentId }), output: z.strictObject({ folder: z.string() }) },
  /** The document as it was at one of its revisions, read-only: its id serves the viewer and nothing else. Closed with the document. */
  'document.openRevision': {
    input: z.strictObject({ id: documentId, revision: z.number().int().min(1) }),
    output: pdfInfo,
  },
  /** Saves a repaired copy of a damaged file that could not be opened beside it, and opens that. Fails where it was signed. */
  'document.openRepaired': { input: z.strictObject({ id: lockedId }), output: documentInfo },
} as const;
