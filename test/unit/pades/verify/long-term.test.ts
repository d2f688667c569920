import { describe, expect, it } from 'vitest';
import { localTimestamper } from '../../../../scripts/pki/local-timestamper.ts';
import { type CaName, makePki, type Pki, type SignerKind } from '../../../../scripts/pki/make-pki.ts';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import { Crl } from '../../../../src-main/cms/crl.ts';
import { documentTimestamp } from '../../../../src-main/pades/sign/document-timestamp.ts';
import { layOutSecurityStore } from '../../../../src-main/pades/sign/dss.ts';
import { hashState, preparePdfSignature, roomForTimestamp } from '../../../../src-main/pades/sign/sign-pdf.ts';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { signWith } from '../../../support/cms.ts';
import { buildPdf } from '../../../support/pdf-builder.ts';

const YEAR = 365 * 86_400_000;
const HOUR = 3_600_000;
const START = new Date(Math.floor(Date.UTC(2026, 5, 1) / 1000) * 1000);
const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
const inYears = (years: number) => new Date(START.getTime() + years * YEAR);

/** A file that grows the way time passes: each step at its own hour. */
class Story {
  readonly pki: Pki = makePki(START);
  bytes: Uint8Array = buildPdf({ pages: [{ text: 'Deed' }] });

  /** @param tsa hour of a signature timestamp; none where absent */
  async sign(options: { tsa?: number; kind?: SignerKind } = {}): Promise<this> {
    const signer = this.pki.signer(options.kind ?? 'p-256');
    const document = await PdfDocument.open(bytesSource(this.bytes));
    const prepared = await preparePdfSignature(document, {
      home: { kind: 'new', name: 'Deed', page: await document.page(1) },
      words: { name: signer.name, time: START },
      certificate: new Certificate(signer.certificate),
      chain: signer.chain,
      algorithm: 'ecdsa-sha256',
      timestampRoom: roomForTimestamp(),
    });
    const { bytes } = await prepared.complete(
      hashState('sha256').update(this.bytes),
      { sign: async (toBeSigned, algorithm) => signWith(signer, algorithm, toBeSigned) },
      options.tsa === undefined ? undefined : this.tsa(at(options.tsa)),
    );
    return this.append(bytes);
  }

  tsa(time: Date) {
    return localTimestamper(this.pki, { clock: { now: () => time } });
  }

  async stamp(time: Date): Promise<this> {
    const document = await PdfDocument.open(bytesSource(this.bytes));
    const { bytes } = await documentTimestamp(document, hashState('sha256').update(this.bytes), this.tsa(time));
    return this.append(bytes);
  }

  /** The lists of these CAs as of a time, and every certificate there is. */
  async store(time: Date, cas: readonly CaName[] = ['root', 'issuing-1', 'time-1']): Promise<this> {
    const document = await PdfDocument.open(bytesSource(this.bytes));
    const update = await layOutSecurityStore(document, {
      certificates: [...this.pki.tsa().chain, this.pki.tsa().certificate, this.pki.ca('issuing-1').certificate],
      ocsps: [],
      crls: this.lists(time, cas),
    });
    return this.append(update ?? new Uint8Array());
  }

  lists(time: Date, cas: readonly CaName[]): Uint8Array[] {
    return cas.map((ca) => this.pki.crl(ca, time, new Date(time.getTime() + 7 * 24 * HOUR)));
  }

  append(update: Uint8Array): this {
    this.bytes = Buffer.concat([this.bytes, update]);
    return this;
  }

  /** @param fresh CAs whose lists the verifier fetches at that time */
  async verify(time: Date, fresh: readonly CaName[] = [], trusted = true) {
    const report = await verifyPdf(bytesSource(this.bytes), {
      anchors: trusted ? [new Certificate(this.pki.root.certificate)] : [],
      certificates: [],
      crls: this.lists(time, fresh).map((der) => new Crl(der)),
      at: time,
    });
    const [deed] = report.signatures;
    if (deed === undefined) throw new Error('no signature');
    return { report, deed };
  }
}

