import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { validationReportXml } from '../../../src-main/report/xml/validation-report.ts';
import { everySubIndication, inputOf, passedSignature, reportOf } from '../../support/report-samples.ts';
import { schemaComplaint, schemasFolder } from '../../support/report-schema.ts';
import { describeWith, toolPath } from '../../support/tools.ts';

const full = inputOf(
  reportOf(
    [passedSignature(), passedSignature({ field: '', kind: 'timestamp', signer: null, chain: [], level: null })],
    {
      visualChange: true,
      visualDifferences: [{ page: 4, signature: 0, description: 'Page 4 shows another amount.' }],
    },
  ),
);
const hostile = passedSignature({
  field: 'a]]><b>\u0000\ud800\u202e"\'&\r\n',
  warnings: ['<script>\u0001\ufffe</script>'],
  signatureAlgorithm: '1.2.3.4',
});
const REVOKED = { time: '2026-02-03T04:05:06Z', reason: 'keyCompromise' } as const;
const evidenceRevoking = (place: number) =>
  passedSignature().evidence.map((one, at) => (at === place ? { ...one, revoked: REVOKED } : one));
const revokedBy = (place: number, changes: Parameters<typeof passedSignature>[0]) =>
  inputOf(reportOf([passedSignature({ ...changes, evidence: evidenceRevoking(place) })]));
const samples = {
  revoked: revokedBy(0, { indication: 'TOTAL-FAILED', subIndication: 'REVOKED' }),
  revokedIssuer: revokedBy(1, { indication: 'INDETERMINATE', subIndication: 'REVOKED_CA_NO_POE' }),
  revokedLater: revokedBy(0, {}),
  full,
  unsigned: inputOf(reportOf([])),
  every: inputOf(reportOf(everySubIndication())),
  hostile: inputOf(
    reportOf([hostile], {
      setting: {
        ...full.report.setting,
        policy: { title: 'House rules', sha256: 'ab'.repeat(32) },
        checksOff: ['Nothing was fetched.'],
      },
    }),
  ),
  bytes: {
    ...full,
    objects: new Map([['a'.repeat(64), Buffer.from('certificate')]]),
    signatures: [
      {
        toBeSigned: { algorithm: 'sha256', value: Buffer.alloc(32, 1) },
        value: Buffer.alloc(64, 2),
        content: { algorithm: 'sha512', value: Buffer.alloc(64, 3) },
        dictionary: {
          filter: 'Adobe.PPKLite',
          subFilter: 'ETSI.CAdES.detached',
          byteRange: [0, 100, 200, 300],
          name: 'Alice',
          reason: 'I agree',
          location: 'Köln',
          contact: 'alice@example.org',
        },
        tokens: [{ time: '2026-03-01T10:00:00Z', der: Buffer.from('token') }],
      },
    ],
  },
};

/** Texts of all elements of a name, in order. */
function textsOf(xml: string, name: string): string[] {
  const texts: string[] = [];
  const open: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    open.push(tag.name);
    if (tag.name === name) texts.push('');
  });
  parser.on('text', (text) => {
    if (open.at(-1) === name) texts[texts.length - 1] += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return texts;
}

describe('the validation report of ETSI TS 119 102-2', () => {
  it('says indication and sub-indication of every kind', () => {
    const xml = validationReportXml(samples.every);
    const said = textsOf(xml, 'vr:SubIndication').filter((uri) => !/TRY_LATER|FORMAT_FAILURE/.test(uri));
    const expected = everySubIndication().map(({ subIndication }) => `urn:etsi:019102:subindication:${subIndication}`);
    expect(said).toEqual(expected.filter((uri) => !/TRY_LATER|FORMAT_FAILURE/.test(uri)));
    expect(textsOf(xml, 'vr:SignatureValidationProcessID')[0]).toBe('urn:etsi:019102:validationprocess:LTA');
  });

  it('carries what there is of bytes and names the rest by digest', () => {
    const xml = validationReportXml(samples.bytes);
    expect(textsOf(xml, 'vr:base64')).toContain(Buffer.from('certificate').toString('base64'));
    expect(textsOf(xml, 'vr:base64')).toContain(Buffer.from('token').toString('base64'));
    expect(textsOf(xml, 'ds:DigestValue')).toContain(Buffer.from('b'.repeat(64), 'hex').toString('base64'));
    expect(textsOf(xml, 'ds:SignatureValue')).toEqual([Buffer.alloc(64, 2).toString('base64')]);
    expect(textsOf(xml, 'vr:ByteRange')).toEqual(['0 100 200 300']);
  });

  it('leaves out a digest that the content does not have', () => {
    const broken = passedSignature({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
    const count = (xml: string) => xml.split('<vr:SignersDocument>\n<vr:DigestAlgAndValue>').length - 1;
    expect(count(validationReportXml(samples.bytes))).toBe(1);
    expect(count(validationReportXml({ ...samples.bytes, report: reportOf([broken]) }))).toBe(0);
  });

  it.each([
    [samples.revoked, 0],
    [samples.revokedIssuer, 1],
  ] as const)('says when and why a certificate was revoked where that decided', (input, at) => {
    const xml = validationReportXml(input);
    expect(textsOf(xml, 'vr:RevocationTime')).toEqual([REVOKED.time]);
    expect(textsOf(xml, 'vr:RevocationReason')).toEqual(['urn:etsi:019102:revocationReason:keyCompromise']);
    const about = passedSignature().chain[at]?.sha256 ?? '';
    const information = /<vr:RevocationStatusInformation>.*?<\/vr:RevocationStatusInformation>/su.exec(xml)?.[0];
    expect(information).toContain(`<vr:ValidationObjectId VOReference="certificate-${about}"`);
    expect(xml).toContain(`reason="keyCompromise" revokedOn="${REVOKED.time}"`);
  });

  it('says it aside where the signature is older than the revocation', () => {
    const xml = validationReportXml(samples.revokedLater);
    expect(textsOf(xml, 'vr:RevocationTime')).toEqual([]);
    expect(xml).toContain(`reason="keyCompromise" revokedOn="${REVOKED.time}"`);
  });

  it('says the same twice, and lets no text of a document become markup', () => {
    const xml = validationReportXml(samples.hostile);
    expect(xml).toBe(validationReportXml(samples.hostile));
    expect(textsOf(xml, 'vr:DAIdentifier')).toEqual(['a]]><b>\ufffd\ufffd\u202e"\'&\r\n']);
    expect(textsOf(xml, 'b')).toEqual([]);
    expect(textsOf(xml, 'vr:Status')).toContain('urn:etsi:019102:constraintStatus:disabled');
  });
});

const missing = toolPath('xmllint') === undefined ? 'xmllint not installed' : undefined;
const schemas = schemasFolder();
describeWith(
  'reports by the published schema',
  missing ?? (schemas ? undefined : 'schemas not there, see COUNTERSIGN_SCHEMAS'),
  () => {
    it('are valid, whatever they say', async () => {
      const reports = Object.values(samples).map(validationReportXml);
      expect(await schemaComplaint(reports, schemas ?? '')).toBe('');
    });

    it('would be refused were they not', async () => {
      const broken = validationReportXml(samples.full).replace('<vr:HashOnly>false</vr:HashOnly>', '');
      expect(await schemaComplaint([broken], schemas ?? '')).toContain('HashOnly');
    });
  },
);
