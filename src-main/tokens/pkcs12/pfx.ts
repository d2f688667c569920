import { AppError } from '../../../shared/contract/app-error.ts';
import { pemBlocks } from '../../cms/pem.ts';
import { Ber, unsupported } from './ber.ts';

export const OID_DATA = '1.2.840.113549.1.7.1';

/** What a PKCS#12 file shows of itself without its password (RFC 7292, 4: PFX). */
export interface Pfx {
  /** The AuthenticatedSafe, BER. */
  readonly content: Uint8Array;
  /** Undefined where the file is not sealed by a password. */
  readonly macData: Ber | undefined;
}

/** A key store as it is in its file, or as it was read of it already. */
export type PfxFile = Uint8Array | Pfx;

/** Reads it where that was not done. @throws AppError as readPfx */
export function pfxOf(file: PfxFile): Pfx {
  return file instanceof Uint8Array ? readPfx(file) : file;
}

/**
 * The outer form of a key store, DER or PEM: known before anybody is asked for its password.
 * @throws AppError P12_UNREADABLE, with what the file is instead where that is seen; P12_UNSUPPORTED
 */
export function readPfx(file: Uint8Array): Pfx {
  const [der = file] = pemBlocks(file, ['PKCS12', 'PFX']);
  if (der[0] !== SEQUENCE) throw noStore(file);
  const [version, authSafe, macData] = Ber.parse(der).members;
  if (version?.isInteger !== true || authSafe === undefined) throw noStore(file);
  if (authSafe.at(0).oid !== OID_DATA) throw unsupported('a seal by public key');
  return { content: authSafe.at(1).at(0).octets, macData };
}

const SEQUENCE = 0x30;
/** The first bytes of key stores that Java writes: JKS and JCEKS. */
const OF_JAVA: readonly string[] = ['feedfeed', 'cececece'];

/** What is taken for a key store now and then, and how one is had from it. */
function noStore(file: Uint8Array): AppError {
  const head = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, 4096));
  const label = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(head.toString('latin1'))?.[1];
  const [what, next] =
    label !== undefined
      ? [` but PEM text (${label})`, 'make one of the key and its certificate: openssl pkcs12 -export']
      : OF_JAVA.includes(head.toString('hex', 0, 4))
        ? [' but one of Java (JKS)', 'convert it: keytool -importkeystore -deststoretype PKCS12']
        : ['', 'choose the file that holds the key, usually one that ends in .p12 or .pfx'];
  return new AppError('P12_UNREADABLE', `The file is no PKCS#12 key store${what}; ${next}.`);
}
