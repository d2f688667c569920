import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { fileKind } from '../../../src-main/workflow/file-kind.ts';
import { verifyDocument } from '../../../src-main/workflow/verify-document.ts';
import { makeCms } from '../../support/cms.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { rawZip } from '../../support/raw-zip.ts';
import { temporaryFolder } from '../../support/tools.ts';

const pdf = buildPdf();
const cms = makeCms(testPki().signer('p-256'), 'ecdsa-sha256', Buffer.from('a text'));
/** A container whose first document is a PDF that is not compressed: its header lies within the first octets. */
const container = rawZip([
  { name: 'mimetype', data: 'application/vnd.etsi.asic-e+zip' },
  { name: 'a.pdf', data: pdf },
]);
const pem = Buffer.from(
  `\nSignature:\n-----BEGIN CMS-----\n${Buffer.from(cms).toString('base64')}\n-----END CMS-----\n`,
);
const kind = (bytes: Uint8Array, name: string) => fileKind(bytesSource(bytes), name);

describe('what a signed file is', () => {
  it('is told by its bytes', async () => {
    expect(await kind(pdf, 'a.pdf')).toBe('pdf');
    expect(await kind(pdf, 'a')).toBe('pdf');
    expect(await kind(cms, 'a.txt.p7s')).toBe('cms');
    expect(await kind(pem, 'a.txt.p7s')).toBe('cms');
    expect(await kind(container, 'a.asice')).toBe('container');
    expect(await kind(rawZip([{ name: 'mimetype', data: 'x' }]), 'a.zip')).toBe('container');
    expect(await kind(new Uint8Array(), 'a.pdf')).toBe('pdf');
  });

  it('is a PDF where its name has a viewer open it as one', async () => {
    expect(await kind(container, 'a.pdf')).toBe('pdf');
  });

  it.each<[string, Uint8Array, string]>([
    ['a PDF called a signature', pdf, 'CMS_UNREADABLE'],
    ['a container called a signature', container, 'CMS_UNREADABLE'],
    ['nothing called a signature', new Uint8Array(), 'CMS_UNREADABLE'],
  ])('%s is refused: it would pass for proof of the file beside it', async (_, bytes, code) => {
    await expect(kind(bytes, 'contract.txt.p7s')).rejects.toMatchObject({ code });
    await expect(kind(bytes, 'contract.txt.P7S')).rejects.toMatchObject({ code });
  });

  it('a PDF or a signature called a container is refused', async () => {
    for (const bytes of [pdf, cms]) {
      await expect(kind(bytes, 'contract.asice')).rejects.toMatchObject({ code: 'CONTAINER_DAMAGED' });
    }
  });

  it('a file beside what holds its own content is not silently left out', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.pdf');
    writeFileSync(file, pdf);
    const trust = { anchors: [new Certificate(testPki().root.certificate)], certificates: [], crls: [], ocsps: [] };
    const verified = verifyDocument(file, trust, new Date(), { content: join(folder, 'other.txt') });
    await expect(verified).rejects.toMatchObject({ code: 'USAGE' });
  });
});
