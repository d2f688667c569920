import { deflateSync } from 'node:zlib';

/** How the file says where its objects are. `object-streams`: as `xref-stream`, with everything that may be in object streams. */
export type PdfForm = 'classic' | 'xref-stream' | 'object-streams';

export interface PageSpec {
  text?: string;
  /** In user space units, as in the file: four numbers, in any order of corners. Null leaves it out. */
  mediaBox?: readonly number[] | null;
  cropBox?: readonly number[];
  rotate?: number;
  userUnit?: number;
  /** Content stream in place of the text. */
  content?: string;
}

export interface FieldSpec {
  name: string;
  /** Default Sig. */
  type?: 'Sig' | 'Tx' | 'Btn' | 'Ch';
  /** From 1; default 1. */
  page?: number;
  /** User space; default none to see. */
  rect?: readonly [number, number, number, number];
  /** Further entries in PDF syntax, such as `/V (text)`. */
  extra?: string;
}

export interface PdfSpec {
  form?: PdfForm;
  eol?: '\n' | '\r\n';
  version?: string;
  pages?: readonly PageSpec[];
  fields?: readonly FieldSpec[];
  /** Every value that may be is an object of its own: boxes, rotation, counts, stream lengths, arrays. */
  indirect?: boolean;
  /** Boxes, rotation and resources in the page tree's root; pages inherit what they do not say. */
  inherited?: PageSpec;
  /** Entries for the catalogue in PDF syntax. */
  catalog?: string;
  /** Default true. */
  id?: boolean;
  /** Default true. */
  info?: boolean;
  compress?: boolean;
  /** Further revisions, oldest first: objects to add or replace by number, in PDF syntax. */
  revisions?: readonly ReadonlyMap<number, string>[];
}

/** Object numbers of what `buildPdf` makes, whatever the options. Pages, their contents and fields follow each other from the first. */
export const CATALOG = 1;
export const PAGES = 2;
export const INFO = 3;
export const FONT = 4;
export const ACRO_FORM = 5;
export const FIRST_PAGE = 6;

/** A small PDF as bytes, the same for the same options. Written by hand, not by the product's writer, so that each can test the other. */
export function buildPdf(spec: PdfSpec = {}): Uint8Array {
  const { objects, catalogEntries } = bodyOf(spec);
  const eol = spec.eol ?? '\n';
  const form = spec.form ?? 'classic';
  const version = spec.version ?? (form === 'classic' ? '1.4' : '1.7');
  const header = Buffer.from(`%PDF-${version}${eol}%\xe2\xe3\xcf\xd3${eol}`, 'latin1');
  objects.set(CATALOG, `<< /Type /Catalog /Pages ${PAGES} 0 R ${catalogEntries} ${spec.catalog ?? ''} >>`);
  let file: Uint8Array = section(header, objects, {
    form,
    eol,
    trailer: trailerOf(spec),
    previous: undefined,
    from: 0,
  });
  for (const revision of spec.revisions ?? []) file = appendRevision(file, revision, { form, eol });
  return new Uint8Array(file);
}

/** A body with these objects in PDF syntax, for files that are wrong on purpose. `trailer` is what stands in it beside /Size and /Root. */
export function buildRaw(objects: ReadonlyMap<number, string>, trailer = '', form: PdfForm = 'classic'): Uint8Array {
  const header = Buffer.from('%PDF-1.7\n', 'latin1');
  return new Uint8Array(section(header, objects, { form, eol: '\n', trailer, previous: undefined, from: 0 }));
}

/** Appends an incremental update with these objects. Trailer entries are carried over by the form `buildPdf` gives them. */
export function appendRevision(
  file: Uint8Array,
  objects: ReadonlyMap<number, string>,
  options: { form?: PdfForm; eol?: '\n' | '\r\n'; trailer?: string } = {},
): Uint8Array {
  const text = Buffer.from(file).toString('latin1');
  const previous = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
  const size = Number(/\/Size (\d+)(?![\s\S]*\/Size \d)/.exec(text)?.[1]);
  const id = /\/ID \[[^\]]*\]/.exec(text)?.[0] ?? '';
  const info = text.includes('/Info 3 0 R') ? '/Info 3 0 R' : '';
  return section(file, objects, {
    form: options.form ?? (/xref\s+\d+ \d+\s[\s\S]*trailer/.test(text.slice(previous)) ? 'classic' : 'xref-stream'),
    eol: options.eol ?? '\n',
    trailer: options.trailer ?? `${info} ${id}`,
    previous,
    from: size,
  });
}

function trailerOf(spec: PdfSpec): string {
  const id = '/ID [<000102030405060708090A0B0C0D0E0F> <000102030405060708090A0B0C0D0E0F>]';
  return `${spec.info === false ? '' : `/Info ${INFO} 0 R`} ${spec.id === false ? '' : id}`;
}

