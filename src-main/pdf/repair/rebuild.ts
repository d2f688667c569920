import { AppError } from '../../../shared/contract/app-error.ts';
import type { ByteSource } from '../../platform/byte-source.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import { chunksOf } from '../../platform/chunks.ts';
import { randomBytes } from '../../platform/random.ts';
import { BlockReader } from '../block-reader.ts';
import { latin1, latin1Bytes } from '../characters.ts';
import { decodeStream, filterSteps } from '../filters/decode.ts';
import { DEFAULT_LIMITS, type PdfLimits } from '../limits.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfString, type Span } from '../objects.ts';
import { unsupported } from '../pdf-errors.ts';
import { ByteWriter, writeObject } from '../serialize.ts';
import { ContainedObjects } from './contained-objects.ts';
import { beyondRepair, type Findings, isEndOfData, readObject, scanObjects } from './scan.ts';

/** What a repair found. */
export interface Repaired {
  /** Objects of the new file. */
  readonly objects: number;
  /** Objects that could not be read and are left out. */
  readonly lost: number;
}

/** Takes the bytes of the new file in order. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

const LOOKUPS = 16;
const DEFAULT_VERSION = '1.7';

/**
 * Builds a new file from whatever objects stand in a damaged one: the last of each number, found by looking for them, the data of
 * streams byte for byte, with a table of its own. The damaged file is only read.
 * @throws AppError REPAIR_REFUSED_SIGNED where it was signed; PDF_UNSUPPORTED where it is encrypted; PDF_DAMAGED where there is no
 * catalogue to be found; PDF_LIMIT_EXCEEDED, INPUT_UNREADABLE, CANCELLED
 */
export async function rebuildPdf(
  source: ByteSource,
  sink: Sink,
  options: { limits?: Partial<PdfLimits>; signal?: AbortSignal } = {},
): Promise<Repaired> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const reader = new BlockReader(source);
  const findings = await scanObjects(reader, limits, options.signal);
  if (findings.signed) throw refusedSigned();
  if (findings.trailers.some((trailer) => (trailer.get('Encrypt') ?? null) !== null)) {
    throw unsupported('encryption and is damaged besides');
  }
  const rebuild = new Rebuild(reader, limits, findings);
  return rebuild.write(sink, options.signal);
}

/** A change of a signed file, be it a repair, breaks what was signed. */
function refusedSigned(): AppError {
  return new AppError(
    'REPAIR_REFUSED_SIGNED',
    'The PDF is damaged and was signed; a repair would break the signatures, so it is not repaired. Get an undamaged copy.',
  );
}

interface Placed {
  readonly gen: number;
  readonly offset: number;
}

class Rebuild {
  private readonly reader: BlockReader;
  private readonly limits: PdfLimits;
  private readonly findings: Findings;
  private readonly contained: ContainedObjects;
  private readonly placed = new Map<number, Placed>();
  private offset = 0;
  private lost = 0;

  constructor(reader: BlockReader, limits: PdfLimits, findings: Findings) {
    this.reader = reader;
    this.limits = limits;
    this.findings = findings;
    this.contained = new ContainedObjects(limits, findings, (num) => this.decoded(num));
  }

  async write(sink: Sink, signal: AbortSignal | undefined): Promise<Repaired> {
    const numbers = await this.contained.all([...this.findings.objects.keys()]);
    if (this.contained.anySigned()) throw refusedSigned();
    const root = await this.root(numbers);
    const put = async (bytes: Uint8Array): Promise<void> => {
      this.offset += bytes.length;
      await sink(bytes);
    };
    await put(latin1Bytes(`%PDF-${await this.version()}\n%\xe2\xe3\xcf\xd3\n`));
    for (const num of numbers) {
      throwIfCancelled(signal);
      await this.writeOne(num, put);
    }
    await this.writeTable(root, put);
    return { objects: this.placed.size, lost: this.lost };
  }

  private async version(): Promise<string> {
    const start = latin1(await this.reader.read(0, Math.min(this.reader.source.size, 1024)));
    return /%PDF-([12]\.\d)/.exec(start)?.[1] ?? DEFAULT_VERSION;
  }

  private async writeOne(num: number, put: Sink): Promise<void> {
    const found = await this.load(num);
    if (found === undefined) {
      this.lost++;
      return;
    }
    const { value, gen, data } = found;
    if (value instanceof PdfDict && isScaffold(value)) return;
    this.placed.set(num, { gen, offset: this.offset });
    const writer = new ByteWriter();
    writer.write(`${num} ${gen} obj\n`);
    if (data === undefined || !(value instanceof PdfDict)) {
      writeObject(writer, value);
      writer.write('\nendobj\n');
      await put(writer.bytes());
      return;
    }
    writeObject(writer, value.with({ Length: data.end - data.start }));
    writer.write('\nstream\n');
    await put(writer.bytes());
    for await (const chunk of chunksOf(this.reader.source, data.start, data.end)) await put(chunk.slice());
    await put(latin1Bytes('\nendstream\nendobj\n'));
  }

