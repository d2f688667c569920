import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import { Budgets } from '../../../../src-main/platform/net/budgets.ts';
import { ResponseCache } from '../../../../src-main/platform/net/response-cache.ts';

describe.skipIf(process.platform !== 'linux')('a home in which nothing can be made (/proc)', () => {
  const budget = { requests: 2, perMilliseconds: 1_000 };

  it('HOME_NOT_WRITABLE for the budgets of authorities, and not an endless search', async () => {
    const budgets = new Budgets('/proc/nowhere/budgets', systemClock);
    await expect(budgets.take('tsa.example', budget)).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
    const until = new Date(systemClock.now().getTime() + 1_000);
    await expect(budgets.postpone('tsa.example', until)).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
  });

  it('costs the cache of answers and no more', async () => {
    const cache = new ResponseCache('/proc/nowhere/cache', systemClock, 1_000);
    const request = {
      url: 'http://crl.example/a.crl',
      method: 'GET',
      maxBytes: 9,
      deadline: 9,
      purpose: 'a list',
    } as const;
    await cache.keep(request, new Uint8Array(3), new Date(systemClock.now().getTime() + 60_000));
    expect(await cache.find(request)).toBeUndefined();
  });
});
