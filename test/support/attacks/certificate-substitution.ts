import { createHash } from 'node:crypto';
import { type CertificateRequest, issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { Pki, PkiSigner } from '../../../scripts/pki/make-pki.ts';
import { ATTRIBUTE } from '../../../src-main/cms/attributes.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { contextTag } from '../../../src-main/cms/der.ts';
import { encode, octetString, sequence } from '../../../src-main/cms/der-writer.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import type { AttackClass, Variant } from './attack.ts';
import { contract, FORM, PAGE, signatureObjects } from './contract.ts';
import {
  attribute,
  essCertId,
  type Forgery,
  forgedCms,
  forgedSigner,
  type HonestAttributes,
  issuerSerialOf,
  signingCertificate,
} from './forged-cms.ts';
import { appendRevision, openGap, signWith } from './raw-pdf.ts';

const DAY = 86_400_000;

/** The contract with a signature field to be filled; what stands in it is up to the attacker. */
export function prepared(extra = ''): Buffer {
  const objects = { ...signatureObjects(9, 'First', extra), 3: PAGE('6 0 R 8 0 R 9 0 R'), 7: FORM('8 0 R 9 0 R') };
  return appendRevision(contract(), objects);
}

/** The contract signed with a CMS structure of the attacker's making. */
export function forged(plan: Forgery | ((content: Uint8Array) => Uint8Array), extra = ''): Buffer {
  const pdf = prepared(extra);
  const cms = typeof plan === 'function' ? plan : (content: Uint8Array) => forgedCms(content, plan);
  return signWith(pdf, cms, openGap(pdf));
}

const withCertificate = (value: Uint8Array) => (honest: HonestAttributes) => [
  honest.contentType,
  honest.messageDigest,
  value,
];
const keyIdOf = (der: Uint8Array): Uint8Array =>
  encode(contextTag(0, false), new Certificate(der).subjectKeyId ?? new Uint8Array());

/** Certificate substitution: the signature is shown under another certificate than the one it was made with. */
export function certificateSubstitution(pki: Pki): AttackClass {
  const alice = pki.signer('p-256');
  const bob = pki.signer('p-384');
  const now = systemClock.now().getTime();
  const request = (name: string, more: Partial<CertificateRequest>): CertificateRequest => ({
    subject: { C: 'NA', CN: name },
    key: alice.key,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + 300 * DAY),
    basicConstraints: { ca: false },
    keyUsage: ['digitalSignature', 'nonRepudiation'],
    ...more,
  });
  const issuer = pki.ca('issuing-1');
  const person = (name: string, more: Partial<CertificateRequest>, chain: readonly Uint8Array[]): PkiSigner => ({
    ...issueCertificate(request(name, more)),
    name,
    chain,
  });
  const chain = alice.chain;
  const serial = new Certificate(alice.certificate).serialBytes;
  const mallory = generateKey('p-256');
  const rogueCa = issueCertificate({
    subject: { C: 'NA', O: 'Countersign Demo', CN: 'Countersign Demo Issuing CA 1' },
    key: mallory,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + 300 * DAY),
    basicConstraints: { ca: true },
    keyUsage: ['keyCertSign', 'cRLSign'],
  });
  const rogueRoot = issueCertificate({
    subject: { C: 'NA', O: 'Countersign Demo', CN: 'Countersign Demo Root CA' },
    key: mallory,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + 300 * DAY),
    basicConstraints: { ca: true },
    keyUsage: ['keyCertSign', 'cRLSign'],
  });
  /** The same key under another name, by the same authority. */
  const sameKey = person('Mallory Marsh', { issuer }, chain);
  const sameName = person('Paula Okafor', { key: mallory, issuer: rogueCa, serial }, [
    rogueCa.certificate,
    pki.root.certificate,
  ]);
  const byAlice = person('Mallory Marsh', { key: mallory, issuer: alice }, [alice.certificate, ...chain]);
  const byBobAsCa = person('Mallory Marsh', { key: mallory, issuer: bob }, [bob.certificate, ...chain]);
  const byRogue = person('Mallory Marsh', { key: mallory, issuer: rogueCa }, [rogueCa.certificate, ...chain]);
  const byRogueRoot = person('Mallory Marsh', { key: mallory, issuer: rogueRoot }, [rogueRoot.certificate]);
  const selfIssued = person('Paula Okafor', { key: mallory }, []);
  const forEncryption = person('Mallory Marsh', { key: mallory, issuer, keyUsage: ['keyEncipherment'] }, chain);
  const all = (...more: readonly Uint8Array[]) => [...more, alice.certificate, ...chain];
  const essV1 = (der: Uint8Array): Uint8Array =>
    attribute(
      ATTRIBUTE.signingCertificate,
      sequence(sequence(sequence(octetString(createHash('sha1').update(der).digest())))),
    );
  const essWith = (hash: string, value: Uint8Array): Uint8Array =>
    attribute(ATTRIBUTE.signingCertificateV2, sequence(sequence(sequence(sequence(oid(hash)), octetString(value)))));
  const essOf = (value: Uint8Array): Uint8Array => attribute(ATTRIBUTE.signingCertificateV2, value);

  const plans: Readonly<Record<string, Forgery>> = {
    'the same key under another name': {
      signer: sameKey,
      attributes: withCertificate(signingCertificate(alice.certificate)),
    },
    'the same key under another name, named by its identifier': {
      signer: sameKey,
      signerIdentifier: keyIdOf(sameKey.certificate),
      signerVersion: 3,
      version: 3,
      attributes: withCertificate(signingCertificate(alice.certificate)),
    },
    'the same key, both certificates in it': {
      signer: sameKey,
      certificates: all(sameKey.certificate),
      attributes: withCertificate(signingCertificate(alice.certificate)),
    },
    'another person named': {
      signer: alice,
      signerIdentifier: issuerSerialOf(bob.certificate),
      certificates: all(bob.certificate),
    },
    'another person named and bound': {
      signer: alice,
      signerIdentifier: issuerSerialOf(bob.certificate),
      certificates: all(bob.certificate),
      attributes: withCertificate(signingCertificate(bob.certificate)),
    },
    'another person bound': {
      signer: alice,
      certificates: all(bob.certificate),
      attributes: withCertificate(signingCertificate(bob.certificate)),
    },
    'bound to its authority': { signer: alice, attributes: withCertificate(signingCertificate(issuer.certificate)) },
    'bound second, another first': {
      signer: alice,
      attributes: withCertificate(signingCertificate(bob.certificate, alice.certificate)),
    },
    'bound to nothing': { signer: alice, attributes: withCertificate(essOf(sequence(sequence()))) },
    'not bound': { signer: alice, attributes: ({ contentType, messageDigest }) => [contentType, messageDigest] },
    'bound without signing it': {
      signer: alice,
      attributes: ({ contentType, messageDigest }) => [contentType, messageDigest],
      unsigned: () => [signingCertificate(alice.certificate)],
    },
    'bound twice, to different ones': {
      signer: alice,
      attributes: (honest) => [
        honest.contentType,
        honest.messageDigest,
        honest.signingCertificate,
        signingCertificate(bob.certificate),
      ],
    },
    'bound by two values': {
      signer: alice,
      attributes: withCertificate(
        attribute(
          ATTRIBUTE.signingCertificateV2,
          sequence(sequence(essCertId(alice.certificate))),
          sequence(sequence(essCertId(bob.certificate))),
        ),
      ),
    },
    'bound to one by the old attribute, to another by the new': {
      signer: alice,
      attributes: (honest) => [
        honest.contentType,
        honest.messageDigest,
        honest.signingCertificate,
        essV1(bob.certificate),
      ],
    },
    'bound by half a digest': {
      signer: alice,
      attributes: withCertificate(
        essOf(
          sequence(
            sequence(sequence(octetString(createHash('sha256').update(alice.certificate).digest().subarray(0, 16)))),
          ),
        ),
      ),
    },
    'bound by an empty digest': {
      signer: alice,
      attributes: withCertificate(essOf(sequence(sequence(sequence(octetString(new Uint8Array())))))),
    },
    'bound by an unknown hash': {
      signer: alice,
      attributes: withCertificate(essWith('1.2.3.4', createHash('sha256').update(alice.certificate).digest())),
    },
    'bound by MD5': {
      signer: alice,
      attributes: withCertificate(essWith('1.2.840.113549.2.5', createHash('md5').update(alice.certificate).digest())),
    },
    'bound by the digest of the key': {
      signer: alice,
      attributes: withCertificate(
        essOf(
          sequence(
            sequence(
              sequence(octetString(createHash('sha256').update(new Certificate(alice.certificate).spki.der).digest())),
            ),
          ),
        ),
      ),
    },
    'a false authority of the same name and number': { signer: sameName },
    'a false authority of the same name and number, with the true certificate beside': {
      signer: sameName,
      certificates: [sameName.certificate, ...all(rogueCa.certificate)],
    },
    'the true certificate, signed by somebody else': {
      signer: sameName,
      certificates: all(),
      attributes: withCertificate(signingCertificate(alice.certificate)),
    },
    'a false authority of the same name': { signer: byRogue },
    'a false root of the same name': { signer: byRogueRoot },
    'a certificate issued by a person': { signer: byAlice },
    'a certificate issued by another person': { signer: byBobAsCa },
    'a certificate that vouches for itself': { signer: selfIssued },
    'a certificate for encryption': { signer: forEncryption },
    'no certificates at all': { signer: alice, certificates: [] },
    'only certificates of others': { signer: alice, certificates: [bob.certificate, ...chain] },
  };
  const variants: Variant[] = Object.entries(plans).map(([name, plan]) => ({ name, pdf: forged(plan) }));
  variants.push({
    name: 'two signers, the second somebody else',
    pdf: forged((content) =>
      forgedCms(content, {
        signer: alice,
        certificates: all(bob.certificate),
        further: [forgedSigner(content, { signer: bob, algorithm: 'ecdsa-sha384' })],
      }),
    ),
  });
  return {
    title: 'certificate substitution',
    countermeasure: 'the signed attributes bind the certificate (RFC 5035), and the chain starts from that one alone',
    caught: /^(INDETERMINATE|TOTAL-FAILED) (unchanged|changed-forbidden|unclear) /,
    variants,
    controls: [
      { name: 'as it should be', pdf: forged({ signer: alice }) },
      {
        name: 'named by the identifier of the key',
        pdf: forged({ signer: alice, signerIdentifier: keyIdOf(alice.certificate), signerVersion: 3, version: 3 }),
      },
      {
        name: 'with certificates of others beside',
        pdf: forged({ signer: alice, certificates: [bob.certificate, sameKey.certificate, ...all()] }),
      },
      { name: 'the other certificate of the key, bound as such', pdf: forged({ signer: sameKey }) },
      {
        name: 'bound together with its authority',
        pdf: forged({
          signer: alice,
          attributes: withCertificate(signingCertificate(alice.certificate, issuer.certificate)),
        }),
      },
    ],
  };
}
