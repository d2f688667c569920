import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../../shared/contract/error-codes.ts';
import { PinTries } from '../../../src-main/workflow/pin-tries.ts';

/** Tries with a clock that the test sets. */
function scene() {
  let time = Date.parse('2026-11-21T12:00:00Z');
  const tries = new PinTries({ now: () => new Date(time) });
  let sent = 0;
  const attempt = (code: ErrorCode | null, key = 'Alice') =>
    tries.attempt(key, async () => {
      sent += 1;
      if (code !== null) throw new AppError(code, 'refused');
      return 'signed';
    });
  return {
    attempt,
    later: (seconds: number) => {
      time += seconds * 1000;
    },
    sent: () => sent,
  };
}

describe('wrong PINs', () => {
  it('one after the other are held up ever longer, and those that come too soon are not sent', async () => {
    const { attempt, later, sent } = scene();
    await expect(attempt('CKR_PIN_INCORRECT')).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    for (const [pause, count] of [
      [60, 2],
      [300, 3],
      [300, 4],
    ] as const) {
      await expect(attempt('CKR_PIN_INCORRECT')).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
      expect(sent()).toBe(count);
      later(pause - 1);
      await expect(attempt(null)).rejects.toMatchObject({ code: 'PIN_TOO_SOON', details: { seconds: 1 } });
      expect(sent()).toBe(count);
      later(1);
    }
    expect(await attempt(null)).toBe('signed');
  });

  it('a right one forgives what was before', async () => {
    const { attempt } = scene();
    for (let round = 0; round < 3; round += 1) {
      await expect(attempt('PIN_INCORRECT')).rejects.toThrow();
      expect(await attempt(null)).toBe('signed');
    }
  });

  it('of one key do not hold up another', async () => {
    const { attempt } = scene();
    for (let time = 0; time < 2; time += 1) await expect(attempt('CKR_PIN_LOCKED', 'Alice')).rejects.toThrow();
    expect(await attempt(null, 'Bob')).toBe('signed');
  });

  it('sent all at once wait for each other: two are tried, the rest comes too soon', async () => {
    const { attempt, sent } = scene();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => attempt('CKR_PIN_INCORRECT')));
    expect(sent()).toBe(2);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20);
  });

  it('failures that are none of the PIN, and last tries that were not confirmed, hold nobody up', async () => {
    const { attempt } = scene();
    for (const code of [
      'CKR_DEVICE_REMOVED',
      'PIN_FINAL_TRY',
      'CKR_PIN_LEN_RANGE',
      'REMOTE_SIGN_IN_FAILED',
      'CANCELLED',
    ] as const) {
      await expect(attempt(code)).rejects.toMatchObject({ code });
    }
    expect(await attempt(null)).toBe('signed');
  });

  it('a clock that was set back holds nobody up longer than the pause', async () => {
    const { attempt, later } = scene();
    for (let time = 0; time < 2; time += 1) await expect(attempt('CKR_PIN_INCORRECT')).rejects.toThrow();
    later(-86_400);
    await expect(attempt(null)).rejects.toMatchObject({ code: 'PIN_TOO_SOON', details: { seconds: 60 } });
  });
});
