import { describe, expect, it } from 'vitest';
import { children, derAt, Members, readDer } from '../../../src-main/cms/der.ts';
import { encode, integer, sequence } from '../../../src-main/cms/der-writer.ts';
import { parseEvidenceRecord } from '../../../src-main/cms/evidence-record.ts';
import { isFormatError, placedIn } from '../../../src-main/cms/format-error.ts';
import { noSignerSentence, parseSignedData } from '../../../src-main/cms/parsed-signed-data.ts';
import { parseTimestampFile } from '../../../src-main/cms/timestamp-file.ts';
import { makeCms } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';

const cms = makeCms(testPki().signer('p-256'), 'ecdsa-sha256', Buffer.from('content'));
/** In a buffer with something before it, as most bytes of files are. */
const whole = Buffer.concat([Buffer.alloc(17, 7), cms]);
const signedData = derAt(derAt(cms).content, derAt(derAt(cms).content).bytes.length);
const members = children(readDer(signedData.content));
const placeOf = (value: Uint8Array) => value.byteOffset - cms.byteOffset;
const signerInfo = children(members.at(-1) ?? derAt(cms))[0]?.bytes ?? cms;
const signerVersion = placeOf(derAt(signerInfo).content);
const version = placeOf(members[0]?.bytes ?? cms);

function faultOf(read: () => unknown): { message: string; offset: number | undefined } {
  try {
    read();
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return { message: error.message, offset: error.offset };
  }
  throw new Error('it was read');
}

function edited(at: number, ...octets: readonly number[]): Buffer {
  const copy = Buffer.from(whole).subarray(17);
  copy.set(octets, at);
  return copy;
}

describe('a malformed structure says at which octet of it the fault is', () => {
  it.each([
    ['another type at its head', edited(0, 0x31), 0],
    ['a version of another type', edited(version, 0x0a), version],
    ['a version that does not exist', edited(version + 2, 9), version],
    ['a signer of a version that does not exist', edited(signerVersion + 2, 9), signerVersion],
    [
      'a list of signers that is another thing',
      edited(placeOf(members.at(-1)?.bytes ?? cms), 0x30),
      placeOf(members.at(-1)?.bytes ?? cms),
    ],
    ['an octet behind it', Buffer.concat([cms, Buffer.from([0, 0, 1])]), cms.length + 2],
    ['an end too early', cms.subarray(0, cms.length - 1), 0],
  ])('%s', (_, bytes, offset) => {
    const fault = faultOf(() => parseSignedData(bytes));
    expect(fault).toMatchObject({ offset });
    expect(fault.message).toMatch(new RegExp(` The fault is at offset ${offset}\\.$`));
  });

  it('of its DER form where it is not DER itself, and then names no place in the file', () => {
    const inner = derAt(cms).content;
    const loose = Buffer.concat([
      Buffer.from([0x30, 0x80]),
      inner.subarray(0, -signedData.bytes.length),
      Buffer.from([0xa0, 0x80]),
      Buffer.from(signedData.content),
      Buffer.alloc(4),
    ]);
    expect(parseSignedData(loose).signerInfos).toHaveLength(1);
    const broken = Buffer.from(loose);
    broken[broken.indexOf(signedData.content.subarray(0, 12)) + version - placeOf(signedData.content) + 2] = 9;
    expect(faultOf(() => parseSignedData(broken))).toEqual({
      message: expect.stringMatching(/version 9, which does not exist\. The fault is at offset \d+ of its DER form\.$/),
      offset: undefined,
    });
  });

  it('where one value ends too early, at its end; where it holds too much, at what is too much', () => {
    const empty = sequence(sequence(), integer(1));
    const read = (bytes: Uint8Array) => placedIn(bytes, () => new Members(new Members(readDer(bytes)).take()).take());
    expect(faultOf(() => read(empty)).offset).toBe(4);
    const end = (bytes: Uint8Array) => placedIn(bytes, () => new Members(readDer(bytes)).end());
    expect(faultOf(() => end(empty)).offset).toBe(2);
  });

  it('a certificate in it is told with the same place, and that it may be the one of the signer', () => {
    const certificate = derAt(testPki().signer('p-256').certificate);
    const start = cms.findIndex((_, at) => Buffer.from(cms).subarray(at).indexOf(certificate.bytes) === 0);
    const tbs = derAt(certificate.content);
    const [version] = children(tbs);
    const at = start + (version?.bytes.byteOffset ?? 0) - certificate.bytes.byteOffset;
    const parsed = parseSignedData(edited(at, 0x05));
    expect(parsed.unreadableCertificates).toEqual([
      expect.stringMatching(new RegExp(`The fault is at offset ${at}\\.$`)),
    ]);
    expect(noSignerSentence(parsed)).toMatch(
      /nor among the certificates given\. A certificate in the signature cannot/,
    );
    expect(noSignerSentence(parseSignedData(cms))).toMatch(/certificates given\.$/);
  });

  it('evidence records and timestamps, too', () => {
    const record = sequence(integer(1), sequence(), encode(0xa0), integer(3));
    expect(faultOf(() => parseEvidenceRecord(record)).offset).toBe(9);
    expect(faultOf(() => parseTimestampFile(sequence(sequence(encode(0x04, Uint8Array.of(1)))))).offset).toBe(4);
  });
});
