import { AppError } from '../../../shared/contract/app-error.ts';
import { schemeOf } from '../../cms/algorithms.ts';
import { Certificate } from '../../cms/certificate.ts';
import { randomBytes } from '../../platform/random.ts';
import type { HostTemplate } from '../host/protocol.ts';
import type { StoreKey } from '../pkcs12/key-store.ts';
import { CKA, CKO } from './attributes.ts';
import { certificateTemplate, type ImportedCertificate, issuerTemplate, missingIssuers } from './import-certificate.ts';
import { allOrNothing } from './leave-nothing.ts';
import type { ManagedToken } from './managed-token.ts';
import { privateKeyTemplate } from './private-key-template.ts';

/**
 * Writes a key of a key store to the token with its certificate and the issuers found beside it: sensitive and not extractable from then
 * on. The key signs once and the signature is verified before anything is told to be done; on any failure everything is deleted again.
 * @throws AppError OBJECT_EXISTS, ALGORITHM_UNSUPPORTED, KEY_MISMATCH, CKR_* (a token that takes no keys from outside answers
 * CKR_ATTRIBUTE_READ_ONLY, CKR_TEMPLATE_INCONSISTENT or CKR_FUNCTION_NOT_SUPPORTED), MODULE_*
 */
export async function importKey(token: ManagedToken, key: StoreKey, label?: string): Promise<ImportedCertificate> {
  const certificate = Certificate.parse(key.certificate);
  const objects = await token.list();
  const { label: tokenLabel } = token.info;
  const isThere = objects.some(
    ({ about }) => about.kind === 'private-key' && about.certificate?.sha256 === certificate.sha256,
  );
  if (isThere) {
    throw new AppError(
      'OBJECT_EXISTS',
      `The token “${tokenLabel}” holds the key of ${certificate.commonName} already; nothing was changed.`,
      { token: tokenLabel, sha256: certificate.sha256 },
    );
  }
  const wanted = key.keyId ?? '';
  const isFree = wanted !== '' && wanted.length <= 128 && !objects.some(({ about }) => about.keyId === wanted);
  const keyId = isFree ? wanted : Buffer.from(randomBytes(20)).toString('hex');
  const name = label ?? key.friendlyName ?? certificate.commonName;
  const pool = key.chain.map((der) => new Certificate(der));
  const issuers = missingIssuers(objects, certificate, pool);
  return allOrNothing(token, async (made) => {
    const handle = await createKey(token, key, keyId, name);
    made(handle);
    const challenge = randomBytes(32);
    const { algorithm, signature } = await token.signWith(
      { handle, attributes: new Map() },
      certificate.spki,
      challenge,
    );
    if (certificate.checkScheme(schemeOf(algorithm), challenge, signature) !== 'valid') {
      throw new AppError(
        'KEY_MISMATCH',
        `The key that was written to the token “${tokenLabel}” gives signatures that do not verify; use the program of the token’s vendor.`,
        { token: tokenLabel },
      );
    }
    made(await token.create(certificateTemplate(certificate, keyId, name)));
    for (const issuer of issuers) made(await token.create(issuerTemplate(issuer)));
    return { keyId, sha256: certificate.sha256, issuers: issuers.map(({ sha256 }) => sha256) };
  });
}

async function createKey(token: ManagedToken, key: StoreKey, keyId: string, label: string): Promise<Uint8Array> {
  const pkcs8 = key.pkcs8();
  try {
    const material = privateKeyTemplate(pkcs8);
    if (material === undefined) {
      throw new AppError(
        'ALGORITHM_UNSUPPORTED',
        'The key is of a kind that cannot be written to a token; use it from its key store.',
      );
    }
    const template: HostTemplate = [
      { type: CKA.class, value: CKO.privateKey },
      { type: CKA.token, value: true },
      { type: CKA.private, value: true },
      { type: CKA.sensitive, value: true },
      { type: CKA.extractable, value: false },
      { type: CKA.sign, value: true },
      { type: CKA.id, value: Uint8Array.from(Buffer.from(keyId, 'hex')) },
      { type: CKA.label, value: Uint8Array.from(Buffer.from(label, 'utf8')) },
      ...material,
    ];
    return await token.create(template);
  } finally {
    pkcs8.fill(0);
  }
}
