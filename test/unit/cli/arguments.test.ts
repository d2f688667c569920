import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../src-cli/arguments.ts';

describe('a time', () => {
  it.each([
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
    ['2026-11-22T10:00', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22 10:00:30', '2026-11-22T10:00:30.000Z'],
    ['2026-11-22T10:00:00.123456789Z', '2026-11-22T10:00:00.123Z'],
    ['2026-11-22t10:00:00z', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00+0530', '2026-11-22T04:30:00.000Z'],
    ['2026-11-22T10:00:00-05:00', '2026-11-22T15:00:00.000Z'],
  ])('%s is the same wherever the computer stands', (text, time) => {
    const { TZ } = process.env;
    try {
      for (process.env.TZ of ['UTC', 'Pacific/Kiritimati', 'America/St_Johns']) {
        expect(parseTime(text).toISOString()).toBe(time);
      }
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });

  it.each([
    '',
    'now',
    '2026-02-30',
    '2026-11-22T25:00:00Z',
    '2026-11-22T10',
    '2026-11-22 PST',
    '2026-11-22 10:00 (noon)',
    '2026-11-22Z',
    '2026-11-22T10:00:00+99:00',
    '2026-11-22T10:00:00Z and more',
    '+002026-11-22',
    '1700000000',
  ])('“%s” is none', (text) => {
    expect(() => parseTime(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
