/**
 * Program: fills software tokens. Reads one JSON plan from standard input, writes the tokens' serials as JSON to standard output.
 * It runs by itself because the module reads SOFTHSM2_CONF once, when it is initialised, for the whole process.
 */
import { text } from 'node:stream/consumers';
import pkcs11js from 'pkcs11js';
import { privateKeyTemplate } from '../../src-main/tokens/manage/private-key-template.ts';
import type { ImportPlan, TokenPlan } from './softhsm-token.ts';

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
      const key = Buffer.from(pkcs8, 'base64');
      module.C_CreateObject(session, privateKey(key, common, pinPerSignature ?? false));
    }
    certificates.forEach(({ der, label: called }, index) => {
      const about = { ...common, label: called, id: index === 0 ? common.id : EMPTY };
      module.C_CreateObject(session, certificate(Buffer.from(der, 'base64'), about));
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

function privateKey(pkcs8: Uint8Array, { token, id, label }: Common, pinPerSignature: boolean): pkcs11js.Template {
  const material = privateKeyTemplate(pkcs8) ?? [];
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
    ...material.map(({ type, value }) => ({ type, value: value instanceof Uint8Array ? Buffer.from(value) : value })),
  ];
}
