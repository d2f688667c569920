import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MANIFEST_NAME, manifestOf, SIGNATURE_NAME } from '../../../src-main/cades/asic/make-container.ts';
import { readManifest } from '../../../src-main/cades/asic/manifest.ts';
import { verifyContainer } from '../../../src-main/cades/asic/verify-container.ts';
import { type PackedFile, writeContainer } from '../../../src-main/cades/asic/write-container.ts';
import { signCades } from '../../../src-main/cades/sign/sign-cades.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { signWith } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithTool, temporaryFolder } from '../../support/tools.ts';

const pki = testPki();
const now = new Date();
const given = {
  anchors: [new Certificate(pki.root.certificate)],
  certificates: [],
  crls: [pki.rootCrl, pki.issuingCrl].map((der) => new Crl(der)),
  ocsps: [],
  at: now,
};
const FILES = { 'Rahmenvertrag “A”.txt': 'one', 'plans/floor & roof.svg': '<svg/>' };

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

function packed(files: Readonly<Record<string, string>>): PackedFile[] {
  return Object.entries(files).map(([name, text]) => ({
    name,
    size: Buffer.byteLength(text),
    stream: async function* () {
      yield Buffer.from(text);
    },
  }));
}

async function container(files: Readonly<Record<string, string>>, signed = FILES as Readonly<Record<string, string>>) {
  const manifest = manifestOf(
    Object.entries(signed).map(([name, text]) => ({ name, digest: sha256(text) })),
    'sha256',
  );
  const signer = pki.signer('p-256');
  const certificate = new Certificate(signer.certificate);
  const cms = await signCades(
    sha256(manifest),
    { certificate, chain: signer.chain, algorithm: 'ecdsa-sha256', time: now },
    { sign: async (bytes, name) => signWith(signer, name, bytes) },
  );
  const meta = [
    { name: MANIFEST_NAME, bytes: manifest },
    { name: SIGNATURE_NAME, bytes: cms },
  ];
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeContainer(packed(files), meta, now)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const verify = async (bytes: Uint8Array) => verifyContainer(bytesSource(bytes), given);

describe('ASiC-E containers (EN 319 162-1)', () => {
  it('begins with the stored mimetype and nothing before it (A.1)', async () => {
    const bytes = await container(FILES);
    expect(bytes.subarray(30, 38).toString()).toBe('mimetype');
    expect(bytes.readUInt16LE(8)).toBe(0);
    expect(bytes.readUInt16LE(28)).toBe(0);
    expect(bytes.subarray(38, 38 + 31).toString()).toBe('application/vnd.etsi.asic-e+zip');
  });

  it('passes, whatever the names of the files', async () => {
    expect(await verify(await container(FILES))).toMatchObject({
      verdict: 'TOTAL-PASSED',
      documentStatus: 'unchanged',
    });
  });

  it('a changed, a missing and an added document are each seen', async () => {
    const changed = await verify(await container({ ...FILES, 'Rahmenvertrag “A”.txt': 'two' }));
    expect(changed).toMatchObject({ verdict: 'TOTAL-FAILED', documentStatus: 'changed-forbidden' });
    const missing = await verify(await container({ 'plans/floor & roof.svg': '<svg/>' }));
    expect(missing).toMatchObject({ verdict: 'INDETERMINATE' });
    expect(missing.signatures[0]?.subIndication).toBe('SIGNED_DATA_NOT_FOUND');
    const added = await verify(await container({ ...FILES, 'appendix.txt': 'not agreed' }));
    expect(added).toMatchObject({ verdict: 'INDETERMINATE', documentStatus: 'unclear' });
    expect(added.signatures[0]?.warnings.join()).toContain('“appendix.txt” lies in the container and is not signed');
  });

  it('a ZIP file that is no container, and one cut short, are refused by name', async () => {
    for (const bytes of [Buffer.from('PK\u0003\u0004'), (await container(FILES)).subarray(0, 300)]) {
      const message = expect.stringMatching(/[^.]\.$/);
      await expect(verify(bytes)).rejects.toMatchObject({ code: 'CONTAINER_DAMAGED', message });
    }
  });

  it('a name that differs between directory and data is refused', async () => {
    const bytes = await container(FILES);
    const at = bytes.indexOf('plans/floor');
    bytes.write('plane/floor', at);
    await expect(verify(bytes)).rejects.toMatchObject({ code: 'CONTAINER_DAMAGED' });
  });

  it('a manifest with a document type is refused', () => {
    const xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>';
    expect(() => readManifest(Buffer.from(xml))).toThrow('declares a document type');
  });
});

describeWithTool('python3', 'ASiC-E seen by another ZIP reader', () => {
  it('reads every file and finds no error', async () => {
    const file = join(temporaryFolder(), 'two.asice');
    writeFileSync(file, await container(FILES));
    const names = execFileSync(
      'python3',
      [
        '-c',
        'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print("\\n".join(z.namelist()))',
        file,
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
      },
    );
    expect(names.trim().split('\n')).toEqual(['mimetype', ...Object.keys(FILES), MANIFEST_NAME, SIGNATURE_NAME]);
  });
});
