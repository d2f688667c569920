import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../shared/contract/error-codes.ts';
import { PdfDocument } from '../pdf/document.ts';
import { rebuildPdf } from '../pdf/repair/rebuild.ts';
import { identityOf, type OpenFile, openFile, outputError } from '../platform/files.ts';
import { chooseHome } from './field-choice.ts';

/** What a repair may help against. */
const REPAIRABLE: readonly ErrorCode[] = [
  'PDF_DAMAGED',
  'PDF_HYBRID',
  'PDF_UNSUPPORTED',
  'INPUT_TRUNCATED',
  'INPUT_NOT_PDF',
];
/** Looking through larger files only to say that a repair would help takes longer than it is worth. */
const HINT_LIMIT = 64 * 1024 * 1024;

/** Repaired copies of damaged documents, in a private folder that goes with them. The documents are only read. */
export class RepairedCopies {
  readonly #copies = new Map<string, string>();
  #folder: string | undefined;

  /**
   * The document itself where it is sound, else a repaired copy of the same name.
   * @param target where the signed file is to go: never the document
   * @throws AppError REPAIR_REFUSED_SIGNED, PDF_DAMAGED where no repair helps, TARGET_EQUALS_SOURCE, INPUT_*, DISK_FULL, CANCELLED
   */
  async usable(document: string, target: string, signal?: AbortSignal): Promise<string> {
    const known = this.#copies.get(document);
    if (known !== undefined) return known;
    const source = await openFile(document);
    try {
      const damage = await damageOf(source);
      if (damage === undefined) return document;
      if ((await identityOf(target)) === source.identity) throw intoItself(target);
      const copy = path.join(await this.#ownFolder(), path.basename(document));
      await writeRepaired(source, copy, signal);
      this.#copies.set(document, copy);
      return copy;
    } finally {
      await source.close();
    }
  }

  /** Whether what `usable` gave for a document is a repaired copy. */
  isRepaired(document: string): boolean {
    return this.#copies.has(document);
  }

  /** Removes the copies. */
  async remove(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#copies.clear();
  }

  /** One folder a copy: documents of one name lie in different ones. */
  async #ownFolder(): Promise<string> {
    try {
      this.#folder ??= await mkdtemp(path.join(tmpdir(), 'countersign-repair-'));
      const folder = path.join(this.#folder, String(this.#copies.size));
      await mkdir(folder);
      return folder;
    } catch (error) {
      throw outputError(error, tmpdir());
    }
  }
}

/** A sentence to read before signing what was repaired. */
export const REPAIRED_SENTENCE =
  'The document was damaged. What is signed is a repaired copy: read the signed file. The document itself is as it was.';

/**
 * The same error, saying that --repair exists where it would help: the document is damaged, unsigned, and enough of it is left.
 */
export async function withRepairHint(error: unknown, document: string): Promise<unknown> {
  if (!isAppError(error) || !REPAIRABLE.includes(error.code)) return error;
  const source = await openFile(document).catch(() => undefined);
  if (source === undefined) return error;
  try {
    if (source.size > HINT_LIMIT) return error;
    await rebuildPdf(source, async () => undefined);
    return new AppError(error.code, `${error.message} Or sign a repaired copy of it with --repair.`, error.details);
  } catch {
    return error;
  } finally {
    await source.close();
  }
}

/** Why a document cannot be signed as it is though a repair might help; undefined where it can, or no repair would. */
async function damageOf(source: OpenFile): Promise<Failure | undefined> {
  try {
    await chooseHome(await PdfDocument.open(source), {});
    return undefined;
  } catch (error) {
    return isAppError(error) && REPAIRABLE.includes(error.code) ? error : undefined;
  }
}

async function writeRepaired(source: OpenFile, copy: string, signal: AbortSignal | undefined): Promise<void> {
  const failed = (error: unknown): never => {
    throw outputError(error, path.dirname(copy));
  };
  const handle = await open(copy, 'wx', 0o600).catch(failed);
  try {
    await rebuildPdf(
      source,
      async (bytes) => {
        await handle.writeFile(bytes).catch(failed);
      },
      signal === undefined ? {} : { signal },
    );
  } finally {
    await handle.close();
  }
  const repaired = await openFile(copy);
  try {
    const damage = await damageOf(repaired);
    if (damage !== undefined) {
      throw new AppError(damage.code, `${damage.message} A repair does not help.`, damage.details, { cause: damage });
    }
  } finally {
    await repaired.close();
  }
}

function intoItself(target: string): AppError {
  const file = path.basename(target);
  return new AppError(
    'TARGET_EQUALS_SOURCE',
    'The signed file would replace the damaged document itself. Choose another name.',
    { file },
  );
}
