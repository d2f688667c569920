import { AppError } from '../../shared/contract/app-error.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import { turnDue } from '../platform/event-loop.ts';
import { BlockReader } from './block-reader.ts';
import type { Encryption } from './encryption/encryption.ts';
import { type OpenedEncryption, openEncryption } from './encryption/open-encryption.ts';
import { type FileStructure, type Revision, readFileStructure } from './file-structure.ts';
import { decodeStream, type FilterStep, filterSteps } from './filters/decode.ts';
import type { DoubleObject } from './hybrid.ts';
import { DEFAULT_LIMITS, type PdfLimits } from './limits.ts';
import { readSyntax } from './object-reader.ts';
import { ObjectStream } from './object-stream.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from './objects.ts';
import { type Page, PageTree } from './page-tree.ts';
import { damaged, limitExceeded, unsupported } from './pdf-errors.ts';
import type { IndirectSyntax } from './syntax.ts';
import { WeightedCache } from './weighted-cache.ts';
import type { XrefEntry } from './xref-entries.ts';
import { checkEndstream, twoDocuments } from './xref-section.ts';
import { isXrefStream } from './xref-stream.ts';

const OBJECT_CACHE = 16 * 1024 * 1024;
const OBJECT_STREAM_CACHE = 32 * 1024 * 1024;
/** A parsed object costs about this much beside its syntax. */
const OBJECT_OVERHEAD = 200;
/** Objects needed to read one object: the object stream, its /Length, what holds that. */
const LOOKUPS = 8;

/** What all views of one file share. Keyed by offsets, which mean the same in every view. */
interface Shared {
  readonly reader: BlockReader;
  readonly structure: FileStructure;
  readonly limits: PdfLimits;
  readonly signal: AbortSignal | undefined;
  readonly encryption: OpenedEncryption | undefined;
  readonly objects: WeightedCache<number, Loaded>;
  readonly streams: WeightedCache<number, ObjectStream>;
  /** Bytes decoded from object streams so far. */
  decoded: number;
}

interface Loaded {
  readonly num: number;
  readonly gen: number;
  readonly value: PdfObject;
  /** Offset after it. */
  readonly end: number;
}

/**
 * A PDF at one of its revisions, read piece by piece through positioned reads. Strict: what viewers would have to repair or could
 * read in two ways is refused, not guessed. Whoever made the source closes it.
 */
export class PdfDocument {
  readonly source: ByteSource;
  /** Length of the file at this revision; for the newest the whole file, trailing bytes included. */
  readonly size: number;
  /** All revisions of the file, oldest first, whichever this view shows. */
  readonly revisions: readonly Revision[];
  /** Number of the revision this view shows, from 1. */
  readonly revision: number;
  /** Trailer of that revision. */
  readonly trailer: PdfDict;
  private readonly shared: Shared;
  /** Streams whose length or filters are other objects: which those are depends on the revision. */
  private readonly ownObjects = new WeightedCache<number, Loaded>(OBJECT_CACHE);
  private readonly ownStreams = new WeightedCache<number, ObjectStream>(OBJECT_STREAM_CACHE);
  private readonly pageTree: PageTree;

  private constructor(shared: Shared, shown: Revision) {
    const { structure } = shared;
    this.shared = shared;
    this.source = shared.reader.source;
    this.revisions = structure.revisions;
    this.revision = shown.number;
    this.trailer = shown.trailer;
    this.size = shown.number === structure.revisions.length ? this.source.size : shown.end;
    this.pageTree = new PageTree(this, shared.limits, shared.signal);
  }

