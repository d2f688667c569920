import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { ASICE } from './read-container.ts';

/** A document on its way into a container. */
export interface PackedFile {
  /** Path in the container. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Opens the content, when its turn comes. */
  stream(): AsyncIterable<Uint8Array>;
}

/** Folder of signatures and manifests (EN 319 162-1, 4.4.3). */
export const META = 'META-INF/';

/** UNIX permission bits of a plain file. */
const MODE = 0o100644;

/**
 * Writes an ASiC-E container: `mimetype` first, stored and without extra fields (EN 319 162-1, A.1), then the documents, then
 * signatures and manifests.
 * @param time of all entries
 * @returns the bytes of the ZIP file, in constant memory
 */
export function writeContainer(
  documents: readonly PackedFile[],
  meta: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  time: Date,
  mimetype = ASICE,
): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  const output = new PassThrough();
  zip.on('error', (error: Error) => output.destroy(error));
  zip.outputStream.pipe(output);
  const options = { mtime: time, mode: MODE, forceDosTimestamp: true };
  zip.addBuffer(Buffer.from(mimetype, 'latin1'), 'mimetype', { ...options, compress: false });
  for (const { name, size, stream } of documents) {
    zip.addReadStreamLazy(name, { ...options, size }, (ready) => {
      const content = Readable.from(stream(), { objectMode: false });
      content.on('error', (error) => output.destroy(error));
      ready(null, content);
    });
  }
  for (const { name, bytes } of meta) zip.addBuffer(Buffer.from(bytes), name, options);
  zip.end();
  return output;
}
