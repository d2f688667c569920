import { AppError } from '../../../shared/contract/app-error.ts';
import type { Box } from '../../../shared/geometry/page-space.ts';
import { formatPdfDate } from '../../pdf/date.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, type PdfSlot } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/page-tree.ts';
import { textString } from '../../pdf/text-string.ts';
import { writeTime } from '../appearance/dates.ts';
import type { SignatureField } from '../format/fields.ts';
import { addFurtherLook, type FurtherLook } from './further-pages.ts';
import { addPermission, ruleReferences, type SigningRules } from './mdp-reference.ts';
import { addField } from './new-field.ts';
import { byteRangeSlot, contentsSlot } from './slots.ts';

/** What the signature dictionary says in words. All of it is claimed by the signer. */
export interface SignatureWords {
  readonly name: string;
  /** Claimed signing time, goes to /M in UTC. */
  readonly time: Date;
  readonly reason?: string;
  readonly location?: string;
  readonly contact?: string;
}

/** The drawn part of a visible signature: puts its objects into the update and gives back the /N stream and the /Rect. */
export interface Appearance {
  readonly userRect: Box;
  put(update: IncrementalUpdate): PdfRef;
}

/** How the signature is seen: in its own place, and on further pages. Nothing given: not at all. */
interface Visibility {
  readonly appearance?: Appearance;
  readonly further?: readonly FurtherLook[];
}

/** Where the signature goes: a field that exists, or a new one, visible or not. */
export type SignatureHome =
  | ({ readonly kind: 'existing'; readonly field: SignatureField } & Visibility)
  | ({ readonly kind: 'new'; readonly name: string; readonly page: Page } & Visibility);

/** An update laid out for the end of the file, its /ByteRange and /Contents still to be filled. */
export interface LaidOutUpdate {
  /** Bytes to append at `base`. */
  readonly bytes: Uint8Array;
  /** Length of the file as it is. */
  readonly base: number;
  readonly byteRange: PdfSlot;
  readonly contents: PdfSlot;
}

/**
 * Lays out the incremental update that adds one PAdES signature (EN 319 142-1, 6.3; ISO 32000-2, 12.8.1): signature
 * dictionary, field with its one widget, form and page entries; what `rules` say of later changes. Nothing else of the file changes.
 * @param capacity bytes to reserve for the CMS structure
 * @throws AppError TOO_LARGE_FOR_XREF, PDF_XFA, PDF_DAMAGED
 */
export async function layOutSignature(
  document: PdfDocument,
  home: SignatureHome,
  words: SignatureWords,
  capacity: number,
  rules: SigningRules = NO_RULES,
): Promise<LaidOutUpdate> {
  const references = ruleReferences(rules, (await document.catalog()).ref);
  const entries = signatureEntries(words);
  if (references.length > 0) entries.push(['Reference', references]);
  return layOut(document, home, entries, descriptionOf(words), capacity, rules);
}

/** The signature in words, for those who cannot see it: who, and when by the signer's account. */
function descriptionOf({ name, time }: SignatureWords): string {
  const { day, clock, zone } = writeTime(time, 'en');
  return `Digital signature of ${name}, ${day}, ${clock} ${zone}`;
}

/**
 * Lays out the incremental update that adds one document timestamp (EN 319 142-1, 5.4.3; ISO 32000-2, 12.8.5) in a new field that
 * nobody sees. Nothing else of the file changes.
 * @param capacity bytes to reserve for the token
 * @throws AppError as `layOutSignature`
 */
export async function layOutTimestamp(
  document: PdfDocument,
  home: { readonly name: string; readonly page: Page },
  capacity: number,
): Promise<LaidOutUpdate> {
  return layOut(document, { kind: 'new', ...home }, TIMESTAMP_ENTRIES, 'Document timestamp', capacity, NO_RULES);
}

/** @param description what the widget says of itself to those who cannot see it */
async function layOut(
  document: PdfDocument,
  home: SignatureHome,
  entries: readonly (readonly [string, PdfObject])[],
  description: string,
  capacity: number,
  rules: SigningRules,
): Promise<LaidOutUpdate> {
  const update = new IncrementalUpdate(document);
  const byteRange = byteRangeSlot();
  const contents = contentsSlot(capacity);
  const value = update.reserve();
  update.put(value, new PdfDict([...entries, ['ByteRange', byteRange], ['Contents', contents]]));
  const normal = home.appearance?.put(update);
  if (home.kind === 'existing') {
    await fillField(document, update, home.field, value, normal);
  } else {
    const { name, page } = home;
    const rect = home.appearance?.userRect;
    await addField(document, update, { name, description, page, rect, value, appearance: normal, lock: rules.lock });
  }
  for (const look of home.further ?? []) await addFurtherLook(document, update, look, description);
  if (rules.certify !== null) await addPermission(document, update, value);
  return { bytes: update.layout(), base: document.size, byteRange, contents };
}

const NO_RULES: SigningRules = { certify: null, lock: null };

const TIMESTAMP_ENTRIES: readonly (readonly [string, PdfObject])[] = [
  ['Type', new PdfName('DocTimeStamp')],
  ['Filter', new PdfName('Adobe.PPKLite')],
  ['SubFilter', new PdfName('ETSI.RFC3161')],
];

function signatureEntries(words: SignatureWords): [string, PdfObject][] {
  const entries: [string, PdfObject][] = [
    ['Type', new PdfName('Sig')],
    ['Filter', new PdfName('Adobe.PPKLite')],
    ['SubFilter', new PdfName('ETSI.CAdES.detached')],
    ['M', textString(formatPdfDate(words.time))],
    ['Name', textString(words.name)],
  ];
  const optional = { Reason: words.reason, Location: words.location, ContactInfo: words.contact };
  for (const [key, text] of Object.entries(optional)) {
    if (text) entries.push([key, textString(text)]);
  }
  return entries;
}

/** Puts the value into an existing empty field, the appearance into its widget (which may be the field itself or its one kid). */
async function fillField(
  document: PdfDocument,
  update: IncrementalUpdate,
  field: SignatureField,
  value: PdfRef,
  normal: PdfRef | undefined,
): Promise<void> {
  const appearance = normal === undefined ? {} : { AP: new PdfDict([['N', normal]]) };
  const kids = await document.resolve(field.dict.get('Kids'));
  const [kid] = Array.isArray(kids) ? kids : [];
  if (Array.isArray(kids) && kid instanceof PdfRef) {
    update.put(field.ref, field.dict.with({ V: value }));
    const widget = await document.resolve(kid);
    if (!(widget instanceof PdfDict)) {
      throw new AppError('PDF_DAMAGED', `The widget of the field “${field.name}” cannot be read.`, { object: kid.num });
    }
    // Poppler and MuPDF look for the value at the widget and not at its field, so it stands at every widget too.
    update.put(kid, widget.with({ V: value, ...appearance }));
    for (const other of kids.slice(1)) {
      const further = await document.resolve(other);
      if (other instanceof PdfRef && other.num !== kid.num && further instanceof PdfDict) {
        update.put(other, further.with({ V: value }));
      }
    }
  } else {
    update.put(field.ref, field.dict.with({ V: value, ...appearance }));
  }
}