describe('levels (EN 319 142-1, table 1)', () => {
  it('B-B, B-T, B-LT, B-LTA by what the bytes hold, trusted or not', async () => {
    const story = await new Story().sign();
    expect((await story.verify(at(1))).deed.level).toBe('B-B');
    const timed = await new Story().sign({ tsa: 0 });
    expect((await timed.verify(at(1))).deed.level).toBe('B-T');
    await timed.store(at(0.5));
    expect((await timed.verify(at(1))).deed.level).toBe('B-LT');
    await timed.stamp(at(0.6));
    expect((await timed.verify(at(1))).deed.level).toBe('B-LTA');
    expect((await timed.verify(at(1), [], false)).deed).toMatchObject({ level: 'B-LTA', indication: 'INDETERMINATE' });
  });

  it('a document timestamp gives the time where the signature has none', async () => {
    const story = await (await new Story().sign()).stamp(at(0.2));
    const { deed } = await story.verify(at(1), ['root', 'issuing-1', 'time-1']);
    expect(deed).toMatchObject({ level: 'B-T', indication: 'TOTAL-PASSED', bestSignatureTime: '2026-06-01T00:12:00Z' });
  });

  it('material for the signer alone is not B-LT', async () => {
    const story = await (await new Story().sign({ tsa: 0 })).store(at(0.5), ['root', 'issuing-1']);
    expect((await story.verify(at(1))).deed.level).toBe('B-T');
  });
});

