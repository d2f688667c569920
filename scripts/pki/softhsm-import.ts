/**
 * Program: fills software tokens. Reads one JSON plan from standard input, writes the tokens' serials as JSON to standard output.
 * It runs by itself because the module reads SOFTHSM2_CONF once, when it is initialised, for the whole process.
 */
import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { PrivateKeyInfo } from '@peculiar/asn1-pkcs8';
import { AsnConvert } from '@peculiar/asn1-schema';
import pkcs11js from 'pkcs11js';
import { Members, readDer, TAG } from '../../src-main/cms/der.ts';
import type { ImportPlan, TokenPlan } from './softhsm-token.ts';

const CKK_EC_EDWARDS = 0x40;
/** CKA_EC_PARAMS of Ed25519: the name as a PrintableString, which SoftHSM 2.6 wants. */
const EDWARDS_25519 = Buffer.from('130c656477617264733235353139', 'hex');

const EMPTY = Buffer.alloc(0);

const plan = JSON.parse(await text(process.stdin)) as ImportPlan;
const module = new pkcs11js.PKCS11();
module.load(plan.module);
module.C_Initialize();
const serials = plan.tokens.map(fill);
module.C_Finalize();
process.stdout.write(JSON.stringify(serials));

function fill(token: TokenPlan): string {
  const slot = module
    .C_GetSlotList(true)
    .find((candidate) => (module.C_GetTokenInfo(candidate).flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0);
  if (slot === undefined) throw new Error('no empty slot');
  module.C_InitToken(slot, token.soPin, padded(token.label));
  const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
  module.C_Login(session, pkcs11js.CKU_SO, token.soPin);
  module.C_InitPIN(session, token.pin);
  module.C_Logout(session);
  module.C_Login(session, pkcs11js.CKU_USER, token.pin);
  for (const { id, label, pkcs8, certificates, pinPerSignature } of token.keys) {
    const common = { token: true, id: Buffer.from(id, 'hex'), label };
    if (pkcs8 !== undefined) {
      const key = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
      module.C_CreateObject(session, privateKey(key, common, pinPerSignature ?? false));
    }
    certificates.forEach((der, index) => {
      module.C_CreateObject(
        session,
        certificate(Buffer.from(der, 'base64'), index === 0 ? common : { ...common, id: EMPTY }),
      );
    });
  }
  module.C_Logout(session);
  module.C_CloseSession(session);
  return module.C_GetTokenInfo(slot).serialNumber.trim();
}

/** A token's label is 32 bytes of UTF-8, padded with blanks (PKCS#11 v3.1, 5.5.7). */
function padded(label: string): string {
  return label + ' '.repeat(32 - Buffer.byteLength(label));
}

interface Common {
  readonly token: boolean;
  readonly id: Buffer;
  readonly label: string;
}

function certificate(der: Buffer, { token, id, label }: Common): pkcs11js.Template {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE },
    { type: pkcs11js.CKA_CERTIFICATE_TYPE, value: pkcs11js.CKC_X_509 },
    { type: pkcs11js.CKA_TOKEN, value: token },
    { type: pkcs11js.CKA_PRIVATE, value: false },
    { type: pkcs11js.CKA_ID, value: id },
    { type: pkcs11js.CKA_LABEL, value: label },
    { type: pkcs11js.CKA_SUBJECT, value: EMPTY },
    { type: pkcs11js.CKA_VALUE, value: der },
  ];
}

function privateKey(key: KeyObject, { token, id, label }: Common, pinPerSignature: boolean): pkcs11js.Template {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_TOKEN, value: token },
    { type: pkcs11js.CKA_PRIVATE, value: true },
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    { type: pkcs11js.CKA_SIGN, value: true },
    { type: pkcs11js.CKA_ALWAYS_AUTHENTICATE, value: pinPerSignature },
    { type: pkcs11js.CKA_ID, value: id },
    { type: pkcs11js.CKA_LABEL, value: label },
    ...keyMaterial(key),
  ];
}

function keyMaterial(key: KeyObject): pkcs11js.Template {
  if (key.asymmetricKeyType === 'ec') return curveMaterial(key);
  const jwk = jwkOf(key);
  const part = (name: keyof JsonWebKey) => Buffer.from(String(jwk[name]), 'base64url');
  if (jwk.kty === 'RSA') {
    return [
      { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_RSA },
      { type: pkcs11js.CKA_MODULUS, value: part('n') },
      { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: part('e') },
      { type: pkcs11js.CKA_PRIVATE_EXPONENT, value: part('d') },
      { type: pkcs11js.CKA_PRIME_1, value: part('p') },
      { type: pkcs11js.CKA_PRIME_2, value: part('q') },
      { type: pkcs11js.CKA_EXPONENT_1, value: part('dp') },
      { type: pkcs11js.CKA_EXPONENT_2, value: part('dq') },
      { type: pkcs11js.CKA_COEFFICIENT, value: part('qi') },
    ];
  }
  return [
    { type: pkcs11js.CKA_KEY_TYPE, value: CKK_EC_EDWARDS },
    { type: pkcs11js.CKA_EC_PARAMS, value: EDWARDS_25519 },
    { type: pkcs11js.CKA_VALUE, value: part('d') },
  ];
}

/** Curve and scalar as the PKCS#8 form has them, which knows curves that JWK does not. */
function curveMaterial(key: KeyObject): pkcs11js.Template {
  const info = AsnConvert.parse(key.export({ type: 'pkcs8', format: 'der' }), PrivateKeyInfo);
  const ecPrivateKey = new Members(readDer(new Uint8Array(info.privateKey.buffer)));
  ecPrivateKey.take(TAG.integer);
  return [
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_EC },
    { type: pkcs11js.CKA_EC_PARAMS, value: Buffer.from(info.privateKeyAlgorithm.parameters ?? new ArrayBuffer(0)) },
    { type: pkcs11js.CKA_VALUE, value: Buffer.from(ecPrivateKey.take(TAG.octetString).content) },
  ];
}

/** An id-RSASSA-PSS key has no JWK form; the PKCS#1 key inside its PKCS#8 form is that of any RSA key. */
function jwkOf(key: KeyObject): JsonWebKey {
  if (key.asymmetricKeyType !== 'rsa-pss') return key.export({ format: 'jwk' });
  const { privateKey: inner } = AsnConvert.parse(key.export({ type: 'pkcs8', format: 'der' }), PrivateKeyInfo);
  return createPrivateKey({ key: Buffer.from(inner.buffer), format: 'der', type: 'pkcs1' }).export({ format: 'jwk' });
}
