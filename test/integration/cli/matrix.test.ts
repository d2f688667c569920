import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignerKind } from '../../../scripts/pki/make-pki.ts';
import { softHsmModule } from '../../../scripts/pki/softhsm-token.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { buildPdf, type PageSpec, type PdfForm } from '../../support/pdf-builder.ts';
import { difference, drawPage } from '../../support/picture.ts';
import { testPki } from '../../support/pki.ts';
import {
  bindsCertificate,
  messageDigestOf,
  OID,
  partsOf,
  type SignatureBytes,
  signaturesOf,
} from '../../support/signed-pdf.ts';
import { describeWithTool, PROJECT_ROOT, toolPath } from '../../support/tools.ts';
import {
  mutoolVerdicts,
  nobleAccepts,
  opensslAccepts,
  pdfsigVerdicts,
  qpdfComplaint,
  WITNESS_PROGRAMS,
  type Witness,
} from '../../support/witnesses.ts';
import { type SignSummary, Workbench } from '../../support/workbench.ts';

interface Kind {
  readonly kind: SignerKind;
  readonly digest: 'sha256' | 'sha384' | 'sha512';
  readonly digestOid: string;
  /** Object identifiers that may name the signature algorithm. */
  readonly signatureOids: readonly string[];
  readonly witnesses: readonly Witness[];
}

const ALL: readonly Witness[] = ['openssl', 'pdfsig', 'mutool'];
const RSA = {
  digest: 'sha256',
  digestOid: OID.sha256,
  signatureOids: [OID.rsa, OID.rsaSha256],
  witnesses: ALL,
} as const;
const KINDS: Readonly<Record<string, Kind>> = {
  'RSA-2048': { kind: 'rsa-2048', ...RSA },
  'RSA-4096': { kind: 'rsa-4096', ...RSA },
  'P-256': { kind: 'p-256', digest: 'sha256', digestOid: OID.sha256, signatureOids: [OID.ecdsaSha256], witnesses: ALL },
  'P-384': { kind: 'p-384', digest: 'sha384', digestOid: OID.sha384, signatureOids: [OID.ecdsaSha384], witnesses: ALL },
  // RFC 8419. Neither OpenSSL 3.0 nor the two viewers verify Ed25519 in CMS.
  Ed25519: {
    kind: 'ed25519',
    digest: 'sha512',
    digestOid: OID.sha512,
    signatureOids: [OID.ed25519],
    witnesses: ['noble'],
  },
  // NSS, on which pdfsig stands, verifies no signature of an id-RSASSA-PSS key, whoever made it.
  'RSA-PSS only': {
    kind: 'rsa-pss',
    digest: 'sha256',
    digestOid: OID.sha256,
    signatureOids: [OID.rsaPss],
    witnesses: ['openssl', 'mutool'],
  },
};

const FORMS: readonly PdfForm[] = ['classic', 'xref-stream', 'object-streams'];
const RECT = { x0: 40, y0: 30, x1: 240, y1: 100 };
/** Pages on which the place of a visible signature is easily missed, one for each form of file; size as displayed. */
const ODD_PAGES: Readonly<Record<PdfForm, PageSpec & { width: number }>> = {
  classic: { rotate: 90, cropBox: [30, 40, 530, 700], width: 660 },
  'xref-stream': { rotate: 270, userUnit: 2, width: 1584 },
  'object-streams': {
    rotate: 180,
    cropBox: [-10, 20, 590, 760],
    mediaBox: [-20, 0, 612, 792],
    userUnit: 1.5,
    width: 900,
  },
};

const bench = new Workbench();
const tokenKinds = ['RSA-2048', 'RSA-4096', 'P-256', 'P-384', 'Ed25519'];
const storeKinds = ['RSA-2048', 'P-256', 'Ed25519', 'RSA-PSS only'];
const sources: string[] = [];
let contract: string;
let tokenKey: (kind: SignerKind) => string[];

function kindOf(name: string): Kind {
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(name);
  return kind;
}

beforeAll(() => {
  for (const form of FORMS) {
    sources.push(bench.write(`plain-${form}.pdf`, buildPdf({ form, pages: [{}, {}] })));
    sources.push(bench.write(`odd-${form}.pdf`, buildPdf({ form, pages: [{ text: 'first' }, ODD_PAGES[form]] })));
  }
  contract = bench.write('contract.pdf', readFileSync(join(PROJECT_ROOT, 'resources', 'sample', 'contract.pdf')));
  if (softHsmModule() !== undefined)
    tokenKey = bench.token(
      'Alice',
      tokenKinds.map((name) => kindOf(name).kind),
    );
});

