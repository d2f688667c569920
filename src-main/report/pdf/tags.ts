import { PdfDict, PdfName, type PdfObject, PdfRef } from '../../pdf/objects.ts';

/** An element of the document's structure (ISO 32000-2, 14.7.2). */
export interface Tag {
  readonly role: string;
  /** Elements within it, and pieces of content: the page, from 0, and their number there. */
  readonly kids: (Tag | { readonly sheet: number; readonly mcid: number })[];
}

/** A new element within another. */
export function tagIn(parent: Tag, role: string): Tag {
  const tag: Tag = { role, kids: [] };
  parent.kids.push(tag);
  return tag;
}

/** Where new objects go. */
interface Sink {
  reserve(): PdfRef;
  put(ref: PdfRef, object: PdfObject): void;
}

/**
 * Writes the structure tree with its parent tree (14.7.2 and 14.7.5.4), so that readers for the blind find headings, tables and the order of
 * reading. Elements without content are left out.
 * @returns the StructTreeRoot
 */
export function putTags(sink: Sink, root: Tag, pages: readonly PdfRef[]): PdfRef {
  const treeRef = sink.reserve();
  const owners: PdfRef[][] = pages.map(() => []);
  const top = put(root, treeRef);
  const parents = owners.map((refs): PdfRef => {
    const ref = sink.reserve();
    sink.put(ref, refs);
    return ref;
  });
  const parentTree = sink.reserve();
  sink.put(parentTree, new PdfDict([['Nums', parents.flatMap((ref, index): PdfObject[] => [index, ref])]]));
  sink.put(
    treeRef,
    new PdfDict([
      ['Type', new PdfName('StructTreeRoot')],
      ['K', top],
      ['ParentTree', parentTree],
      ['ParentTreeNextKey', pages.length],
    ]),
  );
  return treeRef;

  function put({ role, kids }: Tag, parent: PdfRef): PdfRef {
    const ref = sink.reserve();
    const written = kids.flatMap((kid): PdfObject[] => {
      if ('role' in kid) return kid.kids.length === 0 ? [] : [put(kid, ref)];
      const owned = owners[kid.sheet];
      if (owned !== undefined) owned[kid.mcid] = ref;
      return [
        new PdfDict([
          ['Type', new PdfName('MCR')],
          ['Pg', pages[kid.sheet] ?? new PdfRef(0)],
          ['MCID', kid.mcid],
        ]),
      ];
    });
    const scope = new PdfDict([
      ['O', new PdfName('Table')],
      ['Scope', new PdfName('Column')],
    ]);
    sink.put(
      ref,
      new PdfDict([
        ['Type', new PdfName('StructElem')],
        ['S', new PdfName(role)],
        ['P', parent],
        ['K', written],
        ...(role === 'TH' ? [['A', scope] as const] : []),
      ]),
    );
    return ref;
  }
}
