import type { Hash } from 'node:crypto';
import { hashState } from '../pades/sign/sign-pdf.ts';
import { PdfDocument } from '../pdf/document.ts';
import { feed, type Progress, type StagedFile } from './staged-file.ts';

/** A staged file that grows by incremental updates, with the state of SHA-256 over all its bytes. */
export class GrowingFile {
  readonly file: StagedFile;
  readonly #password: string | undefined;
  #hash: Hash;

  /** @param hash state of SHA-256 over the bytes that the staged file holds; taken over */
  constructor(file: StagedFile, hash: Hash, password: string | undefined) {
    this.file = file;
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

  /** Writes over bytes that are there; the file is read again for its digest. */
  async overwrite(bytes: Uint8Array, offset: number, progress: Progress): Promise<void> {
    await this.file.overwrite(bytes, offset);
    this.#hash = hashState('sha256');
    await feed(this.file.source(), [this.#hash], progress);
  }
}
