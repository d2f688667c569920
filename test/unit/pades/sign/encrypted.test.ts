import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localTimestamper } from '../../../../scripts/pki/local-timestamper.ts';
import { CA_NAMES } from '../../../../scripts/pki/make-pki.ts';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import { listSignatureFields } from '../../../../src-main/pades/format/fields.ts';
import { documentTimestamp } from '../../../../src-main/pades/sign/document-timestamp.ts';
import { layOutSecurityStore } from '../../../../src-main/pades/sign/dss.ts';
import { hashState, preparePdfSignature, roomForTimestamp } from '../../../../src-main/pades/sign/sign-pdf.ts';
import type { Appearance, SignatureHome } from '../../../../src-main/pades/sign/signature-update.ts';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { rc4 } from '../../../../src-main/pdf/encryption/rc4.ts';
import { PdfDict, PdfName, PdfStream } from '../../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import type { SignatureAlgorithm } from '../../../../src-main/platform/signer.ts';
import type { Timestamper } from '../../../../src-main/platform/timestamper.ts';
import { signWith } from '../../../support/cms.ts';
import { encryptPdf, METHODS, OWNER, USER } from '../../../support/encrypt.ts';
import { buildPdf } from '../../../support/pdf-builder.ts';
import { difference, drawPage } from '../../../support/picture.ts';
import { testPki } from '../../../support/pki.ts';
import { OID, partsOf, signaturesOf } from '../../../support/signed-pdf.ts';
import { describeWithTool, temporaryFolder } from '../../../support/tools.ts';
import { pdfsigVerdicts, qpdfComplaint } from '../../../support/witnesses.ts';

const pki = testPki();
const alice = pki.signer('p-256');
const RECT = { x0: 100, y0: 100, x1: 200, y1: 150 };

/** A black box, drawn by a stream that the update encrypts. */
const box: Appearance = {
  userRect: RECT,
  put(update) {
    const ref = update.reserve();
    const dict = new PdfDict([
      ['Type', new PdfName('XObject')],
      ['Subtype', new PdfName('Form')],
      ['BBox', [0, 0, 100, 50]],
    ]);
    update.put(ref, new PdfStream(dict, Buffer.from('0 0 100 50 re f')));
    return ref;
  },
};

/** Signs as the product does: a new field of this name, or the empty one that has it. */
async function signed(
  pdf: Uint8Array,
  name: string,
  password: string,
  appearance?: Appearance,
  timestamper?: Timestamper,
): Promise<Uint8Array> {
  const document = await PdfDocument.open(bytesSource(pdf), { password });
  const field = (await listSignatureFields(document)).find((one) => one.name === name);
  const look = appearance === undefined ? {} : { appearance };
  const home: SignatureHome =
    field === undefined
      ? { kind: 'new', name, page: await document.page(1), ...look }
      : { kind: 'existing', field, ...look };
  const prepared = await preparePdfSignature(document, {
    home,
    words: { name: alice.name, time: systemClock.now(), reason: 'Grüße (und) mehr' },
    certificate: new Certificate(alice.certificate),
    chain: alice.chain,
    algorithm: 'ecdsa-sha256',
    ...(timestamper === undefined ? {} : { timestampRoom: roomForTimestamp() }),
  });
  const signer = { sign: async (data: Uint8Array, algorithm: SignatureAlgorithm) => signWith(alice, algorithm, data) };
  const { bytes } = await prepared.complete(hashState(prepared.hash).update(pdf), signer, timestamper);
  return Buffer.concat([pdf, bytes]);
}

const verify = (pdf: Uint8Array, password: string) =>
  verifyPdf(bytesSource(pdf), {
    anchors: [new Certificate(pki.root.certificate)],
    certificates: [],
    crls: [],
    at: systemClock.now(),
    password,
  });

