import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.ts';

/** Bounds on a hostile tree. */
const MAX_ENTRIES = 1_000_000;
const MAX_DEPTH = 32;
const NODE_KEYS: ReadonlySet<string> = new Set(['Nums', 'Kids', 'Limits', 'Type']);

/** A number tree (ISO 32000-2, 7.9.7), whatever its shape. */
export interface NumberTree {
  /** Values as they stand, not resolved. */
  readonly entries: ReadonlyMap<number, PdfObject>;
  /** Numbers of the objects that the tree is made of: nodes, and lists that are objects of their own. */
  readonly objects: ReadonlySet<number>;
}

/**
 * Reads a whole number tree; a missing one is empty.
 * @returns undefined for what is no such tree: a key that stands there twice, a node that is its own ancestor, foreign entries
 * @throws AppError what reading the objects throws
 */
export async function readNumberTree(
  document: PdfDocument,
  root: PdfObject | undefined,
): Promise<NumberTree | undefined> {
  const entries = new Map<number, PdfObject>();
  const objects = new Set<number>();
  /** The object itself, noted; undefined where it was part of the tree before. */
  const take = async (value: PdfObject | undefined): Promise<PdfObject | undefined> => {
    if (value instanceof PdfRef) {
      if (objects.has(value.num)) return undefined;
      objects.add(value.num);
    }
    return document.resolve(value);
  };
  const walk = async (value: PdfObject | undefined, depth: number): Promise<boolean> => {
    const node = await take(value);
    if (!(node instanceof PdfDict) || depth > MAX_DEPTH) return false;
    if ([...node.entries.keys()].some((key) => !NODE_KEYS.has(key))) return false;
    const pairs = await take(node.get('Nums'));
    const kids = await take(node.get('Kids'));
    if (pairs === undefined || kids === undefined) return false;
    if (pairs !== null && !addPairs(entries, pairs)) return false;
    if (kids !== null && !Array.isArray(kids)) return false;
    for (const kid of kids ?? []) if (!(await walk(kid, depth + 1))) return false;
    return true;
  };
  if ((await document.resolve(root)) === null) return { entries, objects };
  return (await walk(root, 0)) ? { entries, objects } : undefined;
}

function addPairs(entries: Map<number, PdfObject>, pairs: PdfObject): boolean {
  if (!Array.isArray(pairs) || pairs.length % 2 !== 0 || entries.size + pairs.length / 2 > MAX_ENTRIES) return false;
  for (let at = 0; at < pairs.length; at += 2) {
    const [key, value = null] = pairs.slice(at, at + 2);
    if (typeof key !== 'number' || entries.has(key)) return false;
    entries.set(key, value);
  }
  return true;
}