  /**
   * Opens the newest revision. Reads header, end, cross-reference sections, encryption and the catalogue.
   * @param options.password user or owner password; the empty one is tried as well
   * @param options.doubles whether a hybrid file may be opened in which programs find objects in two places
   * @throws AppError INPUT_EMPTY, INPUT_NOT_PDF, INPUT_TRUNCATED, INPUT_UNREADABLE, PDF_DAMAGED, PDF_ENCRYPTED, PDF_ENCRYPTED_PUBLIC_KEY, PDF_PASSWORD_REQUIRED, PDF_PASSWORD_WRONG, PDF_HYBRID, PDF_LIMIT_EXCEEDED, PDF_UNSUPPORTED, CANCELLED
   */
  static async open(
    source: ByteSource,
    options: {
      limits?: Partial<PdfLimits>;
      signal?: AbortSignal;
      password?: string | undefined;
      doubles?: 'refused' | 'open';
    } = {},
  ): Promise<PdfDocument> {
    const reader = new BlockReader(source);
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const structure = await readFileStructure(reader, limits, options.signal);
    const newest = structure.revisions.at(-1);
    if (newest === undefined) throw damaged('it has no revision');
    const [double] = structure.doubles;
    if (double !== undefined && options.doubles !== 'open') throw twoDocuments(double.num);
    const sharing = (encryption: OpenedEncryption | undefined): Shared => ({
      reader,
      structure,
      limits,
      signal: options.signal,
      encryption,
      objects: new WeightedCache(OBJECT_CACHE),
      streams: new WeightedCache(OBJECT_STREAM_CACHE),
      decoded: 0,
    });
    const asItStands = new PdfDocument(sharing(undefined), newest);
    const encryption = await openEncryption(asItStands, options.password);
    const document = encryption === undefined ? asItStands : new PdfDocument(sharing(encryption), newest);
    await document.catalog();
    return document;
  }

  /** How the file is encrypted and as whom it was opened; undefined where it is not. */
  get encryption(): Encryption | undefined {
    return this.shared.encryption?.encryption;
  }

  /** Bytes after the last %%EOF and its end of line. */
  get trailing(): number {
    return this.shared.structure.trailing;
  }

  /** Objects of a hybrid file that programs find in two places. */
  get doubles(): readonly DoubleObject[] {
    return this.shared.structure.doubles;
  }

  /** The object as programs find it that know only classic tables. @throws as `object` */
  async otherReading({ num, classic }: DoubleObject): Promise<PdfObject> {
    if (classic.type === 'free') return null;
    if (classic.type === 'offset') return (await this.loadAt(classic.offset, this.size, 0)).value;
    return (await this.objectStream(classic.stream, 1)).object(num, classic.index);
  }

  /** Whether the file's last byte ends a line. */
  get endsWithEol(): boolean {
    return this.shared.structure.endsWithEol;
  }

  /** Offset that the file's own offsets are counted from: that of its header, mostly 0. Every offset here counts from the first byte. */
  get origin(): number {
    return this.shared.structure.origin;
  }

  /** One above every object number in use or promised by /Size. */
  get nextObjectNumber(): number {
    let next = 1;
    for (const revision of this.revisions.slice(0, this.revision)) {
      const size = revision.trailer.get('Size');
      if (typeof size === 'number' && Number.isSafeInteger(size) && size <= this.shared.limits.objects) {
        next = Math.max(next, size);
      }
      next = Math.max(next, revision.entries.highest + 1);
    }
    return next;
  }

  /** The file as it was at that revision. @throws RangeError where there is none */
  at(revision: number): PdfDocument {
    const shown = this.revisions[revision - 1];
    if (shown === undefined) throw new RangeError(`no revision ${revision} in a file of ${this.revisions.length}`);
    return revision === this.revision ? this : new PdfDocument(this.shared, shown);
  }

  /** What the cross-reference of this view says of an object; undefined where it says nothing. */
  entry(num: number): XrefEntry | undefined {
    return this.locate(num)?.entry;
  }

  private locate(num: number): { entry: XrefEntry; end: number } | undefined {
    for (let index = this.revision - 1; index >= 0; index--) {
      const revision = this.revisions[index];
      const entry = revision?.entries.get(num);
      if (revision !== undefined && entry !== undefined) return { entry, end: revision.end };
    }
    return undefined;
  }

  /**
   * The object a reference names; null where it is free, missing or of another generation (ISO 32000-2, 7.3.10).
   * @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED, PDF_UNSUPPORTED, INPUT_UNREADABLE, CANCELLED
   */
  object(ref: PdfRef): Promise<PdfObject> {
    return this.load(ref, 0);
  }

  /** Follows references to what they name: never a PdfRef, null for undefined. @throws as `object` */
  resolve(object: PdfObject | undefined): Promise<PdfObject> {
    return this.follow(object, 0);
  }

