import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PkiServices } from '../../../scripts/pki/services.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { readCertificates } from '../../../src-main/cms/certificate-file.ts';
import { readCrls } from '../../../src-main/cms/crl.ts';
import { ocspRequest } from '../../../src-main/cms/ocsp-request.ts';
import { OcspResponse } from '../../../src-main/cms/ocsp-response.ts';
import { checkTimestampToken } from '../../../src-main/cms/timestamp-check.ts';
import { timestampRequest, tokenOfResponse } from '../../../src-main/cms/timestamp-request.ts';

let services: PkiServices;
beforeAll(async () => {
  services = await PkiServices.start();
});
afterAll(() => services.close());

const digest = new Uint8Array(createHash('sha256').update('x').digest());
const query = { hash: 'sha256', digest, nonce: Uint8Array.of(1, 2, 3) } as const;

async function get(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

async function post(url: string, body: Uint8Array): Promise<Uint8Array> {
  const response = await fetch(url, { method: 'POST', body: Uint8Array.from(body) });
  return new Uint8Array(await response.arrayBuffer());
}

const certificates = () => {
  const { pki } = services;
  return {
    alice: new Certificate(pki.signer('p-256').certificate),
    issuing: new Certificate(pki.issuing.certificate),
    root: new Certificate(pki.root.certificate),
    tsa: new Certificate(pki.tsa().certificate),
  };
};

describe('the services of the test PKI', () => {
  it('are where the certificates say', async () => {
    const { alice, issuing, root, tsa } = certificates();
    expect([alice, tsa].map(({ ocspUrls }) => ocspUrls)).toEqual([
      [`${services.baseUrl}/ocsp/issuing-1`],
      [`${services.baseUrl}/ocsp/time-1`],
    ]);
    const [caUrl = ''] = alice.caIssuersUrls;
    expect(readCertificates(await get(caUrl))[0]?.sha256).toBe(issuing.sha256);
    expect(readCertificates(await get(caUrl.replace('.cer', '.p7c')))[0]?.sha256).toBe(issuing.sha256);
    expect(root.caIssuersUrls).toEqual([]);
    const [crlUrl = ''] = issuing.crlUrls;
    const [crl] = readCrls(await get(crlUrl));
    expect(crl?.verifyIssuedBy(root)).toBe('valid');
    expect(crl?.find(issuing.serialBytes)).toBeUndefined();
  });

  it('answer OCSP by POST and by GET, and tell of a revocation from its moment on', async () => {
    const { alice, issuing } = certificates();
    const [url = ''] = alice.ocspUrls;
    const request = ocspRequest({ certificate: alice, issuer: issuing, hash: 'sha1' });
    const path = encodeURIComponent(Buffer.from(request).toString('base64'));
    const state = async (answer: Promise<Uint8Array>) => new OcspResponse(await answer).find(alice, issuing)?.state;
    expect(await state(post(url, request))).toBe('good');
    expect(await state(get(`${url}/${path}`))).toBe('good');

    const moment = new Date(Date.now() + 3_600_000);
    services.pki.revoke(alice.der, moment, 'keyCompromise');
    expect(await state(post(url, request))).toBe('good');
    services.clock = { now: () => new Date(moment.getTime() + 1000) };
    expect(await state(post(url, request))).toBe('revoked');
    const [crl] = readCrls(await get(alice.crlUrls[0] ?? ''));
    expect(crl?.find(alice.serialBytes)?.reason).toBe(1);
  });

  it('give timestamps at the time they are told, and lie when told to', async () => {
    const then = new Date('2027-03-01T12:00:00Z');
    services.clock = { now: () => then };
    const token = tokenOfResponse(await post(services.tsaUrl(), timestampRequest(query)), 'here');
    expect(checkTimestampToken(token, { ...query, authority: 'here' }).genTime).toEqual(then);
    services.setTsa('wrong-nonce');
    const lie = tokenOfResponse(await post(services.tsaUrl(), timestampRequest(query)), 'here');
    expect(() => checkTimestampToken(lie, { ...query, authority: 'here' })).toThrow(/random number/);
    services.setTsa(undefined);
    expect(services.count('/tsa')).toBe(2);
  });

  it('make a CRL as large as asked', async () => {
    const { issuing, alice } = certificates();
    services.setCrlSize(1_000_000);
    const bytes = await get(alice.crlUrls[0] ?? '');
    expect(bytes.length).toBeGreaterThan(999_000);
    const [crl] = readCrls(bytes);
    expect([crl?.verifyIssuedBy(issuing), crl?.size]).toEqual(['valid', 28_571]);
    services.setCrlSize(0);
    expect((await get(alice.crlUrls[0] ?? '')).length).toBeLessThan(2000);
  });

  it('fail in every way that servers do', async () => {
    const url = `${services.baseUrl}/ca/root.cer`;
    services.setFault('/ca', { status: 503, retryAfter: 7 });
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
    services.setFault('/ca', { redirect: undefined });
    await expect(fetch(url)).rejects.toThrow();
    services.setFault('/ca', 'hangs-up');
    await expect(fetch(url)).rejects.toThrow();
    services.setFault('/ca', 'silent');
    await expect(fetch(url, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
    services.setFault('/ca', 'endless');
    const endless = (await fetch(url)).body?.getReader();
    expect((await endless?.read())?.value?.length).toBeGreaterThan(0);
    await endless?.cancel();
    services.setFault('/ca', 'garbage');
    expect(await (await fetch(url)).arrayBuffer()).toHaveProperty('byteLength', 12);
    services.setFault('/ca', undefined);
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(`${services.baseUrl}/ca/nobody.cer`)).status).toBe(404);
    expect((await fetch(services.tsaUrl(), { method: 'POST', body: 'x' })).status).toBe(400);
  });
});
