import { AppError } from '../../../shared/contract/app-error.ts';
import type { LookLanguage } from './look.ts';

/** Parts of a moment, each with what is needed to read it alone. */
export interface WrittenTime {
  readonly day: string;
  readonly clock: string;
  /** Zone as it stands after the clock. */
  readonly zone: string;
}

/**
 * Writes a moment in a zone. ISO order never lets anybody take a day for a month; the languages name the month.
 * @throws AppError USAGE for an unknown zone
 */
export function writeTime(time: Date, style: 'iso' | LookLanguage, timeZone = 'UTC'): WrittenTime {
  return style === 'iso' ? isoTime(time, timeZone) : wordsTime(time, style, timeZone);
}

function isoTime(time: Date, timeZone: string): WrittenTime {
  if (timeZone === 'UTC') {
    const [day = '', clock = ''] = time.toISOString().slice(0, 19).split('T');
    return { day, clock, zone: 'UTC' };
  }
  const part = partsOf(time, 'en-US', timeZone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  const offset = part('timeZoneName').replace(/^GMT/, '');
  return {
    day: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    clock: `${part('hour')}:${part('minute')}:${part('second')}`,
    zone: offset === '' || offset === '+00:00' ? 'UTC' : offset.replace('−', '-'),
  };
}

function wordsTime(time: Date, language: LookLanguage, timeZone: string): WrittenTime {
  const { day, clock } = isoTime(time, timeZone);
  const [year = '', month = '', date = ''] = day.split('-').map((part) => String(Number(part)));
  const name = MONTHS[language][Number(month) - 1] ?? '';
  return {
    day: `${date}${language === 'de' ? '.' : ''} ${name} ${year}`,
    clock: clock.slice(0, 5),
    zone: timeZone === 'UTC' ? 'UTC' : zoneName(time, language, timeZone),
  };
}

const MONTHS: Readonly<Record<LookLanguage, readonly string[]>> = {
  en: 'January February March April May June July August September October November December'.split(' '),
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
};

function zoneName(time: Date, language: LookLanguage, timeZone: string): string {
  const part = partsOf(time, language === 'de' ? 'de-DE' : 'en-GB', timeZone, {
    hour: '2-digit',
    timeZoneName: 'short',
  });
  return part('timeZoneName');
}

function partsOf(
  time: Date,
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Map(
    formatter(locale, timeZone, options)
      .formatToParts(time)
      .map((part) => [part.type, part.value]),
  );
  return (type) => parts.get(type) ?? '';
}

/** Each is costly to make; there are as many as zones that somebody signs in. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  try {
    const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
    formatters.set(key, known);
    return known;
  } catch {
    throw new AppError(
      'USAGE',
      `There is no time zone “${timeZone}”. Give its name as in Europe/Berlin, an offset as in +02:00, or UTC.`,
      { timeZone },
    );
  }
}
