import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import {
  type CertificateRequest,
  type Issued,
  issueCertificate,
  issueCrl,
  type RevocationReason,
  randomSerial,
} from './issue.ts';
import { generateKey, type KeyKind } from './keys.ts';

/** The people of the PKI: good ones by key kind, then the deliberately bad ones. */
export const SIGNERS = {
  'rsa-2048': { key: 'rsa-2048', given: 'Alice', surname: 'Andersen' },
  'rsa-4096': { key: 'rsa-4096', given: 'Rafael', surname: 'Quiroga' },
  'p-256': { key: 'p-256', given: 'Paula', surname: 'Okafor' },
  'p-384': { key: 'p-384', given: 'Mateusz', surname: 'Lewandowski' },
  'p-521': { key: 'p-521', given: 'Ingrid', surname: 'Solheim' },
  ed25519: { key: 'ed25519', given: 'Edda', surname: 'Brückner' },
  'brainpool-p256': { key: 'brainpool-p256', given: 'Birgit', surname: 'Haase' },
  'brainpool-p384': { key: 'brainpool-p384', given: 'Bruno', surname: 'Sommer' },
  'brainpool-p512': { key: 'brainpool-p512', given: 'Beate', surname: 'Winter' },
  /** An id-RSASSA-PSS key: it may not sign with PKCS#1 v1.5. */
  'rsa-pss': { key: 'rsa-pss', given: 'Salome', surname: 'Haimbodi' },
  /** Ended yesterday. */
  expired: { key: 'p-256', given: 'Xavier', surname: 'Perrin' },
  /** Begins in 30 days. */
  'not-yet-valid': { key: 'p-256', given: 'Nadia', surname: 'Yilmaz' },
  /** On the issuing CA's CRL, key compromise. */
  revoked: { key: 'p-256', given: 'Rebecca', surname: 'Voss' },
  /** keyEncipherment only: must not sign. */
  'key-usage': { key: 'rsa-2048', given: 'Karl', surname: 'Eriksen' },
  /** Vouched for by nobody. */
  'self-signed': { key: 'p-256', given: 'Selma', surname: 'Sigurdsdóttir' },
} as const satisfies Record<string, { key: KeyKind; given: string; surname: string }>;

export type SignerKind = keyof typeof SIGNERS;

export interface PkiSigner extends Issued {
  /** "Alice Andersen" */
  readonly name: string;
  /** DER, issuing CA then root; empty for the self-signed one. */
  readonly chain: readonly Uint8Array[];
}

/** The CAs: the root, the one of the people, the one of the timestamp authorities. */
export type CaName = 'root' | 'issuing-1' | 'time-1';
export const CA_NAMES: readonly CaName[] = ['root', 'issuing-1', 'time-1'];

/** Timestamp authorities: a good one, then those that must not be believed. */
export const TSA_KINDS = ['good', 'expired', 'wrong-purpose', 'second-purpose', 'purpose-not-critical'] as const;
export type TsaKind = (typeof TSA_KINDS)[number];

/** One revoked certificate. */
export interface Revocation {
  readonly serial: Uint8Array;
  readonly date: Date;
  readonly reason: RevocationReason;
}

export interface PkiOptions {
  /** Where the services of the PKI answer, without a slash at the end; without it only the addresses of CRLs stand in the certificates, and lead nowhere. */
  readonly baseUrl?: string;
  /** Which addresses for revocation stand in the certificates where there are services; both where absent. */
  readonly revocationBy?: 'ocsp' | 'crl';
}

export interface Pki {
  readonly root: Issued;
  readonly issuing: Issued;
  /** DER of the root's, the issuing CA's and the time CA's CRL, valid for a year. */
  readonly rootCrl: Uint8Array;
  readonly issuingCrl: Uint8Array;
  readonly timeCrl: Uint8Array;
  /** Made when first asked for, then kept, as are the authorities and responders. */
  signer(kind: SignerKind): PkiSigner;
  ca(name: CaName): Issued;
  /** Valid from four years ago for eight years to come; `expired` ended yesterday. */
  tsa(kind?: TsaKind): PkiSigner;
  /** The delegated OCSP responder of a CA, with id-pkix-ocsp-nocheck. */
  responder(ca: CaName): Issued;
  /** Puts a certificate of this PKI on the list of its CA, from now on and for all that is issued later. */
  revoke(certificate: Uint8Array, date: Date, reason?: RevocationReason): void;
  revocations(ca: CaName): readonly Revocation[];
  /** A fresh CRL of a CA as things stand. */
  crl(ca: CaName, thisUpdate: Date, nextUpdate: Date): Uint8Array;
}