  private async follow(object: PdfObject | undefined, lookups: number): Promise<PdfObject> {
    let value = object ?? null;
    for (let step = 0; value instanceof PdfRef; step++) {
      if (step >= this.shared.limits.references) throw damaged('references run in a circle', { object: value.num });
      value = await this.load(value, lookups);
    }
    return value;
  }

  private async load(ref: PdfRef, lookups: number): Promise<PdfObject> {
    const turn = turnDue();
    if (turn !== undefined) await turn;
    throwIfCancelled(this.shared.signal);
    if (lookups > LOOKUPS) throw damaged('an object is needed to read itself', { object: ref.num });
    const place = this.locate(ref.num);
    if (place === undefined || place.entry.type === 'free') return null;
    if (place.entry.type === 'compressed') {
      if (ref.gen !== 0) return null;
      const stream = await this.objectStream(place.entry.stream, lookups + 1);
      return stream.object(ref.num, place.entry.index);
    }
    if (place.entry.gen !== ref.gen) return null;
    const { num, gen, value } = await this.loadAt(place.entry.offset, place.end, lookups);
    if (num !== ref.num || gen !== ref.gen) {
      throw damaged('another object stands where its cross-reference names one', {
        object: ref.num,
        found: num,
        offset: place.entry.offset,
      });
    }
    return value;
  }

