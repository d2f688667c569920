import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MANIFEST_NAME, manifestOf, SIGNATURE_NAME } from '../../../src-main/cades/asic/make-container.ts';
import { readManifest } from '../../../src-main/cades/asic/manifest.ts';
import { ASICE, ASICS } from '../../../src-main/cades/asic/read-container.ts';
import { verifyContainer } from '../../../src-main/cades/asic/verify-container.ts';
import { signCades } from '../../../src-main/cades/sign/sign-cades.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { signWith } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';
import { type RawEntry, rawZip, unicodePath } from '../../support/raw-zip.ts';

const pki = testPki();
const now = new Date();
const given = {
  anchors: [new Certificate(pki.root.certificate)],
  certificates: [],
  crls: [pki.rootCrl, pki.issuingCrl].map((der) => new Crl(der)),
  ocsps: [],
  at: now,
};
const TEXT = 'I owe you nothing.\n';
const FORGED = 'I owe you a house.\n';
const MIMETYPE: RawEntry = { name: 'mimetype', data: ASICE };

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

async function signed(bytes: Uint8Array): Promise<Uint8Array> {
  const signer = pki.signer('p-256');
  const certificate = new Certificate(signer.certificate);
  return signCades(
    sha256(bytes),
    { certificate, chain: signer.chain, algorithm: 'ecdsa-sha256', time: now },
    { sign: async (toBeSigned, name) => signWith(signer, name, toBeSigned) },
  );
}

/** What belongs into META-INF for a manifest over these files. */
async function meta(names: Readonly<Record<string, string>>): Promise<RawEntry[]> {
  const documents = Object.entries(names).map(([name, text]) => ({ name, digest: sha256(text) }));
  const manifest = manifestOf(documents, 'sha256');
  return [
    { name: MANIFEST_NAME, data: manifest },
    { name: SIGNATURE_NAME, data: await signed(manifest) },
  ];
}

const verify = (bytes: Uint8Array) => verifyContainer(bytesSource(bytes), given);
const DEED: RawEntry = { name: 'deed.txt', data: TEXT };

describe('a container that two readers understand differently', () => {
  it('is read when it does not lie', async () => {
    const bytes = rawZip([MIMETYPE, DEED, ...(await meta({ 'deed.txt': TEXT }))], { comment: `mimetype=${ASICE}` });
    expect((await verify(bytes)).verdict).toBe('TOTAL-PASSED');
  });

  const other: RawEntry = { name: 'deed.txt', data: FORGED, listed: false };
  it.each<[string, RawEntry[], string]>([
    ['with a file that its directory does not list', [DEED, other], 'does not list'],
    ['with such a file in place of the first', [other, DEED], 'does not list'],
    [
      'whose name an extra field changes',
      [{ ...DEED, name: 'fake.txt', extra: unicodePath('fake.txt', 'deed.txt') }],
      'differently',
    ],
    ['that gives a size at the data that hides the rest', [{ ...DEED, localSize: 4 }], 'describes'],
    ['whose folder is a file to others', [DEED, { name: 'x/', localName: 'a.txt', data: FORGED }], 'differently'],
    ['whose folder has a content', [DEED, { name: 'x/', data: FORGED }], 'content'],
    ['with a link', [{ ...DEED, mode: 0o120777 }], 'link'],
    ['with an encrypted file', [{ ...DEED, flags: 0x801 }], 'stored file'],
    ['with the same name twice', [DEED, DEED], 'twice'],
    ['with a way out of its folder', [DEED, { name: '../deed.txt', data: FORGED }], 'ZIP'],
    ['with an absolute name', [DEED, { name: '/deed.txt', data: FORGED }], 'ZIP'],
    ['with a backslash', [DEED, { name: 'META-INF\\deed.txt', data: FORGED }], 'ZIP'],
  ])('%s is refused', async (_, files, word) => {
    const bytes = rawZip([MIMETYPE, ...files, ...(await meta({ 'deed.txt': TEXT }))]);
    await expect(verify(bytes)).rejects.toMatchObject({
      code: 'CONTAINER_DAMAGED',
      message: expect.stringContaining(word),
    });
  });

  it('with something before it, or a second ZIP file in its comment, is refused', async () => {
    const entries = [MIMETYPE, DEED, ...(await meta({ 'deed.txt': TEXT }))];
    const inside = rawZip([MIMETYPE, { name: 'deed.txt', data: FORGED }]).toString('latin1');
    for (const bytes of [rawZip(entries, { before: 'PK\u0003\u0004' }), rawZip(entries, { comment: inside })]) {
      await expect(verify(bytes)).rejects.toMatchObject({ code: 'CONTAINER_DAMAGED' });
    }
  });
});