describe('what timestamps prove (EN 319 102-1, 5.5 and 5.6)', () => {
  const archived = async () => (await (await new Story().sign({ tsa: 0 })).store(at(0.5))).stamp(at(0.6));

  it('passes years after the certificate has ended, with the lists of the authority alone', async () => {
    const story = await archived();
    const { deed, report } = await story.verify(inYears(3), ['root', 'time-1']);
    expect(deed).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: '2026-06-01T00:00:00Z' });
    expect(report.verdict).toBe('TOTAL-PASSED');
    expect(deed.warnings.join()).toContain('is judged as of 2026-06-01');
    expect(deed.timestamps.map(({ kind, time, indication }) => [kind, time, indication])).toEqual([
      ['signature-time-stamp', '2026-06-01T00:00:00Z', 'TOTAL-PASSED'],
      ['document-time-stamp', '2026-06-01T00:36:00Z', 'TOTAL-PASSED'],
    ]);
    expect(deed.evidence[0]).toMatchObject({ kind: 'crl', thisUpdate: '2026-06-01T00:30:00Z', origin: 'document' });
  });

  it('nothing passes where the last timestamp can no longer be trusted', async () => {
    const story = await archived();
    expect((await story.verify(inYears(3))).deed.indication).toBe('INDETERMINATE');
    // The authority's own certificate has ended, and nobody renewed.
    expect((await story.verify(inYears(9), ['root', 'time-1'])).deed.indication).toBe('INDETERMINATE');
  });

  it('renewed before the authority ends, it passes after', async () => {
    const story = await archived();
    await (await story.store(inYears(7), ['root', 'time-1'])).stamp(inYears(7));
    const [first] = (await story.verify(inYears(7.5), ['root', 'time-1'])).report.signatures;
    expect(first).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LTA' });
  });

  it('a revocation after the proved time changes nothing; one before it does', async () => {
    const later = await archived();
    later.pki.revoke(later.pki.signer('p-256').certificate, at(5));
    expect((await later.verify(at(10), ['root', 'issuing-1', 'time-1'])).deed.indication).toBe('TOTAL-PASSED');
    const unproved = await new Story().sign();
    unproved.pki.revoke(unproved.pki.signer('p-256').certificate, at(5));
    expect((await unproved.verify(at(10), ['root', 'issuing-1', 'time-1'])).deed.subIndication).toBe('REVOKED_NO_POE');
    const earlier = await new Story().sign({ tsa: 2 });
    earlier.pki.revoke(earlier.pki.signer('p-256').certificate, at(1));
    expect((await earlier.verify(at(10), ['root', 'issuing-1', 'time-1'])).deed).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'REVOKED_NO_POE',
      revocation: 'revoked',
    });
  });

  it('a document timestamp that is younger than one around it contradicts it, and one of the future proves nothing', async () => {
    const story = await (await (await new Story().sign()).stamp(at(0.6))).stamp(at(0.1));
    const fresh: CaName[] = ['root', 'issuing-1', 'time-1'];
    const [deed, inner, outer] = (await story.verify(at(1), fresh)).report.signatures;
    expect(inner).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TIMESTAMP_ORDER_FAILURE' });
    expect(outer?.indication).toBe('TOTAL-PASSED');
    expect(deed?.timestamps.map(({ subIndication }) => subIndication)).toEqual(['TIMESTAMP_ORDER_FAILURE', null]);
    const ahead = await (await new Story().sign()).stamp(at(3));
    const [, early] = (await ahead.verify(at(1), fresh)).report.signatures;
    expect(early?.subIndication).toBe('TIMESTAMP_ORDER_FAILURE');
    expect(early?.warnings.join()).toContain('dated in the future');
  });

  it('a revoked authority proves nothing', async () => {
    const story = await archived();
    story.pki.revoke(story.pki.tsa().certificate, at(0.1));
    const { deed } = await story.verify(inYears(3), ['root', 'time-1']);
    expect(deed).toMatchObject({ indication: 'INDETERMINATE' });
  });

  it('lists in the store that nothing proves old do not outlive the CA that signed them', async () => {
    const story = await (await new Story().sign({ tsa: 0 })).store(at(0.5));
    expect((await story.verify(inYears(1.5), ['root', 'time-1'])).deed.indication).toBe('TOTAL-PASSED');
    // Ten years and more: the issuing CA itself has ended, and no archive timestamp was ever made.
    expect((await story.verify(inYears(10.5), ['root'])).deed.indication).toBe('INDETERMINATE');
  });

  it('a revocation known at the proved time is not undone by anything later', async () => {
    const story = await new Story().sign({ tsa: 2 });
    story.pki.revoke(story.pki.signer('p-256').certificate, at(1));
    await (await story.store(at(2.1))).stamp(at(2.2));
    expect((await story.verify(inYears(3), ['root', 'time-1'])).deed.subIndication).toBe('REVOKED_NO_POE');
  });

  it('the material of the store counts from its own archive timestamp on, not before', async () => {
    // Signature timestamp proved, but the lists were put in after the issuing CA had ended: whoever has its key could have made them.
    const story = await new Story().sign({ tsa: 0 });
    await story.stamp(inYears(3));
    await story.store(at(0.5));
    const { deed } = await story.verify(inYears(10.5), ['root', 'time-1']);
    expect(deed.indication).toBe('INDETERMINATE');
  });

  it('a timestamp of something else proves nothing, and says so', async () => {
    const story = await new Story().sign({ tsa: 0 });
    const text = Buffer.from(story.bytes).toString('latin1');
    // One octet of the TSTInfo's genTime, in hexadecimal within /Contents.
    const genTime = Buffer.from('20260601').toString('hex');
    const where = text.toLowerCase().indexOf(genTime);
    expect(where).toBeGreaterThan(0);
    const forged = Buffer.from(story.bytes);
    forged.write('35', where + 6, 'latin1');
    story.bytes = forged;
    const { deed } = await story.verify(at(1), ['root', 'issuing-1', 'time-1']);
    expect(deed.level).toBe('B-B');
    expect(deed.warnings.join()).toContain('A timestamp in the signature proves nothing');
  });
});
