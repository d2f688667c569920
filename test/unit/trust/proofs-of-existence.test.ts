import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Issued, issueCrl } from '../../../scripts/pki/issue.ts';
import { withArchiveTimestamp, withMaterial } from '../../../src-main/cades/sign/raise-cades.ts';
import type { Given } from '../../../src-main/cades/verify/verify-cades.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { octetString } from '../../../src-main/cms/der-writer.ts';
import { CONTENT, cadesFile, contentTimestamp, policyAttribute } from '../../support/cades-file.ts';
import {
  at,
  common,
  HASH,
  inYears,
  issued,
  judged,
  lists,
  made,
  named,
  policy,
  revokedAt,
  root,
  rsa,
  type Scene,
  signer,
  stampedAt,
  timed,
  withTimeAnchor,
} from '../../support/indication-scene.ts';

describe('what proofs of existence mend, and what not', () => {
  const archivedAt = async (hour: number) => {
    const material = {
      certificates: [common.issuing.certificate, ...common.tsa().chain],
      ocsps: [],
      crls: (['root', 'issuing-1', 'time-1'] as const).map((ca) => common.crl(ca, at(2), at(50))),
    };
    const digest = createHash('sha256').update(CONTENT).digest();
    return withArchiveTimestamp(
      withMaterial(await timed(made(), at(1)), material),
      digest,
      stampedAt(common, at(hour)),
    );
  };
  /** Until the end of the day. */
  const sunset: Partial<Given> = {
    ...withTimeAnchor(policy({ anchors: [{ sha256: root.sha256, until: '2026-06-02' }] })),
    at: at(30),
    crls: lists(common, at(29), ['time-1']),
  };
  const passed = { indication: 'TOTAL-PASSED', subIndication: null };
  it.each<[string, object, Scene]>([
    ['nothing is wrong', passed, () => judged(made())],
    [
      'revoked after the proved time',
      passed,
      async () => {
        const { pki, cms, anchors, crls } = revokedAt(3);
        return judged(await timed(cms, at(1), pki), { anchors, crls });
      },
    ],
    [
      'revoked before the proved time',
      { subIndication: 'REVOKED_NO_POE', revocation: 'revoked' },
      async () => {
        const { pki, cms, anchors, crls } = revokedAt(3);
        return judged(await timed(cms, at(5), pki), { anchors, crls });
      },
    ],
    [
      'revoked after a timestamp of the content: nothing is certain',
      { subIndication: 'REVOKED_NO_POE' },
      async () => {
        const { pki, anchors, crls } = revokedAt(3);
        const attributes = [await contentTimestamp(pki, at(1))];
        return judged(cadesFile(pki.signer('p-256'), { chain: [pki.issuing.certificate], attributes }), {
          anchors,
          crls,
        });
      },
    ],
    [
      'on hold',
      { subIndication: 'TRY_LATER' },
      () => {
        const { cms, anchors, crls } = revokedAt(3, {}, 'certificateHold');
        return judged(cms, { anchors, crls });
      },
    ],
    [
      'an algorithm that ended after the proved time',
      passed,
      async () =>
        judged(await timed(made(rsa), at(1)), {
          ...policy({ schemes: { 'rsa-pkcs1': '2026-06-02' } }),
          at: at(30),
          crls: lists(common, at(29)),
        }),
    ],
    [
      'an anchor that is no longer trusted since the proved time',
      passed,
      async () => judged(await archivedAt(3), sunset),
    ],
    [
      'an anchor that is no longer trusted since the archive was made',
      { subIndication: 'NO_POE' },
      async () => judged(await archivedAt(26), sunset),
    ],
    [
      'data older than the policy allows',
      { subIndication: 'TRY_LATER' },
      () => judged(made(), policy({ revocation: { maxAgeHours: 0.5 } })),
    ],
    ['data as old as the policy allows', passed, () => judged(made(), policy({ revocation: { maxAgeHours: 1 } }))],
    [
      'a key usage that the policy does not ask for',
      { subIndication: 'CHAIN_CONSTRAINTS_FAILURE' },
      () =>
        judged(made(issued({ keyUsage: ['digitalSignature'] })), policy({ signer: { keyUsages: ['nonRepudiation'] } })),
    ],
    [
      'a purpose that the policy asks for',
      passed,
      () => judged(made(), policy({ signer: { purposes: ['1.3.6.1.5.5.7.3.36'] } })),
    ],
    [
      'a key usage that nobody looks at',
      passed,
      () => judged(made(common.signer('key-usage')), policy({ off: ['signer-key-usage'] })),
    ],
    [
      'a signature policy that is known',
      passed,
      () =>
        judged(
          made(signer, { attributes: [named('1.2.3')] }),
          policy({ signaturePolicies: [{ oid: '1.2.3', digests: [HASH] }] }),
        ),
    ],
    ['a signature policy that nobody asks about', passed, () => judged(made(signer, { attributes: [named('1.2.3')] }))],
    [
      'a malformed signature policy',
      { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
      () => judged(made(signer, { attributes: [policyAttribute(octetString(Buffer.from('policy')))] })),
    ],
    [
      'no list of the authorities for time where nobody asks for one',
      { bestSignatureTime: '2026-06-01T01:00:00Z', ...passed },
      async () =>
        judged(await timed(made(), at(1)), {
          ...policy({ off: ['timestamp-authority-revocation'] }),
          crls: lists(common, at(9), ['root', 'issuing-1']),
        }),
    ],
    [
      'no list of the signer where that of authorities may be missing',
      { subIndication: 'TRY_LATER' },
      () => judged(made(), { ...policy({ off: ['authority-revocation'] }), crls: [] }),
    ],
    [
      'a signer that is trusted directly',
      passed,
      () => judged(made(), { anchors: [new Certificate(signer.certificate)], crls: [] }),
    ],
  ])('%s', async (_, expected, scene) => {
    expect(await scene()).toMatchObject(expected);
  });
});

describe('past validation: every certificate needs its own proof of existence (5.6.2.2)', () => {
  /** Root, first authority (revoked at hour 5), second one, signer. */
  const ca = (CN: string, issuer: Issued) =>
    issued({
      subject: { CN },
      issuer,
      basicConstraints: { ca: true },
      keyUsage: ['keyCertSign', 'cRLSign'],
      notAfter: inYears(10),
    });
  const first = ca('First', common.root);
  const second = ca('Second', first);
  const by = issued({ issuer: second, subject: { CN: 'Signer' }, notAfter: at(8) });
  const list = (issuer: Issued, time: Date, revoked: { serial: Uint8Array; date: Date }[] = []) =>
    issueCrl({ issuer, thisUpdate: time, nextUpdate: at(400), revoked });
  const early = () => ({
    certificates: [first.certificate, second.certificate, ...common.tsa().chain],
    ocsps: [],
    crls: [
      list(first, at(0.5)),
      list(second, at(0.5)),
      common.crl('root', at(0.5), at(400)),
      common.crl('time-1', at(0.5), at(400)),
    ],
  });
  const isRevoked = [{ serial: new Certificate(first.certificate).serialBytes, date: at(5) }];
  const verifier = (): Partial<Given> => ({
    crls: [new Crl(list(common.root, at(9), isRevoked)), ...lists(common, at(9), ['time-1'])],
  });
  const digest = createHash('sha256').update(CONTENT).digest();

  it('passes where all of it was archived before an authority was revoked', async () => {
    const cms = withMaterial(await timed(cadesFile(by), at(1)), early());
    const archived = await withArchiveTimestamp(cms, digest, stampedAt(common, at(2)));
    expect(judged(archived, verifier())).toMatchObject({
      indication: 'TOTAL-PASSED',
      bestSignatureTime: '2026-06-01T01:00:00Z',
    });
  });

  it('does not where the archive was made after the revocation', async () => {
    const cms = withMaterial(await timed(cadesFile(by), at(1)), early());
    const archived = await withArchiveTimestamp(cms, digest, stampedAt(common, at(6)));
    expect(judged(archived, verifier()).subIndication).toBe('NO_POE');
  });

  it('does not where an intermediate certificate was added later than what speaks for it', async () => {
    const { certificates, ...data } = early();
    const cms = withMaterial(await timed(cadesFile(by), at(1)), {
      ...data,
      certificates: certificates.filter((one) => one !== second.certificate),
    });
    const archived = await withArchiveTimestamp(cms, digest, stampedAt(common, at(2)));
    const report = judged(archived, { ...verifier(), certificates: [new Certificate(second.certificate)] });
    expect(report.subIndication).toBe('NO_POE');
    expect(report.warnings.join()).toContain('the certificate of Second');
  });

  it('to the letter, a list older than the timestamp does not outlive the certificate', async () => {
    const cms = withMaterial(await timed(made(issued({ notAfter: at(8) })), at(1)), {
      certificates: [],
      ocsps: [],
      crls: [common.crl('issuing-1', at(0.5), at(20))],
    });
    const at30: Partial<Given> = { at: at(30), crls: lists(common, at(29), ['root', 'time-1']) };
    expect(judged(cms, at30)).toMatchObject({ indication: 'TOTAL-PASSED' });
    const strict = policy({ revocation: { afterSignature: true } });
    expect(judged(cms, { ...at30, ...strict }).subIndication).toBe('NO_POE');
  });
});
