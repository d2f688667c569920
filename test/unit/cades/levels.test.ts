import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { localTimestamper } from '../../../scripts/pki/local-timestamper.ts';
import {
  withArchiveTimestamp,
  withMaterial,
  withSignatureTimestamp,
} from '../../../src-main/cades/sign/raise-cades.ts';
import { signCades } from '../../../src-main/cades/sign/sign-cades.ts';
import { neededHashes, verifyCades } from '../../../src-main/cades/verify/verify-cades.ts';
import { digestOf } from '../../../src-main/cms/algorithms.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { signWith } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';

const CONTENT = Buffer.from('An agreement, to be kept for thirty years.\n');
const YEAR = 365 * 86_400_000;
const pki = testPki();
const now = new Date();
const anchors = [new Certificate(pki.root.certificate)];
const clockAt = (time: Date) => ({ now: () => time });
const later = (years: number) => new Date(now.getTime() + years * YEAR);

async function baseline(time = now): Promise<Uint8Array> {
  const signer = pki.signer('p-256');
  const algorithm = 'ecdsa-sha256';
  const digest = createHash(digestOf(algorithm)).update(CONTENT).digest();
  return signCades(
    digest,
    { certificate: new Certificate(signer.certificate), chain: signer.chain, algorithm, time },
    { sign: async (bytes, name) => signWith(signer, name, bytes) },
  );
}

/** What is at hand when a signature is completed: CRLs of every CA, certificates of the authority. */
const material = () => ({
  certificates: [pki.root.certificate, pki.issuing.certificate, ...pki.tsa('good').chain, pki.tsa('good').certificate],
  ocsps: [],
  crls: [pki.rootCrl, pki.issuingCrl, pki.timeCrl],
});

function verified(cms: Uint8Array, at: Date, options: { content?: Uint8Array; crls?: Crl[] } = {}) {
  const { content = CONTENT, crls = [] } = options;
  const digests = new Map(neededHashes(cms).map((hash) => [hash, createHash(hash).update(content).digest()] as const));
  const given = { anchors, certificates: [], crls, ocsps: [], at };
  const [report, ...others] = verifyCades(cms, digests, given, 'agreement.txt.p7s');
  if (report === undefined || others.length > 0) throw new Error('one signature was to be reported');
  return report;
}

/** What a verifier fetches at that time about the authorities: nothing about people, whose certificates have long expired. */
const freshLists = (at: Date) =>
  (['root', 'time-1'] as const).map(
    (ca) => new Crl(pki.crl(ca, new Date(at.getTime() - 3_600_000), new Date(at.getTime() + YEAR))),
  );
const lists = () => material().crls.map((der) => new Crl(der));
const stamped = async () => withSignatureTimestamp(await baseline(), localTimestamper(pki, { clock: clockAt(now) }));
const longTerm = async () => withMaterial(await stamped(), material());
const digest = createHash('sha256').update(CONTENT).digest();
const archived = async () =>
  withArchiveTimestamp(
    await longTerm(),
    digest,
    localTimestamper(pki, { clock: clockAt(new Date(now.getTime() + 60_000)) }),
  );

describe('CAdES baseline levels (EN 319 122-1, 6.3)', () => {
  const at = new Date(now.getTime() + 120_000);

  it('B-B: passes with revocation lists from outside, and carries the claimed time', async () => {
    const report = verified(await baseline(), at, { crls: lists() });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-B', revocation: 'good' });
    expect(report.signingTimeClaimed).toBe(`${now.toISOString().slice(0, 19)}Z`);
    expect(verified(await baseline(), at)).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
  });

  it('B-T, B-LT and B-LTA are told apart by what the bytes hold', async () => {
    expect(verified(await stamped(), at, { crls: lists() })).toMatchObject({
      level: 'B-T',
      indication: 'TOTAL-PASSED',
    });
    expect(verified(await longTerm(), at)).toMatchObject({ level: 'B-LT', indication: 'TOTAL-PASSED' });
    expect(verified(await archived(), at)).toMatchObject({ level: 'B-LTA', indication: 'TOTAL-PASSED' });
  });

  it('the best time is that of the signature timestamp', async () => {
    const { bestSignatureTime } = verified(await archived(), at);
    expect(bestSignatureTime).toBe(`${now.toISOString().slice(0, 19)}Z`);
  });

  it('passes after the signer has expired, and after renewal also when the first authority has', async () => {
    const first = await archived();
    expect(verified(first, later(3), { crls: freshLists(later(3)) })).toMatchObject({
      indication: 'TOTAL-PASSED',
      level: 'B-LTA',
    });
    expect(verified(await baseline(), later(3)).subIndication).toBe('OUT_OF_BOUNDS_NO_POE');
  });

  it('two renewals cover one another', async () => {
    const second = await withArchiveTimestamp(
      withMaterial(await archived(), { ...material(), crls: freshLists(later(0.9)).map(({ der }) => der) }),
      digest,
      localTimestamper(pki, { clock: clockAt(later(1)) }),
    );
    const report = verified(second, later(3), { crls: freshLists(later(3)) });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LTA' });
    expect(report.warnings.join()).not.toContain('proves nothing');
  });

  it('other content, or material taken away, is seen', async () => {
    const cms = await archived();
    expect(verified(cms, at, { content: Buffer.from('another') })).toMatchObject({
      indication: 'TOTAL-FAILED',
      subIndication: 'HASH_FAILURE',
    });
    const { splitSignedData, joinSignedData } = await import('../../../src-main/cades/format/signed-data-parts.ts');
    const parts = splitSignedData(cms);
    const robbed = joinSignedData({ ...parts, crls: parts.crls.slice(1) });
    const report = verified(robbed, at);
    expect(report.level).not.toBe('B-LTA');
    expect(report.warnings.join()).toContain('taken away');
  });

  it('malformed structures are results', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0x30, 0x80), CONTENT]) {
      expect(verified(bytes, at)).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' });
    }
  });
});
