import { describe, expect, it } from 'vitest';
import { withMaterial } from '../../../src-main/cades/sign/raise-cades.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { sequence, setOf } from '../../../src-main/cms/der-writer.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { withUnsignedAttributes } from '../../../src-main/cms/unsigned-attributes.ts';
import { CONTENT, cadesFile, verifiedCades } from '../../support/cades-file.ts';
import { archiveStamp, evidenceRecord, sha, type TreeHash } from '../../support/evidence-record.ts';
import { testPki } from '../../support/pki.ts';

const INTERNAL = '1.2.840.113549.1.9.16.2.49';
const EXTERNAL = '1.2.840.113549.1.9.16.2.50';
const pki = testPki();
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const iso = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;
const { certificate, key, chain } = pki.signer('p-256');
const cms = cadesFile({ certificate, key }, { chain });
const given = {
  anchors: [new Certificate(pki.root.certificate)],
  certificates: [],
  crls: [pki.rootCrl, pki.issuingCrl, pki.timeCrl].map((der) => new Crl(der)),
  ocsps: [],
  at: now,
};

const attribute = (type: string, ...records: readonly Uint8Array[]) => sequence(oid(type), setOf(records));
const internal = (structure: Uint8Array, at = ago(30), hash: TreeHash = 'sha256') =>
  evidenceRecord([[archiveStamp(sha(hash, structure), hash, at)]]);
const external = (structure: Uint8Array, at = ago(30), content: Uint8Array = CONTENT) =>
  evidenceRecord([[archiveStamp(sha('sha512', structure), 'sha512', at, [[sha('sha512', content)]])]]);
const told = (file: Uint8Array) => {
  const report = verifiedCades(file, given);
  return {
    ...report,
    records: report.timestamps.filter(({ kind }) => kind === 'evidence-record'),
    remarks: report.warnings.filter((one) => one.startsWith('An evidence record')),
  };
};

describe('an evidence record in a signature (RFC 4998, appendix A)', () => {
  it.each([
    ['of the structure', INTERNAL, internal(cms)],
    ['of the structure, by another hash', INTERNAL, internal(cms, ago(30), 'sha512')],
    ['of the structure and its content', EXTERNAL, external(cms)],
  ])('proves since when it exists: %s', (_, type, record) => {
    const report = told(withUnsignedAttributes(cms, [attribute(type, record)]));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: iso(ago(30)) });
    expect(report.records).toMatchObject([{ time: iso(ago(30)), indication: 'TOTAL-PASSED' }]);
    expect(report.remarks).toEqual([expect.stringContaining(`existed on ${iso(ago(30))}`)]);
  });

  it('is of what was there before it: others that came earlier, and none that came later', () => {
    const stays = attribute('1.2.3.4', Uint8Array.of(5, 0));
    const before = withUnsignedAttributes(cms, [stays]);
    const first = internal(before, ago(40));
    const once = withUnsignedAttributes(before, [attribute(INTERNAL, first)]);
    const second = external(once, ago(20));
    for (const file of [
      withUnsignedAttributes(once, [attribute(EXTERNAL, second)]),
      withUnsignedAttributes(before, [attribute(EXTERNAL, second), attribute(INTERNAL, first)]),
    ]) {
      const report = told(file);
      expect(report.bestSignatureTime).toBe(iso(ago(40)));
      expect(report.records.map(({ indication }) => indication)).toEqual(['TOTAL-PASSED', 'TOTAL-PASSED']);
    }
    const together = withUnsignedAttributes(before, [attribute(INTERNAL, first, internal(once, ago(20)))]);
    expect(told(together).bestSignatureTime).toBe(iso(ago(40)));
  });

  it.each([
    ['of another structure', INTERNAL, internal(cadesFile({ certificate, key }, { chain }))],
    ['of another content', EXTERNAL, external(cms, ago(30), Buffer.from('other'))],
    ['of the structure alone where the content belongs to it', EXTERNAL, internal(cms)],
    ['no record', INTERNAL, sequence(oid('1.2.3'))],
  ])('proves nothing where it is %s, and leaves the signature what it is', (_, type, record) => {
    const report = told(withUnsignedAttributes(cms, [attribute(type, record)]));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: iso(now) });
    expect(report.remarks).toEqual([expect.stringContaining('proves nothing')]);
  });

  it('proves nothing of a structure that was changed since', () => {
    const record = attribute(INTERNAL, internal(cms));
    const more = attribute('1.2.3.4', Uint8Array.of(5, 0));
    expect(told(withUnsignedAttributes(cms, [record, more])).bestSignatureTime).toBe(iso(now));
  });

  it('saves a signature whose certificate has expired since, with the material in it', () => {
    const held = withMaterial(cms, { certificates: chain, crls: [pki.issuingCrl], ocsps: [] });
    const at = new Date(new Certificate(certificate).notAfter.getTime() + 60_000);
    const fresh = (['root', 'time-1'] as const).map(
      (ca) => new Crl(pki.crl(ca, new Date(at.getTime() - 3_600_000), new Date(at.getTime() + 3_600_000))),
    );
    const later = { ...given, crls: fresh, at };
    expect(verifiedCades(held, later).subIndication).toMatch(/^OUT_OF_BOUNDS/);
    const file = withUnsignedAttributes(held, [attribute(INTERNAL, internal(held))]);
    expect(verifiedCades(file, later)).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: iso(ago(30)) });
  });
});