describeWithTool(['qpdf', 'pdfsig', 'pdftoppm'], 'three signatures in an encrypted file', () => {
  const cases = METHODS.flatMap((method) =>
    (['disable', 'generate'] as const).map((objectStreams) => ({ ...method, objectStreams })),
  );
  it.concurrent.each(cases)(
    '$name, object streams: $objectStreams',
    async ({ words, method, revision, objectStreams }) => {
      const folder = temporaryFolder();
      const plain = buildPdf({
        pages: [{ text: 'One (encrypted) page' }],
        fields: [{ name: 'Second', rect: [10, 10, 60, 40] }],
        compress: true,
      });
      const file = await encryptPdf(plain, folder, { words, objectStreams });
      const before = readFileSync(file);
      const first = await signed(before, 'First', USER);
      const second = await signed(first, 'Second', OWNER);
      const third = await signed(second, 'Third', USER, box);
      writeFileSync(file, third);

      expect(Buffer.from(third.subarray(0, before.length)).equals(before)).toBe(true);
      const document = await PdfDocument.open(bytesSource(third), { password: USER });
      expect(document.encryption).toMatchObject({ method, revision, openedAs: 'user' });
      const report = await verify(third, USER);
      expect(report.signatures).toMatchObject([
        { field: 'First', subIndication: 'TRY_LATER', level: 'B-B', coversRevision: 2, changesAfter: 'permitted' },
        { field: 'Second', subIndication: 'TRY_LATER', level: 'B-B', coversRevision: 3, changesAfter: 'permitted' },
        { field: 'Third', subIndication: 'TRY_LATER', level: 'B-B', coversRevision: 4, changesAfter: 'none' },
      ]);
      expect(await qpdfComplaint(file, USER)).toBe('');
      for (const password of [USER, OWNER]) {
        const verdicts = await pdfsigVerdicts(file, password);
        expect(verdicts.map(({ valid }) => valid)).toEqual([true, true, true]);
        expect(verdicts.filter(({ whole }) => whole)).toHaveLength(1);
      }
      const open = join(folder, 'plain.pdf');
      writeFileSync(open, plain);
      const changed = difference(await drawPage(open, 1, 72), await drawPage(file, 1, 72, OWNER));
      expect(changed).toEqual(RECT);
    },
  );
});

describeWithTool(['qpdf', 'pdfsig'], 'an encrypted file with everything that keeps a signature valid', () => {
  const cases = METHODS.filter(({ words }) => words.length < 3);
  it.concurrent.each(cases)('$name: security store and document timestamp', async ({ words }) => {
    const folder = temporaryFolder();
    const file = await encryptPdf(buildPdf(), folder, { words });
    const timestamper = localTimestamper(pki);
    const open = (pdf: Uint8Array) => PdfDocument.open(bytesSource(pdf), { password: USER });
    const first = await signed(readFileSync(file), 'First', USER, box, timestamper);
    const now = systemClock.now();
    const tomorrow = new Date(now.getTime() + 86_400_000);
    const store = await layOutSecurityStore(await open(first), {
      certificates: [...pki.tsa().chain, pki.tsa().certificate, pki.ca('issuing-1').certificate],
      ocsps: [],
      crls: CA_NAMES.map((ca) => pki.crl(ca, now, tomorrow)),
    });
    const stored = Buffer.concat([first, store ?? new Uint8Array()]);
    const { bytes } = await documentTimestamp(await open(stored), hashState('sha256').update(stored), timestamper);
    const last = Buffer.concat([stored, bytes]);
    writeFileSync(file, last);

    expect((await verify(last, OWNER)).signatures).toMatchObject([
      { field: 'First', indication: 'TOTAL-PASSED', level: 'B-LTA', changesAfter: 'permitted' },
      { kind: 'timestamp', indication: 'TOTAL-PASSED', changesAfter: 'none' },
    ]);
    expect(await qpdfComplaint(file, USER)).toBe('');
    // pdfsig checks no timestamps: that its token stands in the file as it is shows in the bytes.
    expect((await pdfsigVerdicts(file, USER)).map(({ valid }) => valid)).toEqual([true, false]);
    const types = signaturesOf(last).map(({ cms }) => partsOf(cms).signedData.encapContentInfo.eContentType);
    expect(types).toEqual([OID.data, '1.2.840.113549.1.9.16.1.4']);
  });
});

const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/** A file of RC4 with 40 bits and an empty password. Nothing in it is a string; its content is nonsense, which nobody reads. */
function encryptedByHand(idEntry: string, id: Uint8Array): Uint8Array {
  const owner = Buffer.alloc(32, 0x41);
  const permissions = Buffer.from('fcffffff', 'hex');
  const digest = createHash('md5').update(PADDING).update(owner).update(permissions).update(id).digest();
  const user = Buffer.from(rc4(digest.subarray(0, 5), PADDING));
  const entries = `/Filter /Standard /V 1 /R 2 /P -4 /O <${owner.toString('hex')}> /U <${user.toString('hex')}>`;
  const text = Buffer.from(buildPdf({ id: false, info: false })).toString('latin1');
  return Buffer.from(text.replace('/Root 1 0 R', `/Root 1 0 R /Encrypt << ${entries} >> ${idEntry}`), 'latin1');
}

describe('a file whose /ID is missing, malformed or short', () => {
  it.each([
    ['', []],
    ['/ID [<07>]', [7]],
    ['/ID (no array)', []],
    ['/ID [42 <07>]', []],
    ['/ID [<0708> <09>]', [7, 8]],
  ])('“%s”: its password still opens it after a signature', async (entry, id) => {
    const after = await signed(encryptedByHand(entry, Uint8Array.from(id)), 'First', '');
    const report = await verify(after, '');
    expect(report.signatures).toMatchObject([
      { field: 'First', coversRevision: 2, changesAfter: 'none', level: 'B-B' },
    ]);
  });
});
