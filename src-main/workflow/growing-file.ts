import type { Hash } from 'node:crypto';
import { hashState } from '../pades/sign/sign-pdf.ts';
import { PdfDocument } from '../pdf/document.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { feed, type Progress, type StagedFile } from './staged-file.ts';

/** A staged file that grows by incremental updates, with the state of SHA-256 over all its bytes. */
export class GrowingFile {
  readonly file: StagedFile;
  readonly #password: string | undefined;
  readonly #before: HashBefore | undefined;
  #hash: Hash;

  /**
   * @param hash state of SHA-256 over the bytes that the staged file holds; taken over
   * @param before an earlier state, from which what is written over near the end is digested again
   */
  constructor(file: StagedFile, hash: Hash, password: string | undefined, before?: HashBefore) {
    this.file = file;
    this.#before = before;
    this.#hash = hash;
    this.#password = password;
  }

  /** A state of SHA-256 over all bytes, to go on from. */
  state(): Hash {
    return this.#hash.copy();
  }

  /** Hexadecimal SHA-256 of the file as it is now. */
  digest(): string {
    return this.state().digest('hex');
  }

  /** The file as it is now. @throws AppError INPUT_*, PDF_* */
  open(signal: AbortSignal | undefined): Promise<PdfDocument> {
    const password = this.#password;
    return PdfDocument.open(this.file.source(), { password, ...(signal === undefined ? {} : { signal }) });
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.file.append(bytes);
    this.#hash.update(bytes);
  }

  /** Writes over bytes that are there; what stands from there on is read again for the digest, or the whole file. */
  async overwrite(bytes: Uint8Array, offset: number, progress: Progress): Promise<void> {
    await this.file.overwrite(bytes, offset);
    const before = this.#before;
    const known = before !== undefined && before.offset <= offset ? before : undefined;
    this.#hash = known?.hash.copy() ?? hashState('sha256');
    await feed(tailOf(this.file.source(), known?.offset ?? 0), [this.#hash], progress);
  }
}

/** State of SHA-256 over the first `offset` bytes of a file. */
export interface HashBefore {
  readonly hash: Hash;
  readonly offset: number;
}

function tailOf(source: ByteSource, from: number): ByteSource {
  if (from === 0) return source;
  return { size: source.size - from, read: (offset, length) => source.read(from + offset, length) };
}
