import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfName, type PdfObject, PdfString } from '../../../pdf/objects.ts';
import { textOf } from '../../../pdf/text-string.ts';
import { quoted } from './quoted-text.ts';

/** True where a text is that of some options of a list, one after another. */
export function isPartOf(text: string, names: readonly string[]): boolean {
  return names.some((_name, from) => {
    let rest = text;
    for (const name of names.slice(from)) {
      if (rest === '' || !rest.startsWith(name)) break;
      rest = rest.slice(name.length);
    }
    return rest === '';
  });
}

/** White space left out. */
export function plain(text: string): string {
  return text.replace(/\s+/g, '');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of a formatted one (12.7.4.4); entities other than the usual stay as they are. */
export function withoutTags(rich: string): string {
  return rich.replace(/<[^<>]*>/g, '').replace(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** The texts of a value; undefined where it is something else. */
export async function textsOf(view: PdfDocument, value: PdfObject): Promise<string[] | undefined> {
  if (value === null) return [''];
  if (value instanceof PdfString) return [textOf(value)];
  if (!Array.isArray(value)) return undefined;
  const items = await Promise.all(value.map((item) => view.resolve(item)));
  return items.every((item) => item instanceof PdfString) ? items.map(textOf) : undefined;
}

/** A value as part of a sentence; empty where it says nothing. */
export function told(value: PdfObject): string {
  if (value instanceof PdfName) return value.name === 'Off' ? '' : `“${value.name}”`;
  if (value instanceof PdfString) return quoted(textOf(value));
  if (Array.isArray(value)) return value.map(told).join(', ');
  return value === null ? '' : 'a long text';
}
