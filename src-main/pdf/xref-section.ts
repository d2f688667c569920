import { AppError } from '../../shared/contract/app-error.ts';
import type { BlockReader } from './block-reader.ts';
import { decodeStream, filterSteps } from './filters/decode.ts';
import type { PdfLimits } from './limits.ts';
import { readSyntax } from './object-reader.ts';
import { PdfDict, type PdfObject, PdfRef } from './objects.ts';
import { damaged, limitExceeded } from './pdf-errors.ts';
import type { XrefEntries } from './xref-entries.ts';
import { isXrefStream, readXrefStream } from './xref-stream.ts';
import { XrefTableReader } from './xref-table.ts';

/** One cross-reference section with its trailer (ISO 32000-2, 7.5.4, 7.5.5, 7.5.8). */
export interface Section {
  readonly offset: number;
  /** Where it really begins: white space may stand between. */
  readonly start: number;
  /** Offset after the trailer dictionary or the stream data. */
  readonly end: number;
  readonly form: 'table' | 'stream';
  readonly trailer: PdfDict;
  /** /Prev; undefined in the oldest section. */
  readonly previous: number | undefined;
  readonly entries: XrefEntries;
}

/**
 * Reads the section at `offset`, which must begin there; white space before it is let pass.
 * @throws AppError PDF_DAMAGED, PDF_ENCRYPTED, PDF_HYBRID, PDF_LIMIT_EXCEEDED
 */
export async function readSection(
  reader: BlockReader,
  limits: PdfLimits,
  offset: number,
  end: number,
): Promise<Section> {
  if (offset >= end) throw damaged('its cross-reference section lies outside the file', { offset });
  const { start, table } = await readSyntax(reader, limits, offset, end, (syntax) => {
    syntax.skipWhite();
    return { start: syntax.offset, table: syntax.keyword('xref') ? syntax.offset : undefined };
  });
  const section =
    table === undefined
      ? await readStreamSection(reader, limits, offset, end)
      : await readTableSection(reader, limits, offset, table, end);
  refuseUnsupported(section.trailer);
  return { ...section, start };
}

async function readTableSection(
  reader: BlockReader,
  limits: PdfLimits,
  offset: number,
  start: number,
  end: number,
): Promise<Omit<Section, 'start'>> {
  const table = await new XrefTableReader(reader, limits, start, end).read();
  const { trailer, after } = await readSyntax(reader, limits, table.end, end, (syntax) => ({
    trailer: syntax.object(),
    after: syntax.offset,
  }));
  if (!(trailer instanceof PdfDict)) throw damaged('its trailer is no dictionary', { offset: table.end });
  const previous = previousOf(trailer, offset);
  // In a first revision the wrong count is a known slip of writers; in an update it would mean one thing here and another elsewhere.
  if (table.shifted && previous !== undefined) throw damaged('an update numbers its objects wrongly', { offset });
  return { offset, end: after, form: 'table', trailer, previous, entries: table.entries };
}

async function readStreamSection(
  reader: BlockReader,
  limits: PdfLimits,
  offset: number,
  end: number,
): Promise<Omit<Section, 'start'>> {
  const { value, data } = await readSyntax(reader, limits, offset, end, (syntax) => syntax.indirect());
  if (!(value instanceof PdfDict) || data === undefined || !isXrefStream(value)) {
    throw damaged('there is no cross-reference section where its end of file says', { offset });
  }
  const length = value.get('Length');
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0 || data + length > end) {
    throw damaged('its cross-reference stream has no sound length', { offset });
  }
  if (length > limits.streamBytes) throw limitExceeded('bytes of one stream', { offset, limit: limits.streamBytes });
  await checkEndstream(reader, limits, data + length, end);
  const steps = await filterSteps(value, limits, directOnly);
  const decoded = await decodeStream(await reader.read(data, length), steps, limits);
  return {
    offset,
    end: data + length,
    form: 'stream',
    trailer: value,
    previous: previousOf(value, offset),
    entries: readXrefStream(value, decoded, limits, offset),
  };
}

/** Nothing can be looked up while the cross-reference is still being read, so its entries are to be direct (7.5.8.2). */
async function directOnly(object: PdfObject | undefined): Promise<PdfObject> {
  if (object instanceof PdfRef)
    throw damaged('its cross-reference stream refers to another object', { object: object.num });
  return object ?? null;
}

/** @throws AppError PDF_DAMAGED where `endstream` does not follow the data that ends at `offset` */
export async function checkEndstream(
  reader: BlockReader,
  limits: PdfLimits,
  offset: number,
  end: number,
): Promise<void> {
  const found = await readSyntax(reader, limits, offset, end, (syntax) => {
    syntax.skipWhite();
    return syntax.keyword('endstream') || syntax.keyword('endstreamendobj');
  });
  if (!found) throw damaged('a stream is not as long as it says', { offset });
}

function previousOf(trailer: PdfDict, offset: number): number | undefined {
  const previous = trailer.get('Prev');
  if (previous === undefined || previous === null || previous === 0) return undefined;
  if (typeof previous !== 'number' || !Number.isSafeInteger(previous) || previous < 0) {
    throw damaged('its trailer names no sound previous section', { offset });
  }
  return previous;
}

function refuseUnsupported(trailer: PdfDict): void {
  if ((trailer.get('Encrypt') ?? null) !== null) {
    throw new AppError('PDF_ENCRYPTED', 'The PDF is encrypted; save a copy without password protection and use that.');
  }
  if ((trailer.get('XRefStm') ?? null) !== null) {
    throw new AppError(
      'PDF_HYBRID',
      'The PDF has two cross-reference tables in one (hybrid), which programs read differently; save it again as an ordinary PDF.',
    );
  }
}
