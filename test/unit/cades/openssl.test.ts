import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { localTimestamper } from '../../../scripts/pki/local-timestamper.ts';
import {
  withArchiveTimestamp,
  withMaterial,
  withSignatureTimestamp,
} from '../../../src-main/cades/sign/raise-cades.ts';
import { signCades } from '../../../src-main/cades/sign/sign-cades.ts';
import { digestOf } from '../../../src-main/cms/algorithms.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import type { SignatureAlgorithm } from '../../../src-main/platform/signer.ts';
import { signWith } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';

const CONTENT = Buffer.from('Content of any kind.\r\n\u0000\u0001');

describeWithTool('openssl', 'openssl cms -verify -cades accepts', () => {
  const cases: [string, 'rsa-2048' | 'p-256' | 'p-384', SignatureAlgorithm][] = [
    ['RSA PKCS#1 v1.5', 'rsa-2048', 'rsa-pkcs1-sha256'],
    ['ECDSA P-256', 'p-256', 'ecdsa-sha256'],
    ['ECDSA P-384', 'p-384', 'ecdsa-sha384'],
  ];
  it.each(cases)('%s, at every level', async (_name, kind, algorithm) => {
    const pki = testPki();
    const signer = pki.signer(kind);
    const folder = temporaryFolder();
    const at = (name: string) => join(folder, name);
    writeFileSync(at('content'), CONTENT);
    writeFileSync(at('root.pem'), new X509Certificate(pki.root.certificate).toString());
    const digest = createHash(digestOf(algorithm)).update(CONTENT).digest();
    const certificate = new Certificate(signer.certificate);
    const request = { certificate, chain: signer.chain, algorithm, time: new Date() };
    const baseline = await signCades(digest, request, { sign: async (bytes, name) => signWith(signer, name, bytes) });
    const stamped = await withSignatureTimestamp(baseline, localTimestamper(pki));
    const material = { certificates: pki.tsa().chain, ocsps: [], crls: [pki.rootCrl, pki.issuingCrl, pki.timeCrl] };
    const longTerm = withMaterial(stamped, material);
    const content = createHash('sha256').update(CONTENT).digest();
    const archived = await withArchiveTimestamp(longTerm, content, localTimestamper(pki));
    for (const cms of [baseline, stamped, longTerm, archived]) {
      writeFileSync(at('signature.p7s'), cms);
      const said = execFileSync(
        requireTool('openssl'),
        [
          'cms',
          '-verify',
          '-cades',
          '-binary',
          '-inform',
          'DER',
          '-in',
          at('signature.p7s'),
          '-content',
          at('content'),
          '-CAfile',
          at('root.pem'),
          '-purpose',
          'any',
          '-out',
          '/dev/null',
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      );
      expect(said).toBe('');
    }
  });
});
