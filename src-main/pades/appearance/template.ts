import { AppError } from '../../../shared/contract/app-error.ts';
import { writeTime } from './dates.ts';
import type { AppearanceLook } from './look.ts';
import type { AppearanceText } from './stamp-layout.ts';
import { plainLine } from './text-line.ts';

/** A line as the template has it, filled. */
export interface TemplateLine {
  readonly text: string;
  /** The line is the name alone: it is set as the heading. */
  readonly heading: boolean;
}

type Fill = (text: AppearanceText, look: AppearanceLook, style: 'iso' | 'en' | 'de') => string | undefined;

const FILLS: Readonly<Record<string, Fill>> = {
  name: (text) => text.name,
  date: ({ time }, look, style) => {
    const { day, clock, zone } = writeTime(time, style, look.timeZone);
    return `${day}${style === 'iso' ? '' : ','} ${clock} ${zone}`;
  },
  day: ({ time }, look, style) => writeTime(time, style, look.timeZone).day,
  time: ({ time }, look, style) => {
    const { clock, zone } = writeTime(time, style, look.timeZone);
    return `${clock} ${zone}`;
  },
  reason: (text) => text.reason,
  location: (text) => text.location,
  contact: (text) => text.contact,
  issuer: (text) => text.issuer,
  serial: (text) => text.serial,
  organisation: (text) => text.organisation,
  unit: (text) => text.unit,
  country: (text) => text.country,
  email: (text) => text.email,
  subject: (text) => text.subject,
  field: (text) => text.field,
};

/** Names that may stand in braces. */
export const PLACEHOLDERS: readonly string[] = Object.keys(FILLS);

/** A visible signature is no place for a chapter. */
const MOST_CHARACTERS = 4000;
const RIGHT_TO_LEFT = /[\p{sc=Arab}\p{sc=Hebr}]/u;
const DATED = ['date', 'day', 'time'];
const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

/**
 * Fills a template: lines of text with `{name}`, `{date}`, … in them. `{date:de}`, `{date:en}` and `{date:iso}` choose how a date is
 * written (also `day` and `time`); `{{` and `}}` are braces. A line of which every placeholder is empty is left out.
 * @throws AppError USAGE for a placeholder that does not exist, or a brace on its own
 */
export function fillTemplate(template: string, text: AppearanceText, look: AppearanceLook): TemplateLine[] {
  if (template.length > MOST_CHARACTERS) {
    throw new AppError(
      'USAGE',
      `The template of the signature’s text has ${template.length} characters; at most ${MOST_CHARACTERS} are read.`,
    );
  }
  const lines: TemplateLine[] = [];
  for (const line of template.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const values: string[] = [];
    const rightToLeft = RIGHT_TO_LEFT.test(line);
    const filled = plainLine(line).replace(TOKEN, (token, name: string | undefined) => {
      if (token === '{{' || token === '}}') return token.charAt(0);
      const value = plainLine(fillFor(name, text, look) ?? '');
      values.push(value);
      return rightToLeft && value !== '' ? isolated(value) : value;
    });
    if (values.length > 0 && values.every((value) => value === '')) continue;
    lines.push({ text: filled.replace(/\s+/gu, ' ').trim(), heading: line.trim() === '{name}' });
  }
  return lines;
}

/** The value in its own order, so that a line from right to left does not turn a date around (UAX 9, 2.4). */
function isolated(value: string): string {
  return `${/\p{L}/u.test(value) ? '\u2068' : '\u2066'}${value}\u2069`;
}

/** @throws AppError USAGE as fillTemplate, before anything is known of the signer */
export function checkTemplate(template: string): void {
  fillTemplate(template, { name: '', time: new Date(0) }, {});
}

function fillFor(token: string | undefined, text: AppearanceText, look: AppearanceLook): string | undefined {
  const [name = '', style = look.dates ?? 'iso', ...rest] = token?.split(':') ?? [];
  const fill = Object.hasOwn(FILLS, name) ? FILLS[name] : undefined;
  const known = style === 'iso' || style === 'en' || style === 'de';
  const plain = token === name || DATED.includes(name);
  if (fill === undefined || !known || !plain || rest.length > 0) throw unknown(token);
  return fill(text, look, style);
}

function unknown(token: string | undefined): AppError {
  const names = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
  const what =
    token === undefined
      ? 'has a brace that stands alone (write {{ or }} for the character itself)'
      : `names {${token}}, which does not exist`;
  return new AppError(
    'USAGE',
    `The template of the signature’s text ${what}. There are: ${names}; dates also as {date:iso}, {date:en}, {date:de}.`,
  );
}
