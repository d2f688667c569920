import { AppError, codeOf } from '../../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../../shared/contract/error-codes.ts';
import type { NewKeyKind } from '../../../shared/domain/token-object.ts';
import {
  certificationRequest,
  certificationRequestInfo,
  checkCertificationRequest,
} from '../../cms/certification-request.ts';
import { oid } from '../../cms/oid.ts';
import type { PublicKeyInfo } from '../../cms/public-key.ts';
import { randomBytes } from '../../platform/random.ts';
import type { HostObject, HostTemplate } from '../host/protocol.ts';
import { KEY_TYPE } from '../mechanisms.ts';
import { CKA, CKO, EDWARDS_25519 } from './attributes.ts';
import { allOrNothing } from './leave-nothing.ts';
import type { ManagedToken } from './managed-token.ts';
import { publicKeyOf } from './public-key.ts';

export interface NewKey {
  readonly kind: NewKeyKind;
  readonly label: string;
  /** CKA_ID, hexadecimal; random where absent. */
  readonly keyId?: string | undefined;
  /** DER of the Name that the request asks a certificate for. */
  readonly subject: Uint8Array;
}

export interface GeneratedKey {
  /** CKA_ID, lower-case hexadecimal. */
  readonly keyId: string;
  /** "RSA 3072" */
  readonly key: string;
  /** PKCS#10, DER, signed by the new key. */
  readonly request: Uint8Array;
}

interface Recipe {
  /** What the key that comes of it is called. */
  readonly keyName: string;
  /** CKM_*_KEY_PAIR_GEN (PKCS#11 v3.1, 6.1.4 and 6.3.8 ff.). */
  readonly mechanism: number;
  readonly keyType: number;
  /** What the public template says of the key; several where modules differ in how they want it said, tried in order. */
  readonly parameters: readonly HostTemplate[];
}

const rsa = (bits: number): Recipe => ({
  keyName: `RSA ${bits}`,
  mechanism: 0x0000,
  keyType: KEY_TYPE.rsa,
  parameters: [
    [
      { type: CKA.modulusBits, value: bits },
      { type: CKA.publicExponent, value: Uint8Array.of(1, 0, 1) },
    ],
  ],
});
const curve = (dotted: string, name: string): Recipe => ({
  keyName: `ECDSA ${name}`,
  mechanism: 0x1040,
  keyType: KEY_TYPE.ec,
  parameters: [[{ type: CKA.ecParams, value: oid(dotted) }]],
});
const RECIPES: Readonly<Record<NewKeyKind, Recipe>> = {
  'rsa-2048': rsa(2048),
  'rsa-3072': rsa(3072),
  'rsa-4096': rsa(4096),
  'p-256': curve('1.2.840.10045.3.1.7', 'P-256'),
  'p-384': curve('1.3.132.0.34', 'P-384'),
  ed25519: {
    keyName: 'Ed25519',
    mechanism: 0x1055,
    keyType: KEY_TYPE.ed25519,
    parameters: [EDWARDS_25519.name, EDWARDS_25519.oid].map((value) => [{ type: CKA.ecParams, value }]),
  },
};

/** What a token answers that makes no keys of a kind. */
const NOT_OFFERED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CKR_MECHANISM_INVALID',
  'CKR_FUNCTION_NOT_SUPPORTED',
  'CKR_CURVE_NOT_SUPPORTED',
  'CKR_DOMAIN_PARAMS_INVALID',
  'CKR_KEY_SIZE_RANGE',
  'CKR_ATTRIBUTE_VALUE_INVALID',
  'CKR_MECHANISM_PARAM_INVALID',
]);

/**
 * Makes a key pair on the token, whose private half never leaves it, and a certification request (RFC 2986) signed by it. The request is
 * verified before it is given back, and so is that the key is of the kind that was asked for; on any failure both keys are deleted again.
 * @throws AppError OBJECT_EXISTS for a CKA_ID in use, MECHANISM_UNSUPPORTED where the token makes no such keys, KEY_MISMATCH for a key of
 * another kind or whose signatures do not verify, CKR_*, MODULE_*
 */
