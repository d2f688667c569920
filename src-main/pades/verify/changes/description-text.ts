import { isUtf8 } from 'node:buffer';
import { isAppError } from '../../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfStream, PdfString } from '../../../pdf/objects.ts';
import { textOf } from '../../../pdf/text-string.ts';
import type { RevisionDiff } from './revision-diff.ts';
import { DC, plainText, refuseUnusual, sayings } from './xmp-text.ts';

/** Properties of Adobe PDF. */
const PDF = 'http://ns.adobe.com/pdf/1.3/';
/** What a description says of the content, which no signer has to bring up to date: with the entry of the document information that says the same (ISO 32000-2, table 349). */
const TOLD: readonly (readonly [namespace: string, name: string, entry: string | undefined])[] = [
  [DC, 'title', 'Title'],
  [DC, 'creator', 'Author'],
  [DC, 'description', 'Subject'],
  [DC, 'subject', 'Keywords'],
  [PDF, 'Keywords', 'Keywords'],
  [DC, 'rights', undefined],
  [DC, 'publisher', undefined],
  [DC, 'contributor', undefined],
  [DC, 'identifier', undefined],
  [DC, 'source', undefined],
  [DC, 'relation', undefined],
  [DC, 'coverage', undefined],
  [DC, 'language', undefined],
  [DC, 'type', undefined],
];
/** Namespaces in which programs keep their own notes: dates, histories, versions, claims of a standard. Of every other one all that is said stays. */
const NOTES = [
  DC,
  PDF,
  'http://www.w3.org/',
  'adobe:ns:meta/',
  'http://ns.adobe.com/xap/1.0/',
  'http://ns.adobe.com/pdfx/',
  'http://www.aiim.org/pdf',
  'http://www.npes.org/pdfx/',
] as const;
/** Of those, one that says who may do what with the document. */
const RIGHTS = 'http://ns.adobe.com/xap/1.0/rights/';

/** True where a description says of the content what the one before said, or where that was silent what the document information says. */
export async function saysTheSame(diff: RevisionDiff, before: PdfObject, after: PdfStream): Promise<boolean> {
  try {
    const info = await diff.before.resolve(diff.before.trailer.get('Info'));
    const old = sayings(before instanceof PdfStream ? await xmlOf(diff.before, before) : '');
    const now = sayings(await xmlOf(diff.after, after));
    for (const [namespace, name, key] of TOLD) {
      const [said, was] = [now, old].map((one) => one.get(`${namespace}${name}`) ?? '');
      const entry = info instanceof PdfDict && key !== undefined ? await diff.before.resolve(info.get(key)) : null;
      const inInfo = entry instanceof PdfString ? plainText(textOf(entry)) : '';
      if (said !== was && (said === '' || said !== inInfo)) return false;
    }
    const others = [...old.keys(), ...now.keys()].filter(isContent);
    return others.every((name) => old.get(name) === now.get(name));
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return false;
  }
}

/** @param name of a property, its namespace before it */
function isContent(name: string): boolean {
  return name.startsWith(RIGHTS) || !NOTES.some((known) => name.startsWith(known));
}

async function xmlOf(view: PdfDocument, stream: PdfStream): Promise<string> {
  const bytes = await view.decode(stream);
  const text = Buffer.from(bytes).toString('utf8');
  // What a search for plain words would not find: other encodings, entities and sections.
  if (!isUtf8(bytes) || text.includes('\0') || /<!(?!--)/.test(text)) refuseUnusual();
  return text;
}
