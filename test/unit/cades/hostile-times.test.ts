import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { localTimestamper } from '../../../scripts/pki/local-timestamper.ts';
import { makePki } from '../../../scripts/pki/make-pki.ts';
import {
  withArchiveTimestamp,
  withMaterial,
  withSignatureTimestamp,
} from '../../../src-main/cades/sign/raise-cades.ts';
import { signCades } from '../../../src-main/cades/sign/sign-cades.ts';
import { neededHashes, verifyCades } from '../../../src-main/cades/verify/verify-cades.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { parseSignedData } from '../../../src-main/cms/parsed-signed-data.ts';
import { signatureTimestampAttribute, withUnsignedAttributes } from '../../../src-main/cms/unsigned-attributes.ts';
import { signWith } from '../../support/cms.ts';

const START = new Date(Date.UTC(2026, 5, 1));
const HOUR = 3_600_000;
const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
const CONTENT = Buffer.from('Paid in full.\n');
const digest = createHash('sha256').update(CONTENT).digest();

/** A PKI of its own, because things are revoked in it. */
function scene(early = false) {
  const pki = makePki(START);
  const signer = early
    ? {
        ...pki.signer('p-256'),
        ...issueCertificate({
          subject: { CN: 'Born later' },
          key: generateKey('p-256'),
          issuer: pki.issuing,
          notBefore: at(10),
          notAfter: at(1000),
        }),
      }
    : pki.signer('p-256');
  const certificate = new Certificate(signer.certificate);
  const tsa = (hours: number) => localTimestamper(pki, { clock: { now: () => at(hours) } });
  return {
    pki,
    signer,
    sign: () =>
      signCades(
        digest,
        { certificate, chain: signer.chain, algorithm: 'ecdsa-sha256', time: START },
        { sign: async (bytes, name) => signWith(signer, name, bytes) },
      ),
    time: (cms: Uint8Array, hours: number) => withSignatureTimestamp(cms, tsa(hours)),
    archive: (cms: Uint8Array, hours: number) => withArchiveTimestamp(cms, digest, tsa(hours)),
    store: (cms: Uint8Array, hours: number) =>
      withMaterial(cms, {
        certificates: [pki.issuing.certificate, pki.tsa().certificate, ...pki.tsa().chain],
        ocsps: [],
        crls: (['root', 'issuing-1', 'time-1'] as const).map((ca) => pki.crl(ca, at(hours), at(hours + 200))),
      }),
    verify: (cms: Uint8Array, hours: number, anchors = [new Certificate(pki.root.certificate)]) => {
      const digests = new Map(neededHashes(cms).map((hash) => [hash, createHash(hash).update(CONTENT).digest()]));
      const given = { anchors, certificates: [], crls: [], ocsps: [], at: at(hours) };
      const [report] = verifyCades(cms, digests, given, 'x.p7s');
      if (report === undefined) throw new Error('a signature was to be reported');
      return report;
    },
  };
}

describe('timestamps that do not belong, or not together', () => {
  it('one of another signature proves nothing', async () => {
    const one = scene();
    const other = await one.time(await one.sign(), 1);
    const mine = await one.store(await one.sign(), 2);
    const [token] = parseSignedData(other).signerInfos.flatMap(({ unsignedAttributes }) =>
      unsignedAttributes.flatMap(({ values }) => values.map(({ bytes }) => bytes)),
    );
    const forged = withUnsignedAttributes(mine, [signatureTimestampAttribute(token ?? new Uint8Array())]);
    const report = one.verify(forged, 3);
    expect(report).toMatchObject({
      indication: 'TOTAL-PASSED',
      level: 'B-B',
      bestSignatureTime: '2026-06-01T03:00:00Z',
    });
    expect(report.warnings.join()).toContain('it is of something else');
  });

  it('one younger than the archive timestamp around it is a contradiction', async () => {
    const one = scene();
    const cms = await one.archive(await one.store(await one.time(await one.sign(), 5), 5), 1);
    expect(one.verify(cms, 6)).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TIMESTAMP_ORDER_FAILURE' });
  });

  it('one dated in the future proves nothing', async () => {
    const one = scene();
    const cms = await one.store(await one.time(await one.sign(), 50), 1);
    const report = one.verify(cms, 2);
    expect(report.bestSignatureTime).toBe('2026-06-01T02:00:00Z');
    expect(report.warnings.join()).toContain('dated in the future');
  });

  it('a signature proved older than its certificate has failed', async () => {
    const one = scene(true);
    const cms = await one.store(await one.time(await one.sign(), 1), 20);
    expect(one.verify(cms, 21)).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'NOT_YET_VALID' });
  });

  it('one put in after the certificate was revoked does not help, nor does one whose authority was', async () => {
    const one = scene();
    one.pki.revoke(one.signer.certificate, at(1));
    const late = await one.store(await one.time(await one.sign(), 2), 3);
    expect(one.verify(late, 4)).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' });
    const two = scene();
    const early = await two.time(await two.sign(), 1);
    two.pki.revoke(two.signer.certificate, at(2));
    two.pki.revoke(two.pki.tsa().certificate, at(3));
    expect(two.verify(await two.store(early, 4), 5)).toMatchObject({ subIndication: 'REVOKED_NO_POE' });
  });
});
