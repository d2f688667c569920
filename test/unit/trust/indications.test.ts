import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { subIndication } from '../../../shared/domain/verification.ts';
import { withArchiveTimestamp, withMaterial } from '../../../src-main/cades/sign/raise-cades.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { conclude } from '../../../src-main/trust/verdict.ts';
import { CONTENT, cadesFile, contentTimestamp, verifiedCades } from '../../support/cades-file.ts';
import {
  answerOfExpiredResponder,
  at,
  common,
  container,
  expired,
  fresh,
  given,
  issued,
  judged,
  lists,
  made,
  named,
  noPkcs1,
  policy,
  revokedAt,
  root,
  rsa,
  type Scene,
  signer,
  stampedAt,
  timed,
} from '../../support/indication-scene.ts';

/** EN 319 102-1, tables 5 and 6: each sub-indication and a file that leads to it. */
const FAILED: Readonly<Record<string, Scene>> = {
  FORMAT_FAILURE: () => judged(made().subarray(0, 300)),
  HASH_FAILURE: () => verifiedCades(made(), given(), Buffer.from('Another agreement.\n')),
  SIG_CRYPTO_FAILURE: () => judged(made(signer, { signInstead: Buffer.from('something else') })),
  REVOKED: async () => {
    const { pki, cms: _, ...scene } = revokedAt(3);
    const attributes = [await contentTimestamp(pki, at(5))];
    const cms = cadesFile(pki.signer('p-256'), { chain: [pki.issuing.certificate], attributes });
    return judged(cms, scene);
  },
  EXPIRED: async () => judged(made(expired, { attributes: [await contentTimestamp(common, at(1))] })),
  NOT_YET_VALID: async () => judged(await timed(made(issued({ notBefore: at(5) })), at(1))),
};

const INDETERMINATE: Readonly<Record<string, Scene>> = {
  SIG_CONSTRAINTS_FAILURE: () => judged(made(), policy({ requiredLevel: 'B-T' })),
  CHAIN_CONSTRAINTS_FAILURE: () => judged(made(common.signer('key-usage'))),
  CERTIFICATE_CHAIN_GENERAL_FAILURE: () => {
    const people = issued({ subject: { CN: 'No authority' } });
    const by = issued({ issuer: people });
    return judged(made(by, { chain: [common.issuing.certificate, people.certificate] }));
  },
  CRYPTO_CONSTRAINTS_FAILURE: async () =>
    judged(made(rsa, { attributes: [await contentTimestamp(common, at(1))] }), policy(noPkcs1)),
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: () => judged(made(rsa), policy(noPkcs1)),
  POLICY_PROCESSING_ERROR: () =>
    judged(
      made(signer, { attributes: [named('1.2.3')] }),
      policy({ signaturePolicies: [{ oid: '1.2.3', digests: ['ab'.repeat(32)] }] }),
    ),
  SIGNATURE_POLICY_NOT_AVAILABLE: () =>
    judged(made(signer, { attributes: [named('1.2.3')] }), policy({ signaturePolicies: [] })),
  TIMESTAMP_ORDER_FAILURE: async () =>
    judged(await timed(made(signer, { attributes: [await contentTimestamp(common, at(5))] }), at(1))),
  NO_SIGNING_CERTIFICATE_FOUND: () => judged(made(signer, { essOf: expired.certificate })),
  NO_CERTIFICATE_CHAIN_FOUND: () => judged(made(), { anchors: [] }),
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: () =>
    judged(made(), policy({ anchors: [{ sha256: root.sha256, until: '2026-06-01' }] })),
  REVOKED_NO_POE: () => {
    const { cms, anchors, crls } = revokedAt(3);
    return judged(cms, { anchors, crls });
  },
  REVOKED_CA_NO_POE: () => {
    const pki = fresh();
    pki.revoke(pki.issuing.certificate, at(3));
    const cms = cadesFile(pki.signer('p-256'), { chain: [pki.issuing.certificate] });
    return judged(cms, { anchors: [new Certificate(pki.root.certificate)], crls: lists(pki, at(9)) });
  },
  OUT_OF_BOUNDS_NOT_REVOKED: () =>
    judged(made(expired), { crls: [...lists(common, at(9), ['root']), ...lists(common, at(-36), ['issuing-1'])] }),
  OUT_OF_BOUNDS_NO_POE: () => judged(made(expired)),
  REVOCATION_OUT_OF_BOUNDS_NO_POE: () =>
    judged(made(), { crls: lists(common, at(9), ['root']), ocsps: [answerOfExpiredResponder()] }),
  NO_POE: async () => {
    const pki = fresh();
    pki.revoke(pki.issuing.certificate, at(3));
    const cms = await timed(cadesFile(pki.signer('p-256'), { chain: [pki.issuing.certificate] }), at(1), pki);
    return judged(cms, { anchors: [new Certificate(pki.root.certificate)], crls: lists(pki, at(9)) });
  },
  TRY_LATER: () => judged(made(), { crls: lists(common, at(9), ['root']) }),
  SIGNED_DATA_NOT_FOUND: () => container({ leaveOut: true }),
  CUSTOM: () => container({ xml: true }),
};

