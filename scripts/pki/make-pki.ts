import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src-main/platform/clock.ts';
import { type CertificateRequest, type Issued, issueCertificate, issueCrl, randomSerial } from './issue.ts';
import { generateKey, type KeyKind } from './keys.ts';

/** The people of the PKI: good ones by key kind, then the deliberately bad ones. */
export const SIGNERS = {
  'rsa-2048': { key: 'rsa-2048', given: 'Alice', surname: 'Andersen' },
  'rsa-4096': { key: 'rsa-4096', given: 'Rafael', surname: 'Quiroga' },
  'p-256': { key: 'p-256', given: 'Paula', surname: 'Okafor' },
  'p-384': { key: 'p-384', given: 'Mateusz', surname: 'Lewandowski' },
  'p-521': { key: 'p-521', given: 'Ingrid', surname: 'Solheim' },
  ed25519: { key: 'ed25519', given: 'Edda', surname: 'Brückner' },
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

export interface Pki {
  readonly root: Issued;
  readonly issuing: Issued;
  /** DER of the root's and the issuing CA's CRL, valid for a year. */
  readonly rootCrl: Uint8Array;
  readonly issuingCrl: Uint8Array;
  /** Made when first asked for, then kept. */
  signer(kind: SignerKind): PkiSigner;
}

const DAY = 86_400_000;
const YEAR = 365 * DAY;
const SIGNING = ['digitalSignature', 'nonRepudiation'] as const;
/** id-kp-emailProtection and id-kp-documentSigning (RFC 9336). */
const SIGNING_PURPOSES = ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36'];

/**
 * A two-level PKI for tests and the demo: P-384 root, P-256 issuing CA, signers on demand, CRLs of both CAs.
 * @param now what the validity periods are laid around
 */
export function makePki(now: Date = systemClock.now()): Pki {
  const at = (offset: number) => new Date(Math.floor(now.getTime() / 1000) * 1000 + offset);
  const root = issueCertificate({
    subject: { C: 'NA', O: 'Countersign Demo', CN: 'Countersign Demo Root CA' },
    key: generateKey('p-384'),
    notBefore: at(-5 * YEAR),
    notAfter: at(20 * YEAR),
    basicConstraints: { ca: true },
    keyUsage: ['keyCertSign', 'cRLSign'],
  });
  const issuing = issueCertificate({
    subject: { C: 'NA', O: 'Countersign Demo', CN: 'Countersign Demo Issuing CA 1' },
    key: generateKey('p-256'),
    issuer: root,
    notBefore: at(-4 * YEAR),
    notAfter: at(10 * YEAR),
    basicConstraints: { ca: true, pathLength: 0 },
    keyUsage: ['keyCertSign', 'cRLSign'],
    crlUrl: 'http://crl.countersign.invalid/root.crl',
  });
  const revokedSerial = randomSerial();
  const crlTimes = { thisUpdate: at(-3_600_000), nextUpdate: at(YEAR) };
  const made = new Map<SignerKind, PkiSigner>();

  function make(kind: SignerKind): PkiSigner {
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
    const crlUrl = 'http://crl.countersign.invalid/issuing-1.crl';
    const issued = issueCertificate({ ...request, ...serial, issuer: issuing, crlUrl });
    return { ...issued, name, chain: [issuing.certificate, root.certificate] };
  }

  return {
    root,
    issuing,
    rootCrl: issueCrl({ issuer: root, ...crlTimes, revoked: [] }),
    issuingCrl: issueCrl({
      issuer: issuing,
      ...crlTimes,
      revoked: [{ serial: revokedSerial, date: at(-7_200_000), reason: 'keyCompromise' }],
    }),
    signer(kind) {
      const signer = made.get(kind) ?? make(kind);
      made.set(kind, signer);
      return signer;
    },
  };
}

/** Where `writePki` put things. */
export interface PkiFiles {
  /** Root certificate, PEM: what to trust. */
  readonly root: string;
  /** Issuing CA certificate, PEM. */
  readonly issuing: string;
  /** Folder with both CRLs, DER. */
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