const DAY = 86_400_000;
const YEAR = 365 * DAY;
const SIGNING = ['digitalSignature', 'nonRepudiation'] as const;
/** id-kp-emailProtection and id-kp-documentSigning (RFC 9336). */
const SIGNING_PURPOSES = ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36'];
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const NO_CHECK = { oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: Uint8Array.of(5, 0) };

/**
 * A PKI for tests and the demo: P-384 root, P-256 CAs for people and for time, signers, timestamp authorities and OCSP responders on
 * demand, CRLs of all CAs.
 * @param now what the validity periods are laid around
 */
export function makePki(now: Date = systemClock.now(), options: PkiOptions = {}): Pki {
  const at = (offset: number) => new Date(Math.floor(now.getTime() / 1000) * 1000 + offset);
  const root = issueCertificate({
    subject: { C: 'NA', O: 'Countersign Demo', CN: 'Countersign Demo Root CA' },
    key: generateKey('p-384'),
    notBefore: at(-5 * YEAR),
    notAfter: at(20 * YEAR),
    basicConstraints: { ca: true },
    keyUsage: ['keyCertSign', 'cRLSign'],
  });
  const intermediate = (commonName: string) =>
    issueCertificate({
      subject: { C: 'NA', O: 'Countersign Demo', CN: commonName },
      key: generateKey('p-256'),
      issuer: root,
      notBefore: at(-4 * YEAR),
      notAfter: at(10 * YEAR),
      basicConstraints: { ca: true, pathLength: 0 },
      keyUsage: ['keyCertSign', 'cRLSign'],
      ...addresses('root', options),
    });
  const cas: Readonly<Record<CaName, Issued>> = {
    root,
    'issuing-1': intermediate('Countersign Demo Issuing CA 1'),
    'time-1': intermediate('Countersign Demo Time CA 1'),
  };
  const revokedSerial = randomSerial();
  const revoked: Readonly<Record<CaName, Revocation[]>> = {
    root: [],
    'issuing-1': [{ serial: revokedSerial, date: at(-7_200_000), reason: 'keyCompromise' }],
    'time-1': [],
  };

  function makeSigner(kind: SignerKind): PkiSigner {
    const { key, given, surname } = SIGNERS[kind];
    const name = `${given} ${surname}`;
    const request: CertificateRequest = {
      subject: { C: 'NA', GN: given, SN: surname, CN: name },
      key: generateKey(key),
      notBefore: kind === 'not-yet-valid' ? at(30 * DAY) : at(kind === 'expired' ? -2 * YEAR : -DAY),
      notAfter: kind === 'expired' ? at(-DAY) : at(2 * YEAR),
      basicConstraints: { ca: false },
      keyUsage: kind === 'key-usage' ? ['keyEncipherment'] : SIGNING,
      extendedKeyUsage: SIGNING_PURPOSES,
    };
    if (kind === 'self-signed') {
      return { ...issueCertificate(request), name, chain: [] };
    }
    const serial = kind === 'revoked' ? { serial: revokedSerial } : {};
    const issuer = cas['issuing-1'];
    const issued = issueCertificate({ ...request, ...serial, issuer, ...addresses('issuing-1', options) });
    return { ...issued, name, chain: [issuer.certificate, root.certificate] };
  }

  function makeTsa(kind: TsaKind): PkiSigner {
    const name = kind === 'good' ? 'Countersign Demo Timestamps' : `Countersign Demo Timestamps (${kind})`;
    const purposes = { 'wrong-purpose': SIGNING_PURPOSES, 'second-purpose': [TIME_STAMPING, OCSP_SIGNING] };
    const issuer = cas['time-1'];
    const issued = issueCertificate({
      subject: { C: 'NA', O: 'Countersign Demo', CN: name },
      key: generateKey('p-256'),
      issuer,
      notBefore: at(-4 * YEAR),
      notAfter: kind === 'expired' ? at(-DAY) : at(8 * YEAR),
      basicConstraints: { ca: false },
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: kind === 'wrong-purpose' || kind === 'second-purpose' ? purposes[kind] : [TIME_STAMPING],
      extendedKeyUsageCritical: kind !== 'purpose-not-critical',
      ...addresses('time-1', options),
    });
    return { ...issued, name, chain: [issuer.certificate, root.certificate] };
  }

  function makeResponder(ca: CaName): Issued {
    return issueCertificate({
      subject: { C: 'NA', O: 'Countersign Demo', CN: `Countersign Demo OCSP ${ca}` },
      key: generateKey('p-256'),
      issuer: cas[ca],
      notBefore: at(-4 * YEAR),
      notAfter: at(8 * YEAR),
      basicConstraints: { ca: false },
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: [OCSP_SIGNING],
      extensions: [NO_CHECK],
    });
  }

  const crl = (ca: CaName, thisUpdate: Date, nextUpdate: Date) =>
    issueCrl({ issuer: cas[ca], thisUpdate, nextUpdate, revoked: revoked[ca] });
  const tsa = kept(makeTsa);
  const firstCrl = (ca: CaName) => crl(ca, at(-3_600_000), at(YEAR));
  return {
    root,
    issuing: cas['issuing-1'],
    rootCrl: firstCrl('root'),
    issuingCrl: firstCrl('issuing-1'),
    timeCrl: firstCrl('time-1'),
    signer: kept(makeSigner),
    ca: (name) => cas[name],
    tsa: (kind = 'good') => tsa(kind),
    responder: kept(makeResponder),
    revoke(der, date, reason = 'unspecified') {
      const certificate = new Certificate(der);
      const ca = CA_NAMES.find(
        (name) => certificate.verifyIssuedBy(new Certificate(cas[name].certificate)) === 'valid',
      );
      if (ca === undefined) {
        throw new Error(`${certificate.subject} is not of this PKI.`);
      }
      revoked[ca].push({ serial: certificate.serialBytes, date, reason });
    },
    revocations: (ca) => revoked[ca],
    crl,
  };
}