export async function generateKey(token: ManagedToken, wish: NewKey): Promise<GeneratedKey> {
  const keyId = wish.keyId ?? Buffer.from(randomBytes(20)).toString('hex');
  const taken = (await token.list()).find(({ about }) => about.keyId === keyId);
  if (taken !== undefined) {
    throw new AppError(
      'OBJECT_EXISTS',
      `The token “${token.info.label}” holds something with the CKA_ID ${keyId} already; choose another.`,
      { token: token.info.label, keyId },
    );
  }
  return allOrNothing(token, async (made) => {
    const { publicKey, privateKey } = await pairOf(token, { ...wish, keyId });
    made(publicKey.handle);
    made(privateKey.handle);
    const spki = publicKeyOf(publicKey);
    if (spki === undefined) throw mismatch(token, 'does not tell its public key');
    const { keyName } = RECIPES[wish.kind];
    if (spki.keyName !== keyName) throw mismatch(token, `is ${spki.keyName} where ${keyName} was asked for`);
    return { keyId, key: spki.keyName, request: await requestOf(token, privateKey, spki, wish.subject) };
  });
}

/**
 * A certification request signed by a key that is on the token already, as for the renewal of its certificate.
 * @param keyId CKA_ID, hexadecimal
 * @throws AppError OBJECT_NOT_FOUND, KEY_MISMATCH, MECHANISM_UNSUPPORTED, CKR_*, MODULE_*
 */
export async function requestForKey(
  token: ManagedToken,
  { keyId, subject }: { readonly keyId: string; readonly subject: Uint8Array },
): Promise<GeneratedKey> {
  const key = (await token.list()).find(
    ({ about }) => about.kind === 'private-key' && about.keyId === keyId.toLowerCase(),
  );
  if (key === undefined) {
    throw new AppError(
      'OBJECT_NOT_FOUND',
      `The token “${token.info.label}” holds no private key with the CKA_ID ${keyId}. “countersign tokens objects” lists what it holds.`,
      { token: token.info.label, keyId },
    );
  }
  const spki = key.publicKey ?? key.ofKey?.spki;
  if (spki === undefined) throw mismatch(token, 'does not tell its public key');
  const request = await requestOf(token, key.object, spki, subject);
  return { keyId: key.about.keyId, key: spki.keyName, request };
}

async function requestOf(
  token: ManagedToken,
  key: HostObject,
  spki: PublicKeyInfo,
  subject: Uint8Array,
): Promise<Uint8Array> {
  const info = certificationRequestInfo(subject, spki);
  const { algorithm, signature } = await token.signWith(key, spki, info);
  const request = certificationRequest(info, algorithm, signature);
  if (checkCertificationRequest(request) === 'valid') return request;
  throw mismatch(token, 'gives signatures that do not verify');
}

async function pairOf(token: ManagedToken, wish: NewKey & { readonly keyId: string }) {
  const { mechanism, keyType, parameters } = RECIPES[wish.kind];
  const common = (kind: number, isPrivate: boolean): HostTemplate => [
    { type: CKA.class, value: kind },
    { type: CKA.keyType, value: keyType },
    { type: CKA.token, value: true },
    { type: CKA.private, value: isPrivate },
    { type: CKA.id, value: Uint8Array.from(Buffer.from(wish.keyId, 'hex')) },
    { type: CKA.label, value: Uint8Array.from(Buffer.from(wish.label, 'utf8')) },
  ];
  const privateKey: HostTemplate = [
    ...common(CKO.privateKey, true),
    { type: CKA.sensitive, value: true },
    { type: CKA.extractable, value: false },
    { type: CKA.sign, value: true },
  ];
  let refusal: unknown;
  for (const about of parameters) {
    const publicKey = [...common(CKO.publicKey, false), { type: CKA.verify, value: true }, ...about];
    try {
      return await token.generate({ mechanism, publicKey, privateKey });
    } catch (error) {
      refusal = error;
      if (!NOT_OFFERED.has(codeOf(error))) break;
    }
  }
  const code = codeOf(refusal);
  if (!NOT_OFFERED.has(code)) throw refusal;
  throw new AppError(
    'MECHANISM_UNSUPPORTED',
    `The token “${token.info.label}” makes no keys of the kind ${wish.kind} (${code}); choose another kind, or make the key with the program of the token’s vendor.`,
    { token: token.info.label, kind: wish.kind, answer: code },
    { cause: refusal },
  );
}

function mismatch(token: ManagedToken, what: string): AppError {
  return new AppError(
    'KEY_MISMATCH',
    `The key on the token “${token.info.label}” ${what}, so no certificate can be asked for it; use the program of the token’s vendor.`,
    { token: token.info.label },
  );
}
