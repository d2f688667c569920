import pkcs11 from 'pkcs11js';

// Signs again and again with one key straight at the module, in a process of its own: what no program can be faster than with this card.
// Arguments: module, PIN, CKA_ID, number of signatures. Prints milliseconds for all of them, and before that those from opening
// the session to the first, which a batch spends once, too.
const [module = '', pin = '', id = '', count = ''] = process.argv.slice(2);
const library = new pkcs11.PKCS11();
library.load(module);
library.C_Initialize();
const slot = library
  .C_GetSlotList(true)
  .find((one) => library.C_GetTokenInfo(one).flags & pkcs11.CKF_TOKEN_INITIALIZED);
if (slot === undefined) throw new Error('no token');
const opened = performance.now();
const session = library.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
library.C_Login(session, pkcs11.CKU_USER, pin);
library.C_FindObjectsInit(session, [
  { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY },
  { type: pkcs11.CKA_ID, value: Buffer.from(id, 'hex') },
]);
const [key] = library.C_FindObjects(session, 1);
library.C_FindObjectsFinal(session);
if (key === undefined) throw new Error('no key');
const [facts, always] = library.C_GetAttributeValue(session, key, [
  { type: pkcs11.CKA_KEY_TYPE },
  { type: pkcs11.CKA_ALWAYS_AUTHENTICATE },
]);
const isRsa = facts?.value?.[0] === pkcs11.CKK_RSA;
const mechanism = isRsa ? pkcs11.CKM_RSA_PKCS : pkcs11.CKM_ECDSA;
const data = Buffer.alloc(isRsa ? 51 : 32, 7);
const begun = performance.now();
for (let number = 0; number < Number(count); number += 1) {
  library.C_SignInit(session, { mechanism }, key);
  if (always?.value?.[0] === 1) library.C_Login(session, pkcs11.CKU_CONTEXT_SPECIFIC, pin);
  library.C_Sign(session, data, Buffer.alloc(512));
}
process.stdout.write(`${begun - opened} ${performance.now() - begun}`);
library.C_Logout(session);
library.C_Finalize();