describe('what a signature in a container does not cover', () => {
  it.each([
    'Deed.txt',
    'deed.txt\u0000.txt',
    'deed.txt ',
    'meta-inf/note.txt',
    'META-INFO/note.txt',
    'de\u0065\u0301d.txt',
  ])('a further file %j is seen', async (name) => {
    const bytes = rawZip([MIMETYPE, DEED, { name, data: FORGED }, ...(await meta({ 'deed.txt': TEXT }))]);
    expect((await verify(bytes)).verdict).toBe('INDETERMINATE');
  });

  it('a manifest over nothing, over the folder of signatures or over itself proves nothing of the files', async () => {
    for (const names of [{}, { [SIGNATURE_NAME]: TEXT }, { [MANIFEST_NAME]: TEXT }]) {
      const report = await verify(rawZip([MIMETYPE, DEED, ...(await meta(names))]));
      expect(report.verdict).toBe('INDETERMINATE');
    }
  });

  it('two digests of one file must both be right, however its name is written', async () => {
    const [good] = await meta({ 'deed.txt': TEXT, 'deed%2Etxt': FORGED });
    const manifest = Buffer.from(
      Buffer.from(good?.data ?? '')
        .toString()
        .replace('%252E', '%2E'),
    );
    const entries = [
      { name: MANIFEST_NAME, data: manifest },
      { name: SIGNATURE_NAME, data: await signed(manifest) },
    ];
    expect((await verify(rawZip([MIMETYPE, DEED, ...entries]))).verdict).toBe('TOTAL-FAILED');
  });

  it('a signature that no manifest names, and one over two files in a simple container, are never taken for none', async () => {
    const cms = await signed(Buffer.from(TEXT));
    const alone = rawZip([MIMETYPE, DEED, { name: SIGNATURE_NAME, data: cms }]);
    const simple = { name: 'mimetype', data: ASICS };
    const two = rawZip([simple, DEED, { name: 'b.txt', data: '' }, { name: 'META-INF/signature.p7s', data: cms }]);
    for (const bytes of [alone, two]) {
      const report = await verify(bytes);
      expect(report).toMatchObject({ verdict: 'INDETERMINATE' });
      expect(report.signatures[0]?.subIndication).toBe('SIGNED_DATA_NOT_FOUND');
    }
    const one = rawZip([simple, DEED, { name: 'META-INF/signature.p7s', data: cms }]);
    expect((await verify(one)).verdict).toBe('TOTAL-PASSED');
  });
});

describe('bounds', () => {
  it('a name with a bare percent sign is the name', () => {
    const bytes = Buffer.from(manifestOf([{ name: 'a', digest: sha256('') }], 'sha256')).toString();
    expect(readManifest(Buffer.from(bytes.replace('URI="a"', 'URI="100%.txt"'))).entries[0]?.name).toBe('100%.txt');
  });

  it('a manifest of more files than a container holds is malformed', async () => {
    const documents = Array.from({ length: 10_001 }, () => ({ name: 'deed.txt', digest: sha256(TEXT) }));
    expect(() => readManifest(manifestOf(documents, 'sha256'))).toThrow('more files');
  });

  it('manifests that are too long together are refused, and what is wrong is not told ten thousand times', async () => {
    const documents = Array.from({ length: 9000 }, (_, at) => ({ name: `file ${at}`, digest: sha256('') }));
    const manifest = manifestOf(documents, 'sha256');
    const named = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ name: `META-INF/ASiCManifest${at}.xml`, data: manifest }));
    const entries = [MIMETYPE, DEED, { name: SIGNATURE_NAME, data: await signed(manifest) }];
    await expect(verify(rawZip([...entries, ...named(12)]))).rejects.toMatchObject({ code: 'CONTAINER_DAMAGED' });
    const [report] = (await verify(rawZip([...entries, ...named(1)]))).signatures;
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'SIGNED_DATA_NOT_FOUND' });
    expect(report?.warnings.length).toBeLessThan(30);
  });

  it('hundreds of manifests are refused', async () => {
    const manifest = manifestOf([{ name: 'deed.txt', digest: sha256(TEXT) }], 'sha256');
    const many = Array.from({ length: 201 }, (_, at) => ({ name: `META-INF/ASiCManifest${at}.xml`, data: manifest }));
    await expect(verify(rawZip([MIMETYPE, DEED, ...many]))).rejects.toMatchObject({ code: 'CONTAINER_DAMAGED' });
  });
});
