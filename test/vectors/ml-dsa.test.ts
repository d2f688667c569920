import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CONTENT_TYPE } from '../../src-main/cms/attributes.ts';
import type { Certificate } from '../../src-main/cms/certificate.ts';
import { readCertificates } from '../../src-main/cms/certificate-file.ts';
import { digestBytes } from '../../src-main/cms/digest.ts';
import { parseSignedData } from '../../src-main/cms/parsed-signed-data.ts';
import { pemBlocks } from '../../src-main/cms/pem.ts';
import { contentHashOf, verifySignerInfo } from '../../src-main/cms/verify-signer-info.ts';
import { describeWithCorpus } from '../support/tools.ts';

function certificateOf(corpora: string, size: string): Certificate {
  const file = join(corpora, `ml-dsa/certs/examples/ML-DSA-${size}.crt`);
  const [certificate] = readCertificates(readFileSync(file));
  if (certificate === undefined) throw new Error(`${file} holds no certificate`);
  return certificate;
}

describeWithCorpus('ml-dsa', 'examples of RFC 9881 and RFC 9882', (folder) => {
  const corpora = join(folder, '..');
  const messages = ['ml-dsa/cms/examples', 'tsp-ers-cms/cms/mldsa'].flatMap((path) =>
    readdirSync(join(corpora, path))
      .filter((name) => name.endsWith('.pem'))
      .map((name) => join(path, name)),
  );

  it.each(['44', '65', '87'])('the certificate of ML-DSA-%s signs itself', (size) => {
    expect(certificateOf(corpora, size)).toMatchObject({ keyName: `ML-DSA-${size}`, isSelfSigned: true });
  });

  it.each(messages)('%s', (name) => {
    const certificate = certificateOf(corpora, /(44|65|87)/.exec(name)?.[1] ?? '');
    const [bytes = new Uint8Array()] = pemBlocks(readFileSync(join(corpora, name)), ['CMS']);
    const parsed = parseSignedData(bytes);
    const [signer] = parsed.signerInfos;
    const hash = signer === undefined ? undefined : contentHashOf(signer);
    if (signer === undefined || hash === undefined) throw new Error('no signer');
    const verify = (content: Uint8Array, by = certificate) =>
      verifySignerInfo(parsed, signer, digestBytes(hash, content), by, CONTENT_TYPE.data).problems.map(
        ({ subIndication }) => subIndication,
      );
    expect(verify(parsed.eContent ?? new Uint8Array())).toEqual([]);
    expect(verify(Buffer.from('other'))).toEqual(['HASH_FAILURE']);
    const stranger = certificateOf(corpora, name.includes('44') ? '65' : '44');
    expect(verify(parsed.eContent ?? new Uint8Array(), stranger)).toEqual(['SIG_CRYPTO_FAILURE']);
  });

  it('there are six messages', () => expect(messages).toHaveLength(6));
});
