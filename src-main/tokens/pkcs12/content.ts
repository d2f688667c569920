import { AppError, codeOf } from '../../../shared/contract/app-error.ts';
import { Ber, unreadable, unsupported } from './ber.ts';
import { decrypt } from './encryption.ts';
import { isSealedWith } from './mac.ts';
import { type Password, passwordForms } from './password.ts';
import { OID_DATA, type PfxFile, pfxOf } from './pfx.ts';

/** A private key as PKCS#8 and a certificate as DER, each with what ties them together. */
export interface StoredItem {
  readonly der: Uint8Array;
  /** localKeyId, hexadecimal. */
  readonly localKeyId: string | undefined;
  readonly friendlyName: string | undefined;
}

export interface StoreContent {
  readonly keys: readonly StoredItem[];
  readonly certificates: readonly StoredItem[];
}

export const OID_ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
export const OID_LOCAL_KEY_ID = '1.2.840.113549.1.9.21';
export const OID_FRIENDLY_NAME = '1.2.840.113549.1.9.20';
export const OID_X509 = '1.2.840.113549.1.9.22.1';
const BAGS = '1.2.840.113549.1.12.10.1.';
export const OID_SHROUDED_KEY_BAG = `${BAGS}2`;
export const OID_CERT_BAG = `${BAGS}3`;
const OID_KEY_BAG = `${BAGS}1`;
const OID_SAFE_CONTENTS_BAG = `${BAGS}6`;
const MAX_DEPTH = 4;

/**
 * Reads a PKCS#12 file (RFC 7292). Its seal is checked before anything in it is decrypted.
 * @param utf8 the password
 * @throws AppError PIN_INCORRECT, P12_UNREADABLE, P12_UNSUPPORTED
 */
export async function readPkcs12(file: PfxFile, utf8: Uint8Array): Promise<StoreContent> {
  const { content, macData } = pfxOf(file);
  const forms = passwordForms(utf8);
  try {
    return await readInSomeForm(forms, macData, content);
  } finally {
    for (const form of forms) {
      form.bmp.fill(0);
      if (form.utf8 !== utf8) form.utf8.fill(0);
    }
  }
}

/** The first form of the password with which the seal fits and all can be decrypted. */
async function readInSomeForm(
  forms: readonly Password[],
  macData: Ber | undefined,
  content: Uint8Array,
): Promise<StoreContent> {
  let failure: unknown = wrongPassword();
  for (const form of forms) {
    if (macData !== undefined && !(await isSealedWith(form, macData, content))) continue;
    const found: { keys: StoredItem[]; certificates: StoredItem[] } = { keys: [], certificates: [] };
    try {
      await readSafes(Ber.parse(content), form, found);
      return found;
    } catch (error) {
      if (codeOf(error) !== 'P12_UNREADABLE') throw error;
      // Without a seal the password is what is most likely wrong.
      if (macData !== undefined) failure = error;
    }
  }
  throw failure;
}

/**
 * The certificates that a PKCS#12 file shows without its password, with the localKeyId of the keys in it (RFC 7292, 4.2): nothing where
 * they are encrypted. Nobody vouches for them before the seal is checked.
 */
export function readShown(file: PfxFile): { certificates: StoredItem[]; keyIds: string[] } {
  const certificates: StoredItem[] = [];
  const keyIds: string[] = [];
  const read = (safe: Ber, depth: number): void => {
    for (const bag of safe.members) {
      const type = bag.at(0).oid;
      const value = bag.at(1).at(0);
      if (type === OID_SAFE_CONTENTS_BAG && depth < MAX_DEPTH) read(value, depth + 1);
      if (type === OID_SHROUDED_KEY_BAG || type === OID_KEY_BAG) keyIds.push(attributesOf(bag).localKeyId ?? '');
      if (type === OID_CERT_BAG && value.at(0).oid === OID_X509) {
        certificates.push({ der: Uint8Array.from(value.at(1).at(0).octets), ...attributesOf(bag) });
      }
    }
  };
  const safes = Ber.parse(pfxOf(file).content);
  for (const info of safes.members) {
    if (info.at(0).oid === OID_DATA) read(Ber.parse(info.at(1).at(0).octets), 0);
  }
  return { certificates, keyIds };
}

async function readSafes(
  safes: Ber,
  password: Password,
  found: { keys: StoredItem[]; certificates: StoredItem[] },
): Promise<void> {
  for (const info of safes.members) {
    await readBags(Ber.parse(await safeContents(info, password)), password, found, 0);
  }
}

async function safeContents(info: Ber, password: Password): Promise<Uint8Array> {
  const type = info.at(0).oid;
  if (type === OID_DATA) return info.at(1).at(0).octets;
  if (type !== OID_ENCRYPTED_DATA) throw unsupported('encryption by public key');
  const [, algorithm, encrypted] = info.at(1).at(0).at(1).members;
  if (algorithm === undefined || encrypted === undefined) throw unreadable();
  return opened(await decrypt(algorithm, encrypted.octets, password));
}

async function readBags(
  safe: Ber,
  password: Password,
  found: { keys: StoredItem[]; certificates: StoredItem[] },
  depth: number,
): Promise<void> {
  for (const bag of safe.members) {
    const value = bag.at(1).at(0);
    switch (bag.at(0).oid) {
      case OID_KEY_BAG:
        found.keys.push({ der: value.encoded, ...attributesOf(bag) });
        break;
      case OID_SHROUDED_KEY_BAG: {
        const der = opened(await decrypt(value.at(0), value.at(1).octets, password));
        if (!Ber.parse(der).at(0).isInteger) throw unreadable();
        found.keys.push({ der, ...attributesOf(bag) });
        break;
      }
      case OID_CERT_BAG:
        if (value.at(0).oid === OID_X509) {
          found.certificates.push({ der: Uint8Array.from(value.at(1).at(0).octets), ...attributesOf(bag) });
        }
        break;
      case OID_SAFE_CONTENTS_BAG:
        if (depth >= MAX_DEPTH) throw unreadable();
        await readBags(value, password, found, depth + 1);
        break;
    }
  }
}

function attributesOf(bag: Ber): { localKeyId: string | undefined; friendlyName: string | undefined } {
  const attributes = bag.members[2]?.members ?? [];
  const valueFor = (oid: string) => attributes.find((attribute) => attribute.at(0).oid === oid)?.at(1).members[0];
  const id = valueFor(OID_LOCAL_KEY_ID)?.octets;
  return {
    localKeyId: id === undefined ? undefined : Buffer.from(id).toString('hex'),
    friendlyName: valueFor(OID_FRIENDLY_NAME)?.bmpText,
  };
}

/** Behind a seal that fitted, what does not decrypt is damaged or has a password of its own. Without a seal, readPkcs12 blames the password. */
function opened(plain: Uint8Array | undefined): Uint8Array {
  if (plain === undefined) throw unreadable();
  return plain;
}

function wrongPassword(): AppError {
  return new AppError('PIN_INCORRECT', 'The password of the key store is wrong; check it and try again.');
}