  /** The object whose header stands at `offset`, wholly within the revision that ends at `end`. */
  private async loadAt(offset: number, end: number, lookups: number): Promise<Loaded> {
    const { reader, limits, objects } = this.shared;
    const kept = objects.get(offset) ?? this.ownObjects.get(offset);
    if (offset >= end || (kept !== undefined && kept.end > end)) {
      throw damaged('an object lies outside the revision that lists it', { offset });
    }
    if (kept !== undefined) return kept;
    const parsed = await readSyntax(reader, limits, offset, end, (syntax) => ({
      ...syntax.indirect(),
      end: syntax.offset,
    }));
    const { num, gen, data } = parsed;
    const value = this.withStrings(parsed);
    const weight = parsed.end - offset + OBJECT_OVERHEAD;
    if (data === undefined || !(value instanceof PdfDict)) {
      const loaded = { num, gen, value, end: parsed.end };
      objects.set(offset, loaded, weight);
      return loaded;
    }
    const given = value.get('Length');
    const length = await this.follow(given, lookups + 1);
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0 || data + length > end) {
      throw damaged('a stream has no sound length', { object: num, offset });
    }
    await checkEndstream(reader, limits, data + length, end);
    const stream = new PdfStream(value, { start: data, end: data + length, num, gen });
    const loaded = { num, gen, value: stream, end: data + length };
    (readsOthers(value) ? this.ownObjects : objects).set(offset, loaded, weight);
    return loaded;
  }

  /** What was parsed, its strings decrypted. Those of the encryption dictionary itself and of a cross-reference stream never were encrypted. */
  private withStrings({ num, gen, value, data }: IndirectSyntax): PdfObject {
    const { encryption } = this.shared;
    if (encryption === undefined || encryption.dictionary === num) return value;
    if (data !== undefined && value instanceof PdfDict && isXrefStream(value)) return value;
    return encryption.encryption.decryptStrings({ num, gen }, value);
  }

  /** What stands at an offset that no cross-reference leads to: an object without its stream. @throws as `object` */
  async unlisted(offset: number): Promise<PdfObject> {
    const { reader, limits } = this.shared;
    const { value } = await readSyntax(reader, limits, offset, this.size, (syntax) => syntax.indirect());
    return value;
  }

  private async objectStream(num: number, lookups: number): Promise<ObjectStream> {
    const place = this.locate(num);
    if (place === undefined || place.entry.type !== 'offset') {
      throw damaged('an object stream is missing', { object: num });
    }
    const stream = await this.load(new PdfRef(num, place.entry.gen), lookups);
    if (!(stream instanceof PdfStream) || stream.data instanceof Uint8Array) {
      throw damaged('an object stream is no stream', { object: num });
    }
    const cache = readsOthers(stream.dict) ? this.ownStreams : this.shared.streams;
    const kept = cache.get(stream.data.start);
    if (kept !== undefined) return kept;
    const data = await this.decodeAt(stream, lookups + 1);
    this.countDecoded(data.length);
    const made = new ObjectStream(stream.dict, data, this.shared.limits);
    cache.set(stream.data.start, made, made.weight);
    return made;
  }

  /** Objects that lie criss-cross in huge object streams would have them decoded over and over. @throws AppError PDF_LIMIT_EXCEEDED */
  private countDecoded(bytes: number): void {
    this.shared.decoded += bytes;
    const limit = this.shared.limits.objectStreamWork + 4 * this.source.size;
    if (this.shared.decoded > limit) throw limitExceeded('bytes in object streams', { limit });
  }

  /**
   * The bytes of a stream with every filter undone: Flate, LZW (with predictors), ASCIIHex, ASCII85, RunLength.
   * @throws AppError PDF_UNSUPPORTED for image filters and external files; PDF_LIMIT_EXCEEDED; PDF_DAMAGED
   */
  decode(stream: PdfStream): Promise<Uint8Array> {
    return this.decodeAt(stream, 0);
  }

  private async decodeAt(stream: PdfStream, lookups: number): Promise<Uint8Array> {
    const { limits } = this.shared;
    const steps = await filterSteps(stream.dict, limits, (object) => this.follow(object, lookups));
    return decodeStream(await this.encodedAt(stream, lookups, steps), steps, limits);
  }

  /**
   * The bytes of a stream with its filters on but its encryption undone; a copy.
   * @throws AppError PDF_LIMIT_EXCEEDED, PDF_UNSUPPORTED, INPUT_UNREADABLE, PDF_DAMAGED
   */
  async encoded(stream: PdfStream): Promise<Uint8Array> {
    return this.encodedAt(stream, 0, undefined);
  }

  private async encodedAt(
    stream: PdfStream,
    lookups: number,
    known: readonly FilterStep[] | undefined,
  ): Promise<Uint8Array> {
    if ((stream.dict.get('F') ?? null) !== null) throw unsupported('a stream kept in another file');
    if (stream.data instanceof Uint8Array) return stream.data.slice();
    const { start, end } = stream.data;
    const limit = this.shared.limits.streamBytes;
    if (end - start > limit) throw limitExceeded('bytes of one stream', { bytes: end - start, limit });
    const data = await this.shared.reader.read(start, end - start);
    if (this.encryption === undefined) return data.slice();
    const follow = (object: PdfObject | undefined) => this.follow(object, lookups);
    const type = await follow(stream.dict.get('Type'));
    const filters = known ?? (await filterSteps(stream.dict, this.shared.limits, follow));
    const facts = { type: type instanceof PdfName ? type.name : undefined, filters };
    return this.encryption.decryptStream(stream.data, facts, data).slice();
  }

  /** The document catalogue (7.7.2). @throws AppError PDF_DAMAGED where there is none */
  async catalog(): Promise<{ ref: PdfRef; dict: PdfDict }> {
    const ref = this.trailer.get('Root');
    const dict = await this.resolve(ref);
    if (!(ref instanceof PdfRef) || !(dict instanceof PdfDict)) throw damaged('it has no catalogue');
    return { ref, dict };
  }

  /** Number of pages, counted: /Count is not believed. @throws as `object` */
  pageCount(): Promise<number> {
    return this.pageTree.count();
  }

  /** A page by its number, from 1. Walks the tree only that far. @throws AppError PAGE_OUT_OF_RANGE, and as `object` */
  async page(number: number): Promise<Page> {
    const page = await this.pageIfAny(number);
    if (page !== undefined) return page;
    const pages = await this.pageCount();
    throw new AppError('PAGE_OUT_OF_RANGE', `There is no page ${number}; the document has ${pages}.`, {
      number,
      pages,
    });
  }

  /** As `page`; undefined beyond the last. */
  pageIfAny(number: number): Promise<Page | undefined> {
    return this.pageTree.page(number);
  }

  /** All pages in order. @throws as `object` */
  pages(): Promise<Page[]> {
    return this.pageTree.all();
  }
}

/** Whether a stream cannot be read without other objects, which another revision may have replaced. */
function readsOthers(dict: PdfDict): boolean {
  return ['Length', 'Filter', 'DecodeParms'].some((key) => holdsReference(dict.get(key)));
}

function holdsReference(object: PdfObject | undefined): boolean {
  if (object instanceof PdfRef) return true;
  if (Array.isArray(object)) return object.some(holdsReference);
  return object instanceof PdfDict && [...object.entries.values()].some(holdsReference);
}