describeWithTool(WITNESS_PROGRAMS, 'every key, every form of file, as other programs see it', () => {
  for (const name of tokenKinds) {
    it.skipIf(softHsmModule() === undefined)(
      `SoftHSM ${name}${softHsmModule() === undefined ? ' (skipped: softhsm2 not installed)' : ''}`,
      async () => {
        await signAndCheckAll(kindOf(name), `token-${name}`, tokenKey(kindOf(name).kind));
      },
    );
  }
  it.each(storeKinds)('PKCS#12 %s', async (name) => {
    await signAndCheckAll(kindOf(name), `store-${name}`, await bench.keyStore(kindOf(name).kind));
  });

  it('every witness sees a changed byte', async () => {
    for (const name of ['P-256', 'Ed25519']) {
      const kind = kindOf(name);
      const [summary] = await signFiles(sources.slice(0, 1), `changed-${name}`, await bench.keyStore(kind.kind), []);
      const bytes = readFileSync(summary?.output ?? '');
      const [sound] = signaturesOf(bytes);
      if (sound === undefined) throw new Error('no signature');
      // A letter of the page's text; for noble, which reads the signature alone, the last byte of its value.
      const place = name === 'Ed25519' ? sound.gapStart + 1 + 2 * sound.cms.length - 1 : bytes.indexOf('(Page 1)') + 1;
      bytes[place] = bytes[place] === 0x31 ? 0x32 : 0x31;
      const file = bench.write(`changed-${name}.pdf`, bytes);
      const [changed] = signaturesOf(bytes);
      if (changed === undefined) throw new Error('no signature');
      for (const witness of kind.witnesses) expect(await asks(witness, file, changed), witness).toBe(false);
      expect((await bench.verify(file, 1)).verdict).toBe('TOTAL-FAILED');
    }
  });

  it('the sample contract, signed on its last page', async () => {
    const place = ['--page', '-1', '--rect', '76,379,209,78'];
    const [summary] = await signFiles([contract], 'sample', await bench.keyStore('p-256'), place);
    if (summary === undefined) throw new Error('nothing signed');
    await check(summary, kindOf('P-256'));
  });
});

describe('the visible signature', () => {
  const missing = toolPath('pdftoppm') === undefined;
  it.skipIf(missing)(
    `leaves the page outside its rectangle as it was${missing ? ' (skipped: pdftoppm not installed)' : ''}`,
    async () => {
      const key = await bench.keyStore('p-256');
      const odd = sources.filter((source) => source.includes('odd-'));
      const place = ['--page', '-1', '--rect', '40,30,200,70', '--reason', 'I agree', '--location', 'Windhoek'];
      const signed = await signFiles(odd, 'rendered', key, place);
      for (const [index, form] of FORMS.entries()) {
        const [before, after] = [odd[index] ?? '', signed[index]?.output ?? ''];
        expect(difference(await drawPage(before, 1, 72), await drawPage(after, 1, 72)), form).toBeUndefined();
        const [blank, stamped] = [await drawPage(before, 2, 72), await drawPage(after, 2, 72)];
        const scale = blank.width / ODD_PAGES[form].width;
        const box = difference(blank, stamped);
        expect(box, form).toBeDefined();
        const margin = 1;
        expect(box?.x0, form).toBeGreaterThanOrEqual(RECT.x0 * scale - margin);
        expect(box?.y0, form).toBeGreaterThanOrEqual(RECT.y0 * scale - margin);
        expect(box?.x1, form).toBeLessThanOrEqual(RECT.x1 * scale + margin);
        expect(box?.y1, form).toBeLessThanOrEqual(RECT.y1 * scale + margin);
      }
    },
  );
});

/** Signs all inputs with one key, invisibly and visibly on the odd pages, and asks every witness that can read the kind. */
async function signAndCheckAll(kind: Kind, folder: string, key: readonly string[]): Promise<void> {
  const plain = sources.filter((source) => source.includes('plain-'));
  const odd = sources.filter((source) => source.includes('odd-'));
  const place = ['--page', '2', '--rect', '40,30,200,70', '--reason', 'Grüße aus Łódź'];
  const [invisible, visible] = await Promise.all([
    signFiles(plain, folder, key, []),
    signFiles(odd, folder, key, place),
  ]);
  expect([...invisible, ...visible]).toHaveLength(2 * FORMS.length);
  for (const summary of [...invisible, ...visible]) await check(summary, kind);
  const first = visible[0]?.output ?? '';
  const report = await bench.verify(first);
  expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'unchanged', visualChange: false });
}

async function signFiles(
  files: readonly string[],
  folder: string,
  key: readonly string[],
  place: readonly string[],
): Promise<SignSummary[]> {
  const words = ['sign', ...files, '-o', `${bench.folderFor(folder)}/`, '--trust', bench.pki.root, ...key, ...place];
  const printed = await bench.json(words);
  return files.length === 1 ? [printed as unknown as SignSummary] : (printed.files as SignSummary[]);
}