describe('every sub-indication (EN 319 102-1, tables 5 to 7)', () => {
  it('has a file that leads to it', () => {
    expect(Object.keys({ ...FAILED, ...INDETERMINATE }).sort()).toEqual([...subIndication.options].sort());
  });

  it('outranks one that may still pass', () => {
    for (const name of subIndication.options) {
      const problems = (['TRY_LATER', name] as const).map((one) => ({ subIndication: one, message: one }));
      expect(conclude(problems).subIndication).toBe(name);
      const worse = conclude([...problems, { subIndication: 'HASH_FAILURE', message: '' }]).subIndication;
      expect(worse).toBe(name === 'FORMAT_FAILURE' ? name : 'HASH_FAILURE');
    }
  });

  it.each(Object.entries(FAILED))('TOTAL-FAILED / %s', async (name, scene) => {
    expect(await scene()).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: name });
  });

  it.each(Object.entries(INDETERMINATE))('INDETERMINATE / %s', async (name, scene) => {
    expect(await scene()).toMatchObject({ indication: 'INDETERMINATE', subIndication: name });
  });
});

describe('the report of a signature', () => {
  it('names each timestamp and what each answer rests on', async () => {
    const attributes = [await contentTimestamp(common, at(1))];
    const cms = await timed(made(signer, { attributes }), at(2));
    const archived = await withArchiveTimestamp(
      withMaterial(cms, {
        certificates: [...common.tsa().chain],
        ocsps: [],
        crls: [common.crl('issuing-1', at(2), at(400))],
      }),
      createHash('sha256').update(CONTENT).digest(),
      stampedAt(common, at(3)),
    );
    const report = judged(archived, { crls: lists(common, at(9), ['root', 'time-1']) });
    expect(report.timestamps.map(({ kind, time, indication }) => [kind, time, indication])).toEqual([
      ['content-time-stamp', '2026-06-01T01:00:00Z', 'TOTAL-PASSED'],
      ['signature-time-stamp', '2026-06-01T02:00:00Z', 'TOTAL-PASSED'],
      ['archive-time-stamp', '2026-06-01T03:00:00Z', 'TOTAL-PASSED'],
    ]);
    const [ofSigner] = report.evidence;
    expect(ofSigner).toMatchObject({
      certificate: new Certificate(signer.certificate).sha256,
      kind: 'crl',
      thisUpdate: '2026-06-01T02:00:00Z',
      origin: 'document',
    });
    expect(report.evidence.slice(1).map(({ origin }) => origin)).toEqual(['given', 'given', 'given']);
  });

  it('says why a timestamp does not pass', async () => {
    const report = judged(await timed(made(), at(1)), { crls: lists(common, at(9), ['root', 'issuing-1']) });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: '2026-06-01T10:00:00Z' });
    expect(report.timestamps).toMatchObject([
      { kind: 'signature-time-stamp', indication: 'INDETERMINATE', subIndication: 'TRY_LATER' },
    ]);
  });
});

describe('a certificate that a signature names by SHA-1', () => {
  const told = 'The signature names its certificate by a digest that is too weak: SHA-1';

  it('is told, and refused where a policy file says so', () => {
    const report = judged(made(signer, { essBySha1: true }));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-B' });
    expect(report.warnings).toContainEqual(expect.stringContaining(told));
    const refused = judged(made(signer, { essBySha1: true }), policy({ hashes: { sha1: '2020-01-01' } }));
    expect(refused.subIndication).toBe('CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
    expect(refused.warnings).toContainEqual(expect.stringContaining(told));
    expect(judged(made()).warnings).not.toContainEqual(expect.stringContaining(told));
  });
});