/** What a certificate says of where its issuer's services are. */
function addresses(ca: CaName, { baseUrl, revocationBy }: PkiOptions): Partial<CertificateRequest> {
  if (baseUrl === undefined) {
    return { crlUrl: `http://crl.countersign.invalid/${ca}.crl` };
  }
  return {
    caIssuersUrl: `${baseUrl}/ca/${ca}.cer`,
    ...(revocationBy === 'crl' ? {} : { ocspUrl: `${baseUrl}/ocsp/${ca}` }),
    ...(revocationBy === 'ocsp' ? {} : { crlUrl: `${baseUrl}/crl/${ca}.crl` }),
  };
}

/** Makes each thing when it is first asked for. */
function kept<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, T>();
  return (key) => {
    const thing = made.get(key) ?? make(key);
    made.set(key, thing);
    return thing;
  };
}

/** Where `writePki` put things. */
export interface PkiFiles {
  /** Root certificate, PEM: what to trust. */
  readonly root: string;
  /** Issuing CA certificate, PEM. */
  readonly issuing: string;
  /** Folder with the CRLs of all CAs, DER. */
  readonly crls: string;
  /** Certificate (PEM, DER) and unencrypted PKCS#8 key of each signer asked for. */
  readonly signers: Readonly<
    Partial<Record<SignerKind, { readonly pem: string; readonly der: string; readonly key: string }>>
  >;
}

/** Writes the PKI's public files, and the named signers with their keys (mode 0600), into `folder`. */
export function writePki(pki: Pki, folder: string, kinds: readonly SignerKind[] = []): PkiFiles {
  const crls = join(folder, 'crls');
  mkdirSync(crls, { recursive: true });
  const write = (name: string, content: string | Uint8Array, mode = 0o644) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode });
    return path;
  };
  const signers: Partial<Record<SignerKind, { pem: string; der: string; key: string }>> = {};
  for (const kind of kinds) {
    const { certificate, key } = pki.signer(kind);
    signers[kind] = {
      pem: write(`${kind}.pem`, toPem(certificate, 'CERTIFICATE')),
      der: write(`${kind}.cer`, certificate),
      key: write(`${kind}.key`, key.export({ type: 'pkcs8', format: 'pem' }), 0o600),
    };
  }
  write(join('crls', 'root.crl'), pki.rootCrl);
  write(join('crls', 'issuing-1.crl'), pki.issuingCrl);
  write(join('crls', 'time-1.crl'), pki.timeCrl);
  return {
    root: write('root.pem', toPem(pki.root.certificate, 'CERTIFICATE')),
    issuing: write('issuing.pem', toPem(pki.issuing.certificate, 'CERTIFICATE')),
    crls,
    signers,
  };
}

/** PEM of one DER value (RFC 7468). */
export function toPem(der: Uint8Array, label: string): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
