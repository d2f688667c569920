import { createHash } from 'node:crypto';
import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock.ts';
import { readSmallFile, writeFileAtomic } from '../files.ts';
import { makeFolder } from '../home.ts';
import type { HttpRequest } from './http.ts';

/** Time until which the content is fresh (milliseconds, float64) and SHA-256 of the content. */
const HEADER = 8 + 32;

/**
 * Answers on disk, one file each, named by the request. Bounded in size, the oldest go first. What is damaged counts as absent, and
 * a disk that refuses costs the cache, never the work: nothing here throws.
 */
export class ResponseCache {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #writing = new Set<string>();

  /** @param limit bytes */
  constructor(folder: string, clock: Clock, limit: number) {
    this.#folder = folder;
    this.#clock = clock;
    this.#limit = limit;
  }

  /** The answer to a request, where there is one that is still fresh. */
  async find(request: HttpRequest): Promise<Uint8Array | undefined> {
    const bytes = await readSmallFile(this.#fileOf(request)).catch(() => undefined);
    if (bytes === undefined || bytes.length < HEADER) return undefined;
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const body = new Uint8Array(file.subarray(HEADER));
    const intact = createHash('sha256').update(body).digest().equals(file.subarray(8, HEADER));
    return intact && file.readDoubleBE(0) > this.#clock.now().getTime() ? body : undefined;
  }

  /** Keeps an answer until `freshUntil`; one that is not fresh even now is not kept. */
  async keep(request: HttpRequest, body: Uint8Array, freshUntil: Date): Promise<void> {
    const file = this.#fileOf(request);
    const size = body.length + HEADER;
    if (freshUntil <= this.#clock.now() || size > this.#limit || this.#writing.has(file)) return;
    this.#writing.add(file);
    try {
      await makeFolder(this.#folder);
      await this.#makeRoom(size);
      const header = Buffer.alloc(HEADER);
      header.writeDoubleBE(freshUntil.getTime(), 0);
      createHash('sha256').update(body).digest().copy(header, 8);
      await writeFileAtomic(file, Buffer.concat([header, body]));
    } catch {
      // The answer is at hand all the same.
    } finally {
      this.#writing.delete(file);
    }
  }

  async #makeRoom(size: number): Promise<void> {
    const files = await Promise.all(
      (await readdir(this.#folder)).map(async (name) => {
        const file = path.join(this.#folder, name);
        const facts = await stat(file).catch(() => undefined);
        return { file, size: facts?.size ?? 0, written: facts?.mtimeMs ?? 0 };
      }),
    );
    let total = files.reduce((sum, file) => sum + file.size, size);
    for (const old of files.sort((a, b) => a.written - b.written)) {
      if (total <= this.#limit) return;
      await unlink(old.file).catch(() => undefined);
      total -= old.size;
    }
  }

  #fileOf({ method, url, body }: HttpRequest): string {
    const digest = createHash('sha256')
      .update(`${method} ${url}\n`)
      .update(body ?? new Uint8Array());
    return path.join(this.#folder, digest.digest('hex'));
  }
}
