import { AppError } from '../../../shared/contract/app-error.ts';
import { schemeOf } from '../../cms/algorithms.ts';
import { Certificate } from '../../cms/certificate.ts';
import { randomBytes } from '../../platform/random.ts';
import type { HostTemplate } from '../host/protocol.ts';
import type { StoreKey } from '../pkcs12/key-store.ts';
import { CKA, CKO } from './attributes.ts';
import type { Described } from './describe.ts';
import { certificateTemplate, type ImportedCertificate, issuerTemplate, missingIssuers } from './import-certificate.ts';
import { foundLabel } from './key-label.ts';
import { allOrNothing } from './leave-nothing.ts';
import type { ManagedToken } from './managed-token.ts';
import { privateKeyTemplate } from './private-key-template.ts';

/**
 * Writes keys of a key store to the token with their certificates and the issuers found beside them: sensitive and not extractable from
 * then on. Each key signs once and the signature is verified before anything is told to be done; on any failure everything that was
 * written is deleted again, keys that were in order included.
 * @throws AppError OBJECT_EXISTS, ALGORITHM_UNSUPPORTED, KEY_MISMATCH, CKR_* (a token that takes no keys from outside answers
 * CKR_ATTRIBUTE_READ_ONLY, CKR_TEMPLATE_INCONSISTENT or CKR_FUNCTION_NOT_SUPPORTED), MODULE_*
 */
export async function importKeys(
  token: ManagedToken,
  keys: readonly StoreKey[],
  label?: string,
): Promise<ImportedCertificate[]> {
  const objects = await token.list();
  for (const key of keys) refuseTwice(token, objects, key);
  return allOrNothing(token, async (made) => {
    const done: ImportedCertificate[] = [];
    for (const key of keys) done.push(await importKey(token, key, label, made));
    return done;
  });
}

function refuseTwice(token: ManagedToken, objects: readonly Described[], { certificate, sha256 }: StoreKey): void {
  const isThere = objects.some(({ about }) => about.kind === 'private-key' && about.certificate?.sha256 === sha256);
  if (!isThere) return;
  const { label } = token.info;
  throw new AppError(
    'OBJECT_EXISTS',
    `The token “${label}” holds the key of ${Certificate.parse(certificate).commonName} already; nothing was changed.`,
    { token: label, sha256 },
  );
}

/** @param made remembers what is to be deleted where something fails later */
async function importKey(
  token: ManagedToken,
  key: StoreKey,
  label: string | undefined,
  made: (handle: Uint8Array) => void,
): Promise<ImportedCertificate> {
  const certificate = Certificate.parse(key.certificate);
  // Listed anew: what was written for the key before it counts.
  const objects = await token.list();
  const wanted = key.keyId ?? '';
  const isFree = wanted !== '' && wanted.length <= 128 && !objects.some(({ about }) => about.keyId === wanted);
  const keyId = isFree ? wanted : Buffer.from(randomBytes(20)).toString('hex');
  const name = label ?? foundLabel(key.friendlyName ?? certificate.commonName);
  const pool = key.chain.map((der) => new Certificate(der));
  const issuers = missingIssuers(objects, certificate, pool);
  const handle = await createKey(token, key, keyId, name);
  made(handle);
  const challenge = randomBytes(32);
  const { algorithm, signature } = await token.signWith({ handle, attributes: new Map() }, certificate.spki, challenge);
  if (certificate.checkScheme(schemeOf(algorithm), challenge, signature) !== 'valid') {
    throw new AppError(
      'KEY_MISMATCH',
      `The key that was written to the token “${token.info.label}” gives signatures that do not verify; use the program of the token’s vendor.`,
      { token: token.info.label },
    );
  }
  made(await token.create(certificateTemplate(certificate, keyId, name)));
  for (const issuer of issuers) made(await token.create(issuerTemplate(issuer)));
  return { keyId, sha256: certificate.sha256, issuers: issuers.map(({ sha256 }) => sha256) };
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
