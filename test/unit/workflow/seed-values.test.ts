import { describe, expect, it } from 'vitest';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { type KindWish, planSignature, weighForField } from '../../../src-main/workflow/field-rules.ts';
import { seededAlgorithms } from '../../../src-main/workflow/seed-values.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { signBytes, verifyBytes } from '../../support/sign-bytes.ts';

const pki = testPki();

function withSeeds(seeds: string): Uint8Array {
  return buildPdf({ fields: [{ name: 'Tenant', extra: `/SV << /Type /SV ${seeds} >>` }] });
}

async function plan(seeds: string, wish: KindWish = {}) {
  return planSignature(await PdfDocument.open(bytesSource(withSeeds(seeds))), { field: 'Tenant', ...wish });
}

/** Weighs Alice's certificate as it is before the PIN. */
async function weigh(certificateSeeds: string, certificate = pki.signer('p-256').certificate): Promise<string[]> {
  const { issuing, root } = pki;
  return weighForField(await plan(`/Cert << ${certificateSeeds} >>`), new Certificate(certificate), {
    now: systemClock.now(),
    trust: { anchors: [], certificates: [], crls: [], ocsps: [] },
    chain: [issuing.certificate, root.certificate],
  });
}

const hex = (bytes: Uint8Array): string => `<${Buffer.from(bytes).toString('hex')}>`;

describe('a requirement that the signature would not meet is refused, a suggestion is said', () => {
  it.each<[string, number, string, RegExp, KindWish?]>([
    ['another handler', 1, '/Filter /Entrust.PPKEF', /handler “Entrust.PPKEF”.*program/],
    [
      'other formats',
      2,
      '/SubFilter [/adbe.pkcs7.detached /adbe.x509.rsa_sha1]',
      /adbe.pkcs7.detached or adbe.x509.rsa_sha1/,
    ],
    ['rules of the future', 4, '/V 4', /version 4/],
    ['an old digest', 64, '/DigestMethod [(SHA1) (RIPEMD160)]', /SHA1 or RIPEMD160/],
    ['revocation information', 32, '/AddRevInfo true', /revocation information.*--level B-LT/],
    ['revocation information beside a timestamp', 32, '/AddRevInfo true', /--level B-LT/, { level: 'B-T' }],
    ['a named appearance', 256, '/AppearanceFilter (Company stamp)', /“Company stamp”/],
    [
      'one of two reasons',
      8,
      '/Reasons [(I approve) (I have read)]',
      /“I approve”, “I have read”/,
      { reason: 'Because' },
    ],
    ['no reason', 8, '/Reasons [(.)]', /without a reason/, { reason: 'Because' }],
    ['no lock of the document', 128, '/LockDocument /false', /does not lock/, { lock: { kind: 'all' } }],
    ['a legal attestation', 16, '/LegalAttestation [(None)]', /attestation/, { certify: 'forms' }],
  ])('%s', async (_what, flag, entry, says, wish) => {
    await expect(plan(`/Ff ${flag} ${entry}`, wish)).rejects.toMatchObject({
      code: 'SEED_VALUE_UNMET',
      message: expect.stringMatching(says),
      details: { field: 'Tenant' },
    });
    const { warnings } = await plan(`/Ff ${511 - flag} ${entry}`, wish);
    expect(warnings).toEqual([expect.stringMatching(/^The author of the field “Tenant” suggests /)]);
  });

  it('a timestamp has a flag of its own', async () => {
    const required = '/TimeStamp << /URL (http://tsa.example) /Ff 1 >>';
    await expect(plan(required)).rejects.toMatchObject({
      code: 'SEED_VALUE_UNMET',
      message: expect.stringMatching(/timestamp from http:\/\/tsa.example.*--level B-T/),
    });
    expect((await plan(required, { level: 'B-LTA' })).warnings).toEqual([
      expect.stringMatching(/http:\/\/tsa.example; it is asked only if you name it with --tsa/),
    ]);
    const suggested = await plan('/Ff 511 /TimeStamp << /URL (http://tsa.example) >>');
    expect(suggested.warnings).toEqual([expect.stringMatching(/suggests a timestamp/)]);
  });

  it('what is met is neither refused nor said', async () => {
    const met =
      '/Ff 511 /Filter /Adobe.PPKLite /SubFilter [/adbe.pkcs7.detached /ETSI.CAdES.detached] /V 2 /AddRevInfo false';
    expect(await plan(`${met} /Reasons [(I approve) (No)] /LockDocument /auto`, { reason: 'No' })).toMatchObject({
      reason: 'No',
      warnings: [],
    });
  });

  it('entries of the wrong kind and indirect ones are read as what they are', async () => {
    const source = buildPdf({
      fields: [{ name: 'Tenant', extra: '/SV 40 0 R' }],
      revisions: [
        new Map([
          [40, '<< /Ff 41 0 R /Filter (text) /Reasons 42 0 R /MDP 43 0 R >>'],
          [41, '8'],
          [42, '[44 0 R]'],
          [43, '<< /P 44 0 R >>'],
          [44, '(I approve)'],
        ]),
      ],
    });
    const document = await PdfDocument.open(bytesSource(source));
    expect(await planSignature(document, { field: 'Tenant' })).toMatchObject({
      reason: 'I approve',
      rules: { certify: null, lock: null },
    });
  });
});

