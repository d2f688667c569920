import { AppError } from '../shared/contract/app-error.ts';
import type { Box } from '../shared/geometry/page-space.ts';
import type { LockWish } from '../src-main/workflow/field-rules.ts';

/** @throws AppError USAGE */
export function usage(message: string): AppError {
  return new AppError('USAGE', message);
}

/** `X,Y,WIDTH,HEIGHT` in points. @throws AppError RECT_INVALID */
export function parseRect(text: string): Box {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x, y, width, height] = numbers;
  if (
    numbers.length !== 4 ||
    x === undefined ||
    y === undefined ||
    width === undefined ||
    height === undefined ||
    !numbers.every(Number.isFinite) ||
    width <= 0 ||
    height <= 0
  ) {
    throw new AppError(
      'RECT_INVALID',
      `“${text}” is no rectangle. Give X,Y,WIDTH,HEIGHT in points, for example 72,72,200,60.`,
    );
  }
  return { x0: x, y0: y, x1: x + width, y1: y + height };
}

/** A whole number other than 0; negative counts from the end. @throws AppError PAGE_OUT_OF_RANGE */
export function parsePage(text: string): number {
  const page = Number(text);
  if (!Number.isInteger(page) || page === 0) {
    throw new AppError(
      'PAGE_OUT_OF_RANGE',
      `“${text}” is no page. Pages count from 1, or from -1 backwards from the end.`,
    );
  }
  return page;
}

/** ISO 8601; UTC where no zone is named, wherever the computer stands. @throws AppError USAGE */
export function parseTime(text: string): Date {
  const [, day = '', clock = '00:00', hours = '+00', minutes = '00'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|([+-]\d{2}):?(\d{2}))?)?$/i.exec(text) ?? [];
  const time = new Date(`${day}T${clock}${hours}:${minutes}`);
  if (Number.isNaN(time.getTime()) || !isInCalendar(day)) {
    throw usage(`“${text}” is no time. Give it as 2026-11-21 or 2026-11-21T14:00:00Z.`);
  }
  return time;
}

/** Days over the end of a month would be counted on into the next one. */
function isInCalendar(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** A dotted object identifier. @throws AppError USAGE */
export function parseOid(text: string): string {
  if (!/^[0-2](\.(0|[1-9]\d{0,38}))+$/.test(text)) {
    throw usage(`“${text}” is no object identifier. Give it with dots, as 2.16.840.1.101.3.2.1.48.1.`);
  }
  return text;
}

/** Page and rectangle go together. @throws AppError USAGE, RECT_INVALID, PAGE_OUT_OF_RANGE */
export function parsePlace(
  page: string | undefined,
  rect: string | undefined,
): { page: number; rect: Box } | undefined {
  if (rect === undefined && page === undefined) return undefined;
  if (rect === undefined)
    throw usage('--page needs --rect X,Y,WIDTH,HEIGHT: where on the page the signature is to stand.');
  return { page: page === undefined ? 1 : parsePage(page), rect: parseRect(rect) };
}

/** `all`, `include:A,B` or `exclude:A,B`: names of fields, divided by commas. @throws AppError USAGE */
export function parseLock(text: string): LockWish {
  if (text === 'all') return { kind: 'all' };
  const [, kind, list = ''] = /^(include|exclude):(.*)$/su.exec(text) ?? [];
  const fields = list.split(',').map((name) => name.trim());
  if ((kind !== 'include' && kind !== 'exclude') || fields.includes('')) {
    throw usage(
      `“${text}” does not say what to lock. Give all, include:A,B for these fields or exclude:A,B for all but these.`,
    );
  }
  return { kind, fields };
}