function bodyOf(spec: PdfSpec): { objects: Map<number, string>; catalogEntries: string } {
  const objects = new Map<number, string>();
  const pages = spec.pages ?? [{}];
  let next = FIRST_PAGE + 2 * pages.length;
  /** `value` itself, or a reference to it where everything is to be indirect. */
  const value = (syntax: string): string => {
    if (spec.indirect !== true) return syntax;
    objects.set(next, syntax);
    return `${next++} 0 R`;
  };
  const boxes = (page: PageSpec): string =>
    [
      Array.isArray(page.mediaBox)
        ? `/MediaBox ${value(`[${page.mediaBox.map((each) => value(String(each))).join(' ')}]`)}`
        : '',
      page.cropBox === undefined ? '' : `/CropBox ${value(`[${page.cropBox.join(' ')}]`)}`,
      page.rotate === undefined ? '' : `/Rotate ${value(String(page.rotate))}`,
    ].join(' ');

  const firstField = next;
  const fields = (spec.fields ?? []).map((field, index) => ({ ...field, num: firstField + index }));
  next += fields.length;
  const kids = pages.map((_page, index) => `${FIRST_PAGE + 2 * index} 0 R`);
  objects.set(
    PAGES,
    `<< /Type /Pages /Kids ${value(`[${kids.join(' ')}]`)} /Count ${value(String(pages.length))} ${boxes(spec.inherited ?? {})} >>`,
  );
  if (spec.info !== false) objects.set(INFO, '<< /Title (A \\(small\\) test) /Producer (pdf-builder) >>');
  objects.set(FONT, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  for (const [index, page] of pages.entries()) {
    const num = FIRST_PAGE + 2 * index;
    const annotations = fields.filter((field) => (field.page ?? 1) === index + 1).map((field) => `${field.num} 0 R`);
    const mediaBox =
      page.mediaBox === undefined && spec.inherited?.mediaBox === undefined ? [0, 0, 612, 792] : page.mediaBox;
    objects.set(
      num,
      `<< /Type /Page /Parent ${PAGES} 0 R ${boxes({ ...page, ...(mediaBox === undefined ? {} : { mediaBox }) })}` +
        `${page.userUnit === undefined ? '' : ` /UserUnit ${page.userUnit}`}` +
        ` /Resources ${value(`<< /Font << /F1 ${FONT} 0 R >> >>`)} /Contents ${num + 1} 0 R` +
        `${annotations.length === 0 ? '' : ` /Annots ${value(`[${annotations.join(' ')}]`)}`} >>`,
    );
    const text = page.text ?? `Page ${index + 1}`;
    const content = page.content ?? `BT /F1 24 Tf 72 700 Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`;
    objects.set(num + 1, streamSyntax(content, spec, value));
  }
  for (const field of fields) objects.set(field.num, fieldSyntax(field));
  if (fields.length === 0) return { objects, catalogEntries: '' };
  const list = value(`[${fields.map((field) => `${field.num} 0 R`).join(' ')}]`);
  objects.set(ACRO_FORM, `<< /Fields ${list} /DA (/F1 10 Tf 0 g) /DR << /Font << /F1 ${FONT} 0 R >> >> >>`);
  return { objects, catalogEntries: `/AcroForm ${ACRO_FORM} 0 R` };
}

function fieldSyntax(field: FieldSpec): string {
  const rect = (field.rect ?? [0, 0, 0, 0]).join(' ');
  const page = FIRST_PAGE + 2 * ((field.page ?? 1) - 1);
  const name = field.name.replace(/[\\()]/g, '\\$&');
  return `<< /Type /Annot /Subtype /Widget /FT /${field.type ?? 'Sig'} /T (${name}) /F 132 /P ${page} 0 R /Rect [${rect}] ${field.extra ?? ''} >>`;
}

function streamSyntax(content: string, spec: PdfSpec, value: (syntax: string) => string): string {
  const raw = Buffer.from(content, 'latin1');
  const data = spec.compress === true ? deflateSync(raw) : raw;
  const filter = spec.compress === true ? ' /Filter /FlateDecode' : '';
  return `<< /Length ${value(String(data.length))}${filter} >>\nstream\n${data.toString('latin1')}\nendstream`;
}

interface SectionOptions {
  form: PdfForm;
  eol: '\n' | '\r\n';
  trailer: string;
  previous: number | undefined;
  /** Lowest /Size. */
  from: number;
}

/** `before` with the objects, a cross-reference section and an end after it. */
function section(before: Uint8Array, given: ReadonlyMap<number, string>, options: SectionOptions): Buffer {
  const { eol, previous } = options;
  const objects = [...given].sort(([a], [b]) => a - b);
  const parts: Buffer[] = [Buffer.from(before)];
  let length = before.length;
  const put = (text: string): void => {
    const bytes = Buffer.from(text, 'latin1');
    parts.push(bytes);
    length += bytes.length;
  };
  let size = Math.max(options.from, ...objects.map(([num]) => num + 1));
  const places = new Map<number, readonly [number, number, number]>();
  if (previous === undefined) places.set(0, [0, 0, 65535]);
  const packed = options.form === 'object-streams' ? objects.filter(([, syntax]) => !/endstream$/.test(syntax)) : [];
  for (const [num, syntax] of objects) {
    if (packed.some(([other]) => other === num)) continue;
    places.set(num, [1, length, 0]);
    put(`${num} 0 obj${eol}${syntax}${eol}endobj${eol}`);
  }
  if (packed.length > 0) {
    const num = size++;
    for (const [index, [other]] of packed.entries()) places.set(other, [2, num, index]);
    places.set(num, [1, length, 0]);
    put(`${num} 0 obj${eol}${objectStream(packed)}${eol}endobj${eol}`);
  }
  const startxref = length;
  const common = `/Root ${CATALOG} 0 R ${options.trailer}${previous === undefined ? '' : ` /Prev ${previous}`}`;
  if (options.form === 'classic') put(table(places, size, common, eol));
  else {
    const num = size++;
    places.set(num, [1, startxref, 0]);
    put(`${num} 0 obj${eol}${xrefStream(places, size, common)}${eol}endobj${eol}`);
  }
  put(`startxref${eol}${startxref}${eol}%%EOF${eol}`);
  return Buffer.concat(parts);
}

function objectStream(packed: readonly (readonly [number, string])[]): string {
  let body = '';
  const heads = packed.map(([num, syntax]) => {
    const head = `${num} ${body.length}`;
    body += `${syntax}\n`;
    return head;
  });
  const head = `${heads.join(' ')}\n`;
  const data = deflateSync(Buffer.from(head + body, 'latin1'));
  return `<< /Type /ObjStm /N ${packed.length} /First ${head.length} /Filter /FlateDecode /Length ${data.length} >>\nstream\n${data.toString('latin1')}\nendstream`;
}

/** First number of each run of consecutive ones, with its members. */
function runs(places: ReadonlyMap<number, unknown>): number[][] {
  const result: number[][] = [];
  for (const num of [...places.keys()].sort((a, b) => a - b)) {
    const run = result.at(-1);
    if (run?.at(-1) === num - 1) run.push(num);
    else result.push([num]);
  }
  return result;
}

function table(
  places: ReadonlyMap<number, readonly [number, number, number]>,
  size: number,
  common: string,
  eol: string,
): string {
  const end = eol === '\r\n' ? '\r\n' : ' \n';
  const lines = runs(places).map((run) => {
    const entries = run.map((num) => {
      const [type = 0, offset = 0, gen = 0] = places.get(num) ?? [];
      return `${String(offset).padStart(10, '0')} ${String(gen).padStart(5, '0')} ${type === 0 ? 'f' : 'n'}${end}`;
    });
    return `${run[0]} ${run.length}${eol}${entries.join('')}`;
  });
  return `xref${eol}${lines.join('')}trailer${eol}<< /Size ${size} ${common} >>${eol}`;
}

function xrefStream(
  places: ReadonlyMap<number, readonly [number, number, number]>,
  size: number,
  common: string,
): string {
  const all = runs(places);
  const rows = all.flat().map((num) => {
    const [type = 0, place = 0, extra = 0] = places.get(num) ?? [];
    const row = Buffer.alloc(7);
    row.writeUInt8(type, 0);
    row.writeUInt32BE(place, 1);
    row.writeUInt16BE(extra, 5);
    return row;
  });
  const data = deflateSync(pngUp(Buffer.concat(rows), 7));
  const index = all.map((run) => `${run[0]} ${run.length}`).join(' ');
  return (
    `<< /Type /XRef /Size ${size} /W [1 4 2] /Index [${index}] ${common} /Filter /FlateDecode` +
    ` /DecodeParms << /Predictor 12 /Columns 7 >> /Length ${data.length} >>\nstream\n${data.toString('latin1')}\nendstream`
  );
}

/** PNG predictor "up", as most writers use it. */
function pngUp(data: Buffer, width: number): Buffer {
  const out: Buffer[] = [];
  for (let start = 0; start < data.length; start += width) {
    const row = Buffer.alloc(width + 1);
    row[0] = 2;
    for (let column = 0; column < width; column++) {
      row[column + 1] = (data[start + column] ?? 0) - (start === 0 ? 0 : (data[start - width + column] ?? 0));
    }
    out.push(row);
  }
  return Buffer.concat(out);
}
