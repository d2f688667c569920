import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { PkiServices } from '../../../scripts/pki/services.ts';
import { parseTimestampToken } from '../../../src-main/cms/timestamp-token.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createHttp } from '../../../src-main/platform/net/client.ts';
import { httpTimestamper, readAuthority } from '../../../src-main/workflow/tsa-client.ts';
import { deadPort } from '../../support/loopback.ts';
import { temporaryFolder } from '../../support/tools.ts';

const digest = new Uint8Array(createHash('sha256').update('x').digest());
let folder: string;

beforeEach(() => {
  folder = temporaryFolder('countersign-tsa-');
});

async function start(): Promise<PkiServices> {
  const services = await PkiServices.start();
  onTestFinished(() => services.close());
  return services;
}

let shared: PkiServices;
beforeAll(async () => {
  shared = await PkiServices.start();
});
afterAll(() => shared.close());

/** Services that were set to rights again. */
function honest(): PkiServices {
  shared.setTsa(undefined);
  shared.setFault('/tsa', undefined);
  return shared;
}

function timestamper(...urls: string[]) {
  const http = createHttp({
    home: locateHome({ COUNTERSIGN_HOME: folder }),
    clock: systemClock,
    proxy: () => undefined,
  });
  return httpTimestamper(urls.map(readAuthority), { http, clock: systemClock });
}

describe('a timestamp', () => {
  it('comes checked, and its size is what is expected of the next', async () => {
    const services = await start();
    const client = timestamper(services.tsaUrl());
    const token = await client.timestamp(digest, 'sha256');
    expect(parseTimestampToken(token).digest).toEqual(digest);
    expect(client.expectedTokenSize).toBeGreaterThan(token.length);
    expect(client.expectedTokenSize).toBeLessThan(8192);
  });

  it('comes from the next authority where the first fails, which is then asked last for a while', async () => {
    const services = await start();
    const other = await start();
    const client = timestamper(services.tsaUrl(), other.tsaUrl());
    for (const lie of ['wrong-nonce', 'rejects'] as const) services.setTsa(lie);
    await client.timestamp(digest, 'sha256');
    await client.timestamp(digest, 'sha256');
    expect([services.count(), other.count()]).toEqual([1, 2]);
    other.setFault('/tsa', { status: 500 });
    services.setTsa(undefined);
    await client.timestamp(digest, 'sha256');
    expect([services.count(), other.count()]).toEqual([2, 3]);
  });

  it.each([
    ['wrong-nonce', 'TSA_RESPONSE_INVALID'],
    ['no-nonce', 'TSA_RESPONSE_INVALID'],
    ['wrong-imprint', 'TSA_RESPONSE_INVALID'],
    ['other-hash', 'TSA_RESPONSE_INVALID'],
    ['two-signers', 'TSA_RESPONSE_INVALID'],
    ['no-certificate', 'TSA_RESPONSE_INVALID'],
    ['other-certificate-named', 'TSA_RESPONSE_INVALID'],
    ['wrong-signature', 'TSA_RESPONSE_INVALID'],
    ['no-token', 'TSA_RESPONSE_INVALID'],
    ['rejects', 'TSA_REFUSED'],
  ] as const)('with a lie (%s) is %s', async (lie, code) => {
    const services = honest();
    services.setTsa(lie);
    await expect(timestamper(services.tsaUrl()).timestamp(digest, 'sha256')).rejects.toMatchObject({ code });
  });

  it.each(['expired', 'wrong-purpose', 'second-purpose', 'purpose-not-critical'] as const)(
    'of an authority that is %s is TSA_RESPONSE_INVALID',
    async (kind) => {
      const services = honest();
      const failure = timestamper(services.tsaUrl(kind)).timestamp(digest, 'sha256');
      await expect(failure).rejects.toMatchObject({ code: 'TSA_RESPONSE_INVALID' });
    },
  );

  it.each([2, -2])('of an authority whose clock is %d hours off is not used, and says so', async (hours) => {
    const services = honest();
    services.clock = { now: () => new Date(systemClock.now().getTime() + hours * 3_600_000) };
    const failure = timestamper(services.tsaUrl()).timestamp(digest, 'sha256');
    await expect(failure).rejects.toMatchObject({
      code: 'TSA_RESPONSE_INVALID',
      details: { reason: 'the clocks disagree' },
    });
    services.clock = systemClock;
  });

  it.each([
    [{ status: 429, retryAfter: 60 }, 'NETWORK_STATUS'],
    ['hangs-up', 'NETWORK_UNREACHABLE'],
    ['endless', 'NETWORK_TOO_LARGE'],
    ['html', 'TSA_RESPONSE_INVALID'],
    ['garbage', 'TSA_RESPONSE_INVALID'],
  ] as const)('of an authority that does %j is %s', async (fault, code) => {
    const services = honest();
    services.setFault('/tsa', fault);
    await expect(timestamper(services.tsaUrl()).timestamp(digest, 'sha256')).rejects.toMatchObject({ code });
  });

  it('that nobody gives is told in one sentence with all reasons', async () => {
    const services = await start();
    services.setTsa('rejects');
    const client = timestamper(`http://127.0.0.1:${await deadPort()}`, services.tsaUrl());
    const failure = await client.timestamp(digest, 'sha256').catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'TSA_UNREACHABLE',
      details: { authorities: 2, codes: 'NETWORK_UNREACHABLE TSA_REFUSED' },
    });
    expect(String(failure)).toMatch(/takes no connections.*No timestamps today/);
  });

  it('costs the budget, which the next program finds spent, with the time when it frees', async () => {
    const services = await start();
    const url = `${services.tsaUrl()}#budget=2/10`;
    await timestamper(url).timestamp(digest, 'sha256');
    await timestamper(url).timestamp(digest, 'sha256');
    const before = systemClock.now().getTime();
    const failure = await timestamper(url)
      .timestamp(digest, 'sha256')
      .catch((error: { details: { freeAt: string } }) => error);
    expect(failure).toMatchObject({ code: 'NETWORK_BUDGET_SPENT' });
    const wait = Date.parse((failure as { details: { freeAt: string } }).details.freeAt) - before;
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(600_000);
    expect(services.count()).toBe(2);
  });
});

describe('the address of an authority', () => {
  it('may name a budget, which is not sent', () => {
    expect(readAuthority('https://tsa.example/x#budget=20/20')).toEqual({
      url: 'https://tsa.example/x',
      budget: { requests: 20, perMilliseconds: 1_200_000 },
    });
    expect(readAuthority('https://ts.cartaodecidadao.pt/tsa/server').budget?.requests).toBe(20);
  });

  it.each(['tsa.example', 'ftp://tsa.example', 'https://tsa.example#budget=0/1', 'https://tsa.example#x', ''])(
    'is not %j',
    (text) => {
      expect(() => readAuthority(text)).toThrowError(expect.objectContaining({ code: 'USAGE' }));
    },
  );
});
