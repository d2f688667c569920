import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { readCertificates } from '../../src-main/cms/certificate-file.ts';
import { readCrls } from '../../src-main/cms/crl.ts';
import { readOcspFile } from '../../src-main/cms/ocsp-file.ts';
import { OcspResponse } from '../../src-main/cms/ocsp-response.ts';
import { checkCertificate } from '../../src-main/workflow/check-chain.ts';
import { describeWithCorpus } from '../support/tools.ts';

interface Case {
  readonly name: string;
  readonly root: string;
  readonly other_certs?: readonly string[];
  readonly cert: string;
  readonly ocsps?: readonly string[];
  readonly moment: string;
  readonly error?: object;
}

describeWithCorpus('ocsp', 'OCSP of others', (corpus) => {
  describe('the responses of OpenSSL’s tests', () => {
    const folder = join(corpus, 'openssl-ocsp');
    const cases = JSON.parse(readFileSync(join(folder, 'openssl-ocsp.json'), 'utf8')) as Case[];
    const read = (name: string) => readFileSync(join(folder, name));
    const certificates = (names: readonly string[]) => names.flatMap((name) => readCertificates(read(name)));
    const check = (test: Omit<Case, 'name'>) => {
      const [leaf] = certificates([test.cert]);
      if (leaf === undefined) throw new Error(test.cert);
      const others = test.other_certs ?? [];
      // A case gives one response for each certificate that it asks about: what stands above is trusted.
      const isAsked = (test.ocsps ?? []).length > others.length;
      const trust = {
        anchors: certificates(isAsked ? [test.root] : others),
        certificates: certificates(others),
        crls: [],
        ocsps: (test.ocsps ?? []).flatMap((name) => readOcspFile(read(name))),
      };
      return checkCertificate(leaf, trust, new Date(test.moment));
    };

    it.each(cases.map((test) => [test.name, test] as const))('%s', async (_name, test) => {
      const report = await check(test);
      expect(report).toMatchObject(
        test.error === undefined
          ? { valid: true, revocation: 'good' }
          : { valid: false, reason: 'TRY_LATER', revocation: 'unknown' },
      );
    });

    it('knows each of them', () => {
      const named = new Set(cases.flatMap(({ ocsps = [] }) => ocsps));
      // D2 speaks about an issuing authority of which no case asks; its variants are tried below.
      const others = readdirSync(folder).filter((name) => name.endsWith('.ors') && !named.has(name));
      expect(others.every((name) => name.endsWith('D2.ors'))).toBe(true);
    });

    const moment = '2012-10-11T14:00:00Z';
    const authority = (ocsp: string, root = 'D2_Issuer_Root.pem') =>
      check({ cert: 'D2_Cert_ICA.pem', root, ocsps: [ocsp], moment });

    it('the answer about an authority is good, its variants are not', async () => {
      expect(await authority('D2.ors')).toMatchObject({ valid: true, revocation: 'good' });
      for (const kind of ['ISOP', 'WRID', 'WINH', 'WIKH', 'WKDOSC', 'ISDOSC']) {
        expect(await authority(`${kind}_D2.ors`), kind).toMatchObject({ valid: false, revocation: 'unknown' });
      }
    });

    it.each(['ND1', 'ND2', 'ND3', 'D1', 'D2', 'D3'])(
      '%s counts under no issuer of another name, key or signature',
      async (name) => {
        const files = readdirSync(folder);
        const [cert = ''] = files.filter((file) => file.startsWith(`${name}_Cert`));
        const when = name.startsWith('N') ? '2012-10-12T00:00:00Z' : '2012-10-23T11:00:00Z';
        const issuers = files.filter((file) => new RegExp(`^(WSNIC|WKIC|ISIC)_${name}_`).test(file));
        expect(issuers).toHaveLength(3);
        for (const issuer of issuers) {
          const asked = { cert, ocsps: [`${name}.ors`], moment: when };
          // Trusted as it is, an authority whose own signature is spoilt is still that authority.
          const trusted = await check({ ...asked, root: issuer });
          expect(trusted.valid, issuer).toBe(issuer.startsWith('ISIC'));
          if (!issuer.endsWith('ICA.pem')) continue;
          const root = name.startsWith('N') ? 'ND2_Issuer_Root.pem' : 'R2.pem';
          const below = await check({ ...asked, ocsps: [`${name}.ors`, `${name}.ors`], root, other_certs: [issuer] });
          expect(below.valid, issuer).toBe(false);
        }
      },
    );
  });

  describe('answers and lists of three days, of a key compromised between them', () => {
    const folder = join(corpus, 'freshness');
    const certificate = (name: string) => new Certificate(readFileSync(join(folder, 'certs', `${name}.crt`)));
    const check = (leaf: string, day: string, answers: readonly string[]) =>
      checkCertificate(
        certificate(leaf),
        {
          anchors: [certificate('root')],
          certificates: [certificate('interm'), certificate('interm-ocsp')],
          crls: answers.flatMap((of) => readCrls(readFileSync(join(folder, `root-${of}.crl`)))),
          ocsps: answers.map((of) => new OcspResponse(readFileSync(join(folder, `alice-${of}.ors`)))),
        },
        new Date(`${day}T00:01:00Z`),
      );

    it.each([
      ['alice', '2020-10-01', ['2020-10-01'], { valid: true, revocation: 'good' }],
      ['alice', '2020-11-29', ['2020-10-01', '2020-11-29'], { valid: true, revocation: 'good' }],
      ['alice', '2020-12-10', ['2020-12-10'], { valid: false, code: 'REVOKED', reason: 'REVOKED_NO_POE' }],
      ['alice', '2020-12-10', ['2020-11-29'], { valid: false, code: 'REVOCATION_UNKNOWN', reason: 'TRY_LATER' }],
      ['alice', '2020-10-01', ['2020-12-10'], { valid: false, code: 'REVOCATION_UNKNOWN', reason: 'TRY_LATER' }],
      ['interm-revoked', '2020-11-29', ['2020-11-29'], { valid: true, revocation: 'good' }],
      ['interm-revoked', '2020-12-10', ['2020-12-10'], { valid: false, code: 'REVOKED' }],
    ])('%s on %s with those of %j', async (leaf, day, answers, wanted) => {
      expect(await check(leaf, day, answers)).toMatchObject(wanted);
    });
  });

  it.each(['testing-ca-pss', 'testing-ca-pss-exclusive', 'testing-ca-ed25519', 'testing-ca-ed448'])(
    '%s: every certificate leads to the root, and lacks nothing but revocation data',
    async (folder) => {
      const files = readdirSync(join(corpus, folder)).filter((name) => name.endsWith('.pem'));
      const all = files.flatMap((name) => readCertificates(readFileSync(join(corpus, folder, name))));
      const anchors = all.filter(({ isSelfSigned }) => isSelfSigned);
      expect(anchors).toHaveLength(1);
      for (const leaf of all) {
        const material = { anchors, certificates: all, crls: [], ocsps: [] };
        const { problems, chain } = await checkCertificate(leaf, material, leaf.notBefore);
        // One of these certificates is not signed by the authority that it names.
        if (folder === 'testing-ca-ed25519' && leaf.commonName === 'OCSP Responder') {
          expect(problems.map(({ code }) => code)).toContain('SIGNATURE_INVALID');
          continue;
        }
        expect(
          problems.filter(({ code }) => code !== 'REVOCATION_UNKNOWN'),
          leaf.subject,
        ).toEqual([]);
        expect(chain.at(-1)?.sha256).toBe(anchors[0]?.sha256);
      }
    },
  );

  it('addresses that are not of the web are not asked', () => {
    const certificate = new Certificate(readFileSync(join(corpus, 'testing-aia', 'with-ldap-urls.der')));
    const urls = [...certificate.ocspUrls, ...certificate.caIssuersUrls, ...certificate.crlUrls];
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => !/^https?:/.test(url))).toEqual([]);
  });
});
