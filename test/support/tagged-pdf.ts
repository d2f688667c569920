import { buildRaw, type PdfForm } from './pdf-builder.ts';

export interface TaggedSpec {
  readonly form?: PdfForm;
  /** `flat`: one list of keys; `nested`: branches with limits and gaps; `lists`: every list an object of its own; `direct`: the tree stands in the root itself; `none`: no parent tree. */
  readonly tree?: 'flat' | 'nested' | 'lists' | 'direct' | 'none';
  /** `document`: one element that stands for the document; `role`: the same by a name of its own; `loose`: paragraphs straight under the root. */
  readonly top?: 'document' | 'role' | 'loose';
  /** Calls itself PDF/UA-1. Default true. */
  readonly ua?: boolean;
  /** Entries for the page, such as `/Tabs /S`. */
  readonly page?: string;
}

/** Object numbers of what `buildTagged` makes. */
export const TAGGED = { page: 3, root: 6, top: 7, paragraph: 8, tree: 9 } as const;

/** One tagged page with one paragraph, as PDF/UA wants it but for its font, which is not embedded. */
export function buildTagged({
  form = 'classic',
  tree = 'flat',
  top = 'document',
  ua = true,
  page = '/Tabs /S',
}: TaggedSpec = {}): Uint8Array {
  const content = '/P <</MCID 0>> BDC BT /F1 24 Tf 72 700 Td (A tagged page) Tj ET EMC';
  const claim = ua
    ? '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
    : '';
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${claim}<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A tagged page</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>`;
  const objects = new Map<number, string>([
    [
      1,
      `<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R /Lang (en) /Metadata 10 0 R /ViewerPreferences << /DisplayDocTitle true >> >>`,
    ],
    [2, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
    [
      3,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R /StructParents 0 ${page} >>`,
    ],
    [4, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'],
    [5, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`],
    [8, `<< /Type /StructElem /S /P /P ${top === 'loose' ? 6 : 7} 0 R /Pg 3 0 R /K 0 >>`],
    [10, `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`],
    [11, '[8 0 R]'],
  ]);
  if (top !== 'loose') {
    objects.set(
      7,
      `<< /Type /StructElem /S /${top === 'role' ? 'Contract' : 'Document'} /P 6 0 R /K ${tree === 'lists' ? '12 0 R' : '[8 0 R]'} >>`,
    );
  }
  const rootEntries = [
    '/Type /StructTreeRoot',
    `/K ${top === 'loose' ? '8 0 R' : '[7 0 R]'}`,
    top === 'role' ? '/RoleMap << /Contract /Agreement /Agreement /Document >>' : '',
  ];
  switch (tree) {
    case 'flat':
      rootEntries.push('/ParentTree 9 0 R /ParentTreeNextKey 1');
      objects.set(9, '<< /Nums [0 11 0 R] >>');
      break;
    case 'nested':
      // The promise of the next key is wrong, as in files that were assembled from others.
      rootEntries.push('/ParentTree 9 0 R /ParentTreeNextKey 2');
      objects.set(9, '<< /Kids [13 0 R 14 0 R] >>');
      objects.set(13, '<< /Limits [0 3] /Nums [0 11 0 R 3 8 0 R] >>');
      objects.set(14, '<< /Limits [17 40] /Kids [15 0 R] >>');
      objects.set(15, '<< /Limits [17 40] /Nums [17 8 0 R 40 8 0 R] >>');
      break;
    case 'lists':
      rootEntries.push('/ParentTree 9 0 R');
      objects.set(9, '<< /Nums 16 0 R >>');
      objects.set(12, '[8 0 R]');
      objects.set(16, '[0 11 0 R]');
      break;
    case 'direct':
      rootEntries.push('/ParentTree << /Nums [0 11 0 R] >> /ParentTreeNextKey 1');
      break;
    case 'none':
      break;
  }
  objects.set(6, `<< ${rootEntries.join(' ')} >>`);
  return buildRaw(objects, '', form);
}