  private async load(num: number): Promise<{ value: PdfObject; gen: number; data: Span | undefined } | undefined> {
    const inside = this.contained.get(num);
    if (inside !== undefined) return { value: inside, gen: 0, data: undefined };
    const found = this.findings.objects.get(num);
    const parsed = found === undefined ? undefined : await readObject(this.reader, this.limits, found.offset);
    if (found === undefined || parsed === undefined) return undefined;
    return { value: parsed.value, gen: found.gen, data: await this.soundData(parsed.value, found.data) };
  }

  /** /Length may be another object: where `endstream` bears it out it counts more than the first `endstream`. */
  private async soundData(value: PdfObject, data: Span | undefined): Promise<Span | undefined> {
    if (data === undefined || !(value instanceof PdfDict)) return undefined;
    const length = value.get('Length');
    if (!(length instanceof PdfRef)) return data;
    const real = await this.resolve(length);
    if (typeof real !== 'number' || !(await isEndOfData(this.reader, data.start, real))) return data;
    return { start: data.start, end: data.start + real };
  }

  /** Follows references; null for what is not there, and for a stream its dictionary. */
  private async resolve(object: PdfObject | undefined): Promise<PdfObject> {
    let value = object ?? null;
    for (let step = 0; value instanceof PdfRef; step++) {
      if (step >= LOOKUPS) return null;
      const found = this.findings.objects.get(value.num);
      const inside = this.contained.get(value.num);
      if (inside !== undefined) value = inside;
      else if (found === undefined) return null;
      else value = (await readObject(this.reader, this.limits, found.offset))?.value ?? null;
    }
    return value;
  }

  /** Dictionary and decoded data of an object stream; undefined where it cannot be decoded. */
  private async decoded(num: number): Promise<{ dict: PdfDict; data: Uint8Array } | undefined> {
    const found = await this.load(num);
    if (found?.data === undefined || !(found.value instanceof PdfDict)) return undefined;
    const { start, end } = found.data;
    if (end - start > this.limits.streamBytes) return undefined;
    try {
      const steps = await filterSteps(found.value, this.limits, (object) => this.resolve(object));
      const bytes = (await this.reader.read(start, end - start)).slice();
      return { dict: found.value, data: await decodeStream(bytes, steps, this.limits) };
    } catch (error) {
      if (error instanceof AppError && error.code.startsWith('PDF_')) return undefined;
      throw error;
    }
  }

  /** The catalogue: what the newest trailer names that has pages, else the last object that says it is one. */
  private async root(numbers: readonly number[]): Promise<PdfRef> {
    for (const trailer of this.findings.trailers.toReversed()) {
      const named = trailer.get('Root');
      if (named instanceof PdfRef && (await this.isCatalogue(named))) return named;
    }
    for (const num of numbers.toReversed()) {
      const ref = new PdfRef(num, this.contained.get(num) === undefined ? this.findings.objects.get(num)?.gen : 0);
      const dict = await this.resolve(ref);
      const type = dict instanceof PdfDict ? dict.get('Type') : undefined;
      if (type instanceof PdfName && type.name === 'Catalog' && (await this.isCatalogue(ref))) return ref;
    }
    throw beyondRepair();
  }

  private async isCatalogue(ref: PdfRef): Promise<boolean> {
    const dict = await this.resolve(ref);
    return dict instanceof PdfDict && (await this.resolve(dict.get('Pages'))) instanceof PdfDict;
  }

  private async writeTable(root: PdfRef, put: Sink): Promise<void> {
    const numbers = [...this.placed.keys()].sort((a, b) => a - b);
    const size = (numbers.at(-1) ?? 0) + 1;
    const start = this.offset;
    const writer = new ByteWriter();
    writer.write('xref\n');
    if (size <= 2 * numbers.length + 1000) this.writeEntries(writer, 0, size);
    else {
      this.writeEntries(writer, 0, 1);
      for (const num of numbers) this.writeEntries(writer, num, 1);
    }
    writer.write('trailer\n');
    const info = this.findings.trailers.findLast((trailer) => trailer.get('Info') instanceof PdfRef)?.get('Info');
    const id = new PdfString(randomBytes(16), true);
    const known = info instanceof PdfRef && this.placed.has(info.num) ? { Info: info } : {};
    writeObject(
      writer,
      new PdfDict([
        ['Size', size],
        ['Root', root],
        ['ID', [id, id]],
      ]).with(known),
    );
    writer.write(`\nstartxref\n${start}\n%%EOF\n`);
    await put(writer.bytes());
  }

  private writeEntries(writer: ByteWriter, first: number, count: number): void {
    writer.write(`${first} ${count}\n`);
    for (let num = first; num < first + count; num++) {
      const entry = this.placed.get(num);
      writer.write(
        entry === undefined
          ? `0000000000 ${num === 0 ? 65535 : '00000'} f \n`
          : `${String(entry.offset).padStart(10, '0')} ${String(entry.gen).padStart(5, '0')} n \n`,
      );
    }
  }
}

/** What belonged to the old file's way of finding objects. */
function isScaffold(dict: PdfDict): boolean {
  const type = dict.get('Type');
  return dict.get('Linearized') !== undefined || (type instanceof PdfName && ['XRef', 'ObjStm'].includes(type.name));
}
