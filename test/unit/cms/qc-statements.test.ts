import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { qualifiedSigner } from '../../../scripts/pki/trusted-lists.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { readCertificates } from '../../../src-main/cms/certificate-file.ts';
import { readQcStatements } from '../../../src-main/cms/qc-statements.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithCorpus } from '../../support/tools.ts';

describe('QcStatements', () => {
  it('are read from a certificate of our own', () => {
    const request = { types: ['seal', 'web'], device: false, legislation: ['NA', 'ZA'] } as const;
    const { certificate } = qualifiedSigner(testPki(), new Date(), request);
    expect(readQcStatements(new Certificate(certificate))).toMatchObject({
      compliance: true,
      device: false,
      types: ['seal', 'web'],
      legislation: ['NA', 'ZA'],
      retentionYears: 20,
      semantics: undefined,
      payment: undefined,
    });
  });

  it('are undefined where there are none', () => {
    expect(readQcStatements(new Certificate(testPki().signer('p-256').certificate))).toBeUndefined();
  });
});

describeWithCorpus('eidas-qc', 'QcStatements of certificates in use', (folder) => {
  const statements = (file: string) => {
    const [certificate] = readCertificates(readFileSync(join(folder, file)));
    return certificate === undefined ? undefined : readQcStatements(certificate);
  };

  it('of a website and payment service', () => {
    expect(statements('cert1_0.cer')).toMatchObject({
      compliance: true,
      device: false,
      types: ['web'],
      limit: undefined,
      retentionYears: undefined,
      semantics: undefined,
      disclosures: [
        { url: 'https://www.ica.cz/Zpravy-pro-uzivatele', language: 'cs' },
        { url: 'https://www.ica.cz/PDS', language: 'en' },
      ],
    });
    for (const file of ['cert1_0.cer', 'certWithPSD2QcStatement_0.cer']) {
      const payment = statements(file)?.payment;
      expect(payment).toMatchObject({ authority: 'Czech National Bank', authorityId: 'CZ-CNB' });
      expect(payment?.roles.map(({ name }) => name)).toEqual(['PSP_AS', 'PSP_PI', 'PSP_AI', 'PSP_IC']);
      expect(payment?.roles.every(({ oid }) => oid.startsWith('0.4.0.19495.1.'))).toBe(true);
    }
  });

  it('of a seal of a legal person with a device', () => {
    const found = statements('cert2_0.cer');
    expect(found).toMatchObject({ compliance: true, device: true, types: ['seal'], semantics: 'legal' });
    expect(found).toMatchObject({ limit: undefined, payment: undefined, retentionYears: undefined });
    expect(found?.disclosures).toHaveLength(1);
  });

  it('with a limit', () => {
    expect(statements('certWithQCLimitValue_0.cer')?.limit).toEqual({ currency: 'EUR', amount: 0, exponent: 0 });
  });

  it('with a way of identification and under the law of another country', () => {
    expect(statements('certWithQcIdentMethodQcStatement_0.cer')).toMatchObject({
      identification: 4,
      legislation: ['ZZ'],
    });
    expect(statements('certWithQcQSCDlegislationQcStatement_0.cer')?.deviceLegislation).toEqual(['ZZ']);
  });
});