async function check(summary: SignSummary, kind: Kind): Promise<void> {
  const { file, output } = summary;
  const [before, after] = [readFileSync(file), readFileSync(output)];
  const [signature, ...others] = signaturesOf(after);
  if (signature === undefined || others.length > 0) throw new Error(`${output}: not one signature`);
  checkPlace(before, after, signature);
  checkDictionary(signature, summary);
  checkCms(signature, kind);
  expect(summary.sourceSha256).toBe(createHash('sha256').update(before).digest('hex'));
  expect(summary.sha256).toBe(createHash('sha256').update(after).digest('hex'));
  expect(summary.level).toBe('B-B');
  expect(await qpdfComplaint(output)).toBe('');
  for (const witness of kind.witnesses)
    expect(await asks(witness, output, signature), `${witness}: ${output}`).toBe(true);
}

/** First the original bytes, then an update in the file's own form; all signed but the hexadecimal string. */
function checkPlace(before: Buffer, after: Buffer, { byteRange, gapStart, gapEnd, end }: SignatureBytes): void {
  expect(after.subarray(0, before.length).equals(before)).toBe(true);
  expect(byteRange).toMatch(/^\[0 \d{12} \d{12} \d{12}\]$/);
  expect(end).toBe(after.length);
  expect([after[gapStart], after[gapEnd - 1]].map((byte) => String.fromCharCode(byte ?? 0))).toEqual(['<', '>']);
  expect(after.subarray(gapStart + 1, gapEnd - 1).toString('latin1')).toMatch(/^[0-9A-Fa-f]+$/);
  const startOf = (bytes: Buffer) => {
    const offset = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes.toString('latin1'))?.[1]);
    return bytes.subarray(offset, offset + 4).toString('latin1') === 'xref' ? 'table' : 'stream';
  };
  expect(startOf(after)).toBe(startOf(before));
}

/** EN 319 142-1, 6.3; the claimed time in UTC. */
function checkDictionary({ dictionary }: SignatureBytes, { signingTimeClaimed }: SignSummary): void {
  expect(dictionary).toMatch(/\/Type\s*\/Sig\b/);
  expect(dictionary).toMatch(/\/Filter\s*\/Adobe\.PPKLite\b/);
  expect(dictionary).toMatch(/\/SubFilter\s*\/ETSI\.CAdES\.detached\b/);
  expect(dictionary).not.toMatch(/\/Cert\b/);
  const [, claimed = ''] = /\/M\s*\(D:(\d{14})Z\)/.exec(dictionary) ?? [];
  expect(claimed).toBe(signingTimeClaimed.replace(/[-:TZ]/g, ''));
  expect(Math.abs(Date.parse(signingTimeClaimed) - systemClock.now().getTime())).toBeLessThan(600_000);
}

/** PAdES B-B (EN 319 142-1, 6.3; EN 319 122-1): one signer, what its attributes are and are not. */
function checkCms(signature: SignatureBytes, kind: Kind): void {
  const parts = partsOf(signature.cms);
  const { signedData, signers, signer, attributeTypes } = parts;
  expect(signedData.encapContentInfo).toMatchObject({ eContentType: OID.data, eContent: undefined });
  expect(signers).toHaveLength(1);
  expect([...attributeTypes].sort()).toEqual([OID.contentType, OID.messageDigest, OID.signingCertificateV2].sort());
  expect(attributeTypes).not.toContain(OID.signingTime);
  expect(signer.unsignedAttrs ?? []).toHaveLength(0);
  expect(signer.digestAlgorithm.algorithm).toBe(kind.digestOid);
  expect([...signedData.digestAlgorithms].map(({ algorithm }) => algorithm)).toEqual([kind.digestOid]);
  expect(kind.signatureOids).toContain(signer.signatureAlgorithm.algorithm);
  if (kind.kind === 'ed25519') expect(signer.signatureAlgorithm.parameters ?? undefined).toBeUndefined();
  expect(messageDigestOf(parts)).toEqual(createHash(kind.digest).update(signature.content).digest());
  expect(bindsCertificate(parts)).toBe(true);
  const expected = AsnConvert.parse(testPki().signer(kind.kind).certificate, Certificate);
  expect(parts.certificate.tbsCertificate.serialNumber).toEqual(expected.tbsCertificate.serialNumber);
  expect([...(signedData.certificates ?? [])].length, 'the chain goes along').toBeGreaterThanOrEqual(2);
}

const WHOLE = '[{"valid":true,"whole":true}]';

async function asks(witness: Witness, file: string, signature: SignatureBytes): Promise<boolean> {
  switch (witness) {
    case 'openssl':
      return opensslAccepts(signature, bench.pki.root, `${file}.openssl`);
    case 'pdfsig':
      return JSON.stringify(await pdfsigVerdicts(file)) === WHOLE;
    case 'mutool':
      return JSON.stringify(await mutoolVerdicts(file)) === WHOLE;
    case 'noble':
      return nobleAccepts(signature);
  }
}
