import { createCipheriv, createHash, createHmac, type KeyObject } from 'node:crypto';
import * as asn1js from 'asn1js';
import { randomBytes } from '../../platform/random.ts';
import {
  OID_CERT_BAG,
  OID_ENCRYPTED_DATA,
  OID_FRIENDLY_NAME,
  OID_LOCAL_KEY_ID,
  OID_SHROUDED_KEY_BAG,
  OID_X509,
} from './content.ts';
import { OID_AES_256_CBC, OID_HMAC_SHA256, OID_PBES2, OID_PBKDF2 } from './encryption.ts';
import { macKey, OID_SHA256 } from './mac.ts';
import { derivePbkdf2, passwordForm } from './password.ts';
import { OID_DATA } from './pfx.ts';

/** What a new key store holds. */
export interface NewKeyStore {
  /** As bytes: PKCS#8, which stay the caller's. */
  readonly key: KeyObject | Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Its issuers, DER. */
  readonly chain: readonly Uint8Array[];
  /** UTF-8; stays the caller's. */
  readonly password: Uint8Array;
  readonly friendlyName: string;
  /** Rounds of each key derivation: what one guess of the password costs. The seal costs a guesser as much as the encryption. */
  readonly iterations?: number;
  /** The certificates are not encrypted, so that the store can be listed by whose key it holds. The seal covers them all the same. */
  readonly showsCertificates?: boolean;
}

const ITERATIONS = 50_000;

/**
 * Writes a PKCS#12 key store: key and certificates under PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256 (RFC 8018), sealed by
 * HMAC-SHA-256 with the derivation of RFC 7292, which OpenSSL 3.0 and NSS read.
 * @returns DER
 */
export async function createPkcs12(store: NewKeyStore): Promise<Uint8Array> {
  const iterations = store.iterations ?? ITERATIONS;
  const password = passwordForm(store.password);
  const localKeyId = createHash('sha256').update(store.certificate).digest().subarray(0, 20);
  const ours = [
    attribute(OID_LOCAL_KEY_ID, octets(localKeyId)),
    attribute(OID_FRIENDLY_NAME, new asn1js.BmpString({ value: store.friendlyName })),
  ];
  const pkcs8 =
    store.key instanceof Uint8Array ? Uint8Array.from(store.key) : store.key.export({ type: 'pkcs8', format: 'der' });
  const shrouded = await encrypted(pkcs8, store.password, iterations);
  pkcs8.fill(0);
  const keyBag = bag(OID_SHROUDED_KEY_BAG, sequence(shrouded.algorithm, octets(shrouded.data)), ours);
  const certBags = [store.certificate, ...store.chain].map((der, index) =>
    bag(OID_CERT_BAG, sequence(oid(OID_X509), explicit(octets(der))), index === 0 ? ours : []),
  );
  const certificates = bytesOf(sequence(...certBags));
  const certificateSafe =
    store.showsCertificates === true
      ? openSafe(certificates)
      : closedSafe(await encrypted(certificates, store.password, iterations));
  const authSafe = bytesOf(sequence(certificateSafe, openSafe(bytesOf(sequence(keyBag)))));
  const salt = randomBytes(16);
  const key = await macKey(password, salt, iterations, 'sha256');
  const mac = createHmac('sha256', key).update(authSafe).digest();
  key.fill(0);
  password.bmp.fill(0);
  const digestInfo = sequence(sequence(oid(OID_SHA256), new asn1js.Null()), octets(mac));
  return bytesOf(
    sequence(
      integer(3),
      sequence(oid(OID_DATA), explicit(octets(authSafe))),
      sequence(digestInfo, octets(salt), integer(iterations)),
    ),
  );
}

interface Encrypted {
  readonly algorithm: asn1js.Sequence;
  readonly data: Uint8Array;
}

async function encrypted(plain: Uint8Array, password: Uint8Array, iterations: number): Promise<Encrypted> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = await derivePbkdf2(password, { salt, iterations, length: 32, hashName: 'sha256' });
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  key.fill(0);
  const derivation = sequence(octets(salt), integer(iterations), sequence(oid(OID_HMAC_SHA256), new asn1js.Null()));
  const algorithm = sequence(
    oid(OID_PBES2),
    sequence(sequence(oid(OID_PBKDF2), derivation), sequence(oid(OID_AES_256_CBC), octets(iv))),
  );
  return { algorithm, data };
}

/** ContentInfo of type Data and EncryptedData (RFC 7292, 4.1). */
function openSafe(contents: Uint8Array): asn1js.Sequence {
  return sequence(oid(OID_DATA), explicit(octets(contents)));
}

function closedSafe(contents: Encrypted): asn1js.Sequence {
  return sequence(oid(OID_ENCRYPTED_DATA), explicit(sequence(integer(0), encryptedContent(contents))));
}

function encryptedContent({ algorithm, data }: Encrypted): asn1js.Sequence {
  const content = new asn1js.Primitive({
    idBlock: { tagClass: 3, tagNumber: 0 },
    valueHex: Uint8Array.from(data).buffer,
  });
  return sequence(oid(OID_DATA), algorithm, content);
}

function bag(type: string, value: asn1js.AsnType, attributes: readonly asn1js.AsnType[]): asn1js.Sequence {
  const set = attributes.length === 0 ? [] : [new asn1js.Set({ value: [...attributes] })];
  return sequence(oid(type), explicit(value), ...set);
}

function attribute(type: string, value: asn1js.AsnType): asn1js.Sequence {
  return sequence(oid(type), new asn1js.Set({ value: [value] }));
}

function explicit(value: asn1js.AsnType): asn1js.Constructed {
  return new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [value] });
}

function sequence(...value: asn1js.AsnType[]): asn1js.Sequence {
  return new asn1js.Sequence({ value });
}

function octets(bytes: Uint8Array): asn1js.OctetString {
  return new asn1js.OctetString({ valueHex: Uint8Array.from(bytes).buffer });
}

function integer(value: number): asn1js.Integer {
  return new asn1js.Integer({ value });
}

function oid(value: string): asn1js.ObjectIdentifier {
  return new asn1js.ObjectIdentifier({ value });
}

function bytesOf(value: asn1js.AsnType): Uint8Array {
  return new Uint8Array(value.toBER());
}
