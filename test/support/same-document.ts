import { isAppError } from '../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../src-main/pdf/document.ts';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../../src-main/pdf/objects.ts';
import { serialize } from '../../src-main/pdf/serialize.ts';

/** Entries that say how data are packed, not what they are. */
const PACKING = ['Length', 'Filter', 'DecodeParms'];

/**
 * Walks two documents side by side from their catalogues, however their objects are numbered. Gives the first path at which they
 * say different things, and how many streams were compared.
 */
export async function firstDifference(
  a: PdfDocument,
  b: PdfDocument,
): Promise<{ path: string | undefined; streams: number }> {
  const seen = new Set<string>();
  let streams = 0;

  const data = async (document: PdfDocument, stream: PdfStream): Promise<Uint8Array> => {
    try {
      return await document.decode(stream);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'PDF_UNSUPPORTED') throw error;
      return document.encoded(stream); // an image: its own filter stays on
    }
  };

  const dicts = async (
    x: PdfDict,
    y: PdfDict,
    path: string,
    except: readonly string[],
  ): Promise<string | undefined> => {
    for (const key of new Set([...x.entries.keys(), ...y.entries.keys()])) {
      if (except.includes(key)) continue;
      const found = await differ(x.get(key) ?? null, y.get(key) ?? null, `${path}/${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const differ = async (x: PdfObject, y: PdfObject, path: string): Promise<string | undefined> => {
    if (x instanceof PdfRef || y instanceof PdfRef) {
      if (x instanceof PdfRef && y instanceof PdfRef) {
        const pair = `${x.num} ${y.num}`;
        if (seen.has(pair)) return undefined;
        seen.add(pair);
      }
      return differ(await a.resolve(x), await b.resolve(y), path);
    }
    if (x instanceof PdfStream && y instanceof PdfStream) {
      streams += 1;
      const same = Buffer.from(await data(a, x)).equals(await data(b, y));
      return same ? dicts(x.dict, y.dict, path, PACKING) : `${path} data`;
    }
    if (Array.isArray(x) && Array.isArray(y) && x.length === y.length) {
      for (const [index, item] of x.entries()) {
        const found = await differ(item, y[index] ?? null, `${path}[${index}]`);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    if (x instanceof PdfDict && y instanceof PdfDict) return dicts(x, y, path, []);
    if (x instanceof PdfStream || y instanceof PdfStream) return path;
    return textOf(x) === textOf(y) ? undefined : `${path}: ${textOf(x)} and ${textOf(y)}`;
  };

  const path = await differ((await a.catalog()).ref, (await b.catalog()).ref, '');
  return { path, streams };
}

function textOf(object: PdfObject): string {
  if (typeof object === 'object' && object !== null && 'bytes' in object)
    return Buffer.from(object.bytes).toString('hex');
  return Buffer.from(serialize(object)).toString('latin1');
}