describe('what the field asks for is taken over', () => {
  it('the one reason, where it is required', async () => {
    expect(await plan('/Ff 8 /Reasons [(I approve)]')).toMatchObject({
      reason: 'I approve',
      warnings: [expect.stringMatching(/prescribes the reason “I approve”/)],
    });
    expect(await plan('/Reasons [(I approve)]')).toMatchObject({ reason: undefined, warnings: [] });
    await expect(plan('/Ff 8 /Reasons [(I approve) (No)]')).rejects.toMatchObject({ code: 'SEED_VALUE_UNMET' });
  });

  it('the certification, which no flag makes a suggestion', async () => {
    expect(await plan('/MDP << /P 2 >>')).toMatchObject({
      rules: { certify: 2 },
      warnings: [expect.stringMatching(/--certify forms/)],
    });
    expect(await plan('/MDP << /P 2 >>', { certify: 'forms' })).toMatchObject({ rules: { certify: 2 }, warnings: [] });
    await expect(plan('/MDP << /P 2 >>', { certify: 'no-changes' })).rejects.toMatchObject({
      code: 'SEED_VALUE_UNMET',
    });
    await expect(plan('/MDP << /P 0 >>', { certify: 'forms' })).rejects.toMatchObject({ code: 'SEED_VALUE_UNMET' });
    expect(await plan('/MDP << /P 0 >>')).toMatchObject({ rules: { certify: null } });
  });

  it('the lock of the whole document', async () => {
    expect(await plan('/LockDocument /true')).toMatchObject({
      rules: { lock: { action: 'All', permission: 1 } },
      warnings: [expect.stringMatching(/nothing can be changed or signed afterwards/)],
    });
  });

  it('the digest, in the order of the field', async () => {
    const { hashes } = await plan('/DigestMethod [(RIPEMD160) (SHA512) (SHA-256)]');
    const offered = ['rsa-pkcs1-sha256', 'rsa-pkcs1-sha512', 'rsa-pss-sha256'] as const;
    expect(seededAlgorithms('Tenant', hashes, offered)).toEqual([
      'rsa-pkcs1-sha512',
      'rsa-pkcs1-sha256',
      'rsa-pss-sha256',
    ]);
    expect(seededAlgorithms('Tenant', undefined, offered)).toEqual(offered);
    const only = await plan('/Ff 64 /DigestMethod [(SHA384)]');
    expect(() => seededAlgorithms('Tenant', only.hashes, offered)).toThrow(/sha384, which this key cannot sign/);
    const suggested = await plan('/DigestMethod [(SHA384)]');
    expect(seededAlgorithms('Tenant', suggested.hashes, offered)).toEqual(offered);
  });

  it('and the signature holds it', async () => {
    const signed = await signBytes(withSeeds('/Ff 8 /Reasons [(I approve)] /MDP << /P 3 >>'), { field: 'Tenant' });
    expect(Buffer.from(signed).toString('latin1')).toContain('/Reason (I approve)');
    expect((await verifyBytes(signed)).signatures).toMatchObject([
      { certify: 'annotations', indication: 'TOTAL-PASSED' },
    ]);
  });
});

describe('what the field asks of the certificate', () => {
  const alice = pki.signer('p-256');
  const bob = pki.signer('p-384');
  const name = new Certificate(alice.certificate).commonName;

  it.each<[string, number, string, string, RegExp]>([
    ['its own', 1, `/Subject [${hex(alice.certificate)}]`, `/Subject [${hex(bob.certificate)}]`, /the certificate of /],
    [
      'its issuer',
      2,
      `/Issuer [${hex(pki.issuing.certificate)}]`,
      `/Issuer [${hex(alice.certificate)}]`,
      /issued under/,
    ],
    [
      'somebody above its issuer',
      2,
      `/Issuer [${hex(pki.root.certificate)}]`,
      `/Issuer [${hex(bob.certificate)} (rubbish)]`,
      /issued under/,
    ],
    [
      'its name',
      8,
      `/SubjectDN [<< /CN (Nobody) >> << /CN (${name.toUpperCase()}) >>]`,
      '/SubjectDN [<< /CN (Nobody) /C (DE) >>]',
      /CN=Nobody, C=DE/,
    ],
    ['its usage', 32, '/KeyUsage [(00) (1)]', '/KeyUsage [(XXXXX1)]', /keyCertSign/],
    ['its policy', 4, '/OID []/URL (http://x)', '/OID [(1.2.3.4)]', /policy 1\.2\.3\.4/],
  ])('%s', async (what, flag, met, unmet, says) => {
    if (what !== 'its policy') expect(await weigh(`/Ff ${flag} ${met}`)).toEqual([]);
    await expect(weigh(`/Ff ${flag} ${unmet}`)).rejects.toMatchObject({
      code: 'SEED_VALUE_UNMET',
      message: expect.stringMatching(says),
    });
    expect(await weigh(unmet)).toEqual([expect.stringMatching(/suggests/)]);
  });

  it('tells where one can be had', async () => {
    await expect(weigh('/Ff 4 /OID [(1.2.3)] /URL (https://ca.example/order)')).rejects.toMatchObject({
      message: expect.stringMatching(/Get a fitting certificate from https:\/\/ca.example\/order\.$/),
    });
  });
});
