import { createHash } from 'node:crypto';
import type { Pki } from '../../../scripts/pki/make-pki.ts';
import { algorithmIdentifier } from '../../../src-main/cms/algorithm-identifier.ts';
import {
  digestAlgorithmIdentifier,
  type HashName,
  signatureAlgorithmIdentifier,
} from '../../../src-main/cms/algorithms.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../../src-main/cms/attributes.ts';
import { contextTag, TAG } from '../../../src-main/cms/der.ts';
import { bitString, encode, integer, NULL, octetString, sequence, setOf } from '../../../src-main/cms/der-writer.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import type { AttackClass, Variant } from './attack.ts';
import { forged } from './certificate-substitution.ts';
import { attribute, type Forgery, forgedCms, type HonestAttributes } from './forged-cms.ts';

const SIGNATURE = {
  ecdsa384: '1.2.840.10045.4.3.3',
  ecdsa: '1.2.840.10045.2.1',
  ecdsaSha1: '1.2.840.10045.4.1',
  rsa: '1.2.840.113549.1.1.1',
  rsaSha1: '1.2.840.113549.1.1.5',
  rsaMd5: '1.2.840.113549.1.1.4',
  rsaSha512: '1.2.840.113549.1.1.13',
  pss: '1.2.840.113549.1.1.10',
  mgf1: '1.2.840.113549.1.1.8',
  ed25519: '1.3.101.112',
  none: '1.3.6.1.5.5.7.6.2',
} as const;
const SHA256 = '2.16.840.1.101.3.4.2.1';
const SHA1 = '1.3.14.3.2.26';

const variantsOf = (plans: Readonly<Record<string, Forgery>>): Variant[] =>
  Object.entries(plans).map(([name, plan]) => ({ name, pdf: forged(plan) }));
const all = (honest: HonestAttributes): Uint8Array[] => [
  honest.contentType,
  honest.messageDigest,
  honest.signingCertificate,
];

/** CMSAlgorithmProtection (RFC 6211, 2). */
const protection = (digest: Uint8Array, signature: Uint8Array, tag: number = contextTag(1)): Uint8Array => {
  const implicit = Uint8Array.from(signature);
  implicit[0] = tag;
  return attribute(ATTRIBUTE.algorithmProtection, sequence(digest, implicit));
};
const pssParameters = (hash: string, salt: number, mask = hash): Uint8Array =>
  algorithmIdentifier(
    SIGNATURE.pss,
    sequence(
      encode(contextTag(0), algorithmIdentifier(hash, NULL)),
      encode(contextTag(1), algorithmIdentifier(SIGNATURE.mgf1, algorithmIdentifier(mask, NULL))),
      encode(contextTag(2), integer(salt)),
    ),
  );

/** Substitution of algorithms: what stands outside the signature says another digest or signature algorithm than the signer used. */
export function algorithmSubstitution(pki: Pki): AttackClass {
  const alice = pki.signer('p-256');
  const rsa = pki.signer('rsa-2048');
  const digests: readonly HashName[] = ['md5', 'sha1', 'sha224', 'sha384', 'sha512', 'sha3-256'];
  const plans: Record<string, Forgery> = {};
  for (const hash of digests) {
    plans[`the digest called ${hash}`] = { signer: alice, digestAlgorithm: digestAlgorithmIdentifier(hash) };
    plans[`the digest really ${hash}`] = { signer: alice, hash };
  }
  const protectedBy =
    (value: Uint8Array, more: readonly Uint8Array[] = []) =>
    (honest: HonestAttributes) => [...all(honest), value, ...more];
  const own = signatureAlgorithmIdentifier('ecdsa-sha256');
  const digest = digestAlgorithmIdentifier('sha256');
  Object.assign(plans, {
    'the signature called ECDSA with SHA-384': {
      signer: alice,
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.ecdsa384),
    },
    'the signature called ECDSA with SHA-1': {
      signer: alice,
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.ecdsaSha1),
    },
    'the signature called by its key alone': {
      signer: alice,
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.ecdsa),
    },
    'the signature called RSA': { signer: alice, signatureAlgorithm: algorithmIdentifier(SIGNATURE.rsa, NULL) },
    'the signature called Ed25519': { signer: alice, signatureAlgorithm: algorithmIdentifier(SIGNATURE.ed25519) },
    'the signature called none': { signer: alice, signatureAlgorithm: algorithmIdentifier(SIGNATURE.none) },
    'the signature called a digest': { signer: alice, signatureAlgorithm: digest },
    'RSA called PSS': {
      signer: rsa,
      algorithm: 'rsa-pkcs1-sha256',
      signatureAlgorithm: signatureAlgorithmIdentifier('rsa-pss-sha256'),
    },
    'PSS called RSA': {
      signer: rsa,
      algorithm: 'rsa-pss-sha256',
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.rsa, NULL),
    },
    'RSA called RSA with SHA-1': {
      signer: rsa,
      algorithm: 'rsa-pkcs1-sha256',
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.rsaSha1, NULL),
    },
    'RSA called RSA with MD5': {
      signer: rsa,
      algorithm: 'rsa-pkcs1-sha256',
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.rsaMd5, NULL),
    },
    'RSA called RSA with SHA-512': {
      signer: rsa,
      algorithm: 'rsa-pkcs1-sha256',
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.rsaSha512, NULL),
    },
    'PSS with another salt': {
      signer: rsa,
      algorithm: 'rsa-pss-sha256',
      signatureAlgorithm: pssParameters(SHA256, 20),
    },
    'PSS with another mask': {
      signer: rsa,
      algorithm: 'rsa-pss-sha256',
      signatureAlgorithm: pssParameters(SHA256, 32, SHA1),
    },
    'PSS with SHA-1 by default': {
      signer: rsa,
      algorithm: 'rsa-pss-sha256',
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.pss, sequence()),
    },
    'PSS without parameters': {
      signer: rsa,
      algorithm: 'rsa-pss-sha256',
      signatureAlgorithm: algorithmIdentifier(SIGNATURE.pss),
    },
    'PSS with a salt beyond the key': {
      signer: rsa,
      algorithm: 'rsa-pss-sha256',
      signatureAlgorithm: pssParameters(SHA256, 60_000),
    },
    'protected, another digest inside': {
      signer: alice,
      attributes: protectedBy(protection(digestAlgorithmIdentifier('sha512'), own)),
    },
    'protected, another signature inside': {
      signer: alice,
      attributes: protectedBy(protection(digest, algorithmIdentifier(SIGNATURE.ecdsa384))),
    },
    'protected by a MAC': { signer: alice, attributes: protectedBy(protection(digest, own, contextTag(2))) },
    'protected by nothing': {
      signer: alice,
      attributes: protectedBy(attribute(ATTRIBUTE.algorithmProtection, sequence(digest))),
    },
    'protected twice': {
      signer: alice,
      attributes: protectedBy(protection(digest, own), [protection(digestAlgorithmIdentifier('sha512'), own)]),
    },
    'protected, other parameters inside': {
      signer: rsa,
      algorithm: 'rsa-pss-sha256',
      attributes: protectedBy(protection(digest, pssParameters(SHA256, 20))),
    },
    'a signature of zeros': { signer: alice, signature: (value) => value.map(() => 0) },
    'a signature of nothing': { signer: alice, signature: () => new Uint8Array() },
    'an ECDSA signature of two zeros': { signer: alice, signature: () => sequence(integer(0), integer(0)) },
    'an ECDSA signature of two ones': { signer: alice, signature: () => sequence(integer(1), integer(1)) },
    'an ECDSA signature without its form': { signer: alice, signature: () => new Uint8Array(64).fill(1) },
    'an RSA signature of one': {
      signer: rsa,
      algorithm: 'rsa-pkcs1-sha256',
      signature: (value) => value.map((_octet, at) => (at === value.length - 1 ? 1 : 0)),
    },
    'a signature with something behind it': {
      signer: alice,
      signature: (value) => Buffer.concat([value, Uint8Array.of(0, 0)]),
    },
  } satisfies Record<string, Forgery>);
  return {
    title: 'substitution of algorithms (CMS)',
    countermeasure:
      'one white list, digest and signature algorithm agree, CMSAlgorithmProtection is compared (RFC 6211)',
    caught: /^(INDETERMINATE|TOTAL-FAILED) (unchanged|changed-forbidden|unclear) /,
    variants: variantsOf(plans),
    controls: variantsOf({
      ECDSA: { signer: alice },
      RSA: { signer: rsa, algorithm: 'rsa-pkcs1-sha256' },
      'RSA by its name alone': {
        signer: rsa,
        algorithm: 'rsa-pkcs1-sha256',
        signatureAlgorithm: algorithmIdentifier(SIGNATURE.rsa, NULL),
      },
      PSS: { signer: rsa, algorithm: 'rsa-pss-sha256' },
      protected: { signer: alice, attributes: protectedBy(protection(digest, own)) },
      'protected PSS': {
        signer: rsa,
        algorithm: 'rsa-pss-sha256',
        attributes: protectedBy(protection(digest, signatureAlgorithmIdentifier('rsa-pss-sha256'))),
      },
      'without digest algorithms at the head': { signer: alice, head: [] },
    }),
  };
}

/** Confusion of signed attributes and content: a signature over one is presented as one over the other. */
export function attributeConfusion(pki: Pki): AttackClass {
  const alice = pki.signer('p-256');
  const type = (name: string) => attribute(ATTRIBUTE.contentType, oid(name));
  const digestOf = (value: Uint8Array, ...more: Uint8Array[]) => attribute(ATTRIBUTE.messageDigest, value, ...more);
  const withType = (value: Uint8Array | undefined) => (honest: HonestAttributes) => [
    ...(value ? [value] : []),
    honest.messageDigest,
    honest.signingCertificate,
  ];
  const withDigest = (make: (honest: HonestAttributes) => readonly Uint8Array[]) => (honest: HonestAttributes) => [
    honest.contentType,
    ...make(honest),
    honest.signingCertificate,
  ];
  const other = createHash('sha256').update('other').digest();
  const plans: Readonly<Record<string, Forgery>> = {
    'no attributes, the content signed': { signer: alice, attributes: null, signs: (_attributes, content) => content },
    'no attributes, the attributes signed': { signer: alice, attributes: null },
    'no attributes, the digest signed': {
      signer: alice,
      attributes: null,
      signs: (_attributes, content) => createHash('sha256').update(content).digest(),
    },
    'attributes there, the content signed': { signer: alice, signs: (_attributes, content) => content },
    'attributes there, their digest signed': {
      signer: alice,
      signs: (attributes) => createHash('sha256').update(attributes).digest(),
    },
    'attributes signed with the tag they are sent with': {
      signer: alice,
      signs: (attributes) => Uint8Array.from([contextTag(0), ...attributes.subarray(1)]),
    },
    'attributes signed as a sequence': {
      signer: alice,
      signs: (attributes) => Uint8Array.from([TAG.sequence, ...attributes.subarray(1)]),
    },
    'attributes signed without tag and length': {
      signer: alice,
      signs: (attributes) => attributes.subarray(attributes[1] === 0x81 ? 3 : 2),
    },
    'an empty set of attributes': { signer: alice, attributes: () => [] },
    'no content type': { signer: alice, attributes: withType(undefined) },
    'another content type in the attributes': { signer: alice, attributes: withType(type(CONTENT_TYPE.signedData)) },
    'another content type of the structure': { signer: alice, contentType: CONTENT_TYPE.signedData },
    'another content type, in both places': {
      signer: alice,
      contentType: CONTENT_TYPE.tstInfo,
      attributes: withType(type(CONTENT_TYPE.tstInfo)),
    },
    'two content types': {
      signer: alice,
      attributes: withType(attribute(ATTRIBUTE.contentType, oid(CONTENT_TYPE.data), oid(CONTENT_TYPE.signedData))),
    },
    'a content type that is text': {
      signer: alice,
      attributes: withType(attribute(ATTRIBUTE.contentType, octetString(Buffer.from(CONTENT_TYPE.data)))),
    },
    'no digest': { signer: alice, attributes: withDigest(() => []) },
    'the digest of something else': { signer: alice, attributes: withDigest(() => [digestOf(octetString(other))]) },
    'the digest of nothing': {
      signer: alice,
      attributes: withDigest(() => [digestOf(octetString(createHash('sha256').digest()))]),
    },
    'an empty digest': { signer: alice, attributes: withDigest(() => [digestOf(octetString(new Uint8Array()))]) },
    'the digest with something behind it': {
      signer: alice,
      attributes: withDigest(({ digest }) => [digestOf(octetString(Buffer.concat([digest, Uint8Array.of(0)])))]),
    },
    'half the digest': {
      signer: alice,
      attributes: withDigest(({ digest }) => [digestOf(octetString(digest.subarray(0, 16)))]),
    },
    'a digest of another type': {
      signer: alice,
      attributes: withDigest(({ digest }) => [digestOf(bitString(digest))]),
    },
    'two values of the digest': {
      signer: alice,
      attributes: withDigest(({ digest }) => [digestOf(octetString(digest), octetString(other))]),
    },
    'the digest twice': {
      signer: alice,
      attributes: withDigest(({ messageDigest }) => [messageDigest, digestOf(octetString(other))]),
    },
    'the digest without a value': { signer: alice, attributes: withDigest(() => [digestOf(new Uint8Array())]) },
    'the digest without signing it': {
      signer: alice,
      attributes: withDigest(() => [digestOf(octetString(other))]),
      unsigned: () => [digestOf(octetString(createHash('sha256').digest()))],
    },
    'content of its own': { signer: alice, content: Buffer.from('I owe you nothing') },
    'content of its own, signed': {
      signer: alice,
      content: Buffer.from('I owe you nothing'),
      attributes: withDigest(() => [digestOf(octetString(createHash('sha256').update('I owe you nothing').digest()))]),
    },
    'an unknown version': { signer: alice, version: 9 },
    'an unknown version of the signer': { signer: alice, signerVersion: 9 },
  };
  const variants = variantsOf(plans);
  const inner = (content: Uint8Array) => forgedCms(content, { signer: alice });
  const wrapped = (name: string, make: (cms: Uint8Array) => Uint8Array): void => {
    variants.push({ name, pdf: forged((content) => make(inner(content))) });
  };
  wrapped('another structure around it', (cms) => sequence(oid(CONTENT_TYPE.signedData), encode(contextTag(0), cms)));
  wrapped('called data', (cms) => sequence(oid(CONTENT_TYPE.data), encode(contextTag(0), octetString(cms))));
  wrapped('a second structure behind it', (cms) => Buffer.concat([cms, cms]));
  wrapped('an octet in front of it', (cms) => Buffer.concat([Uint8Array.of(0), cms]));
  wrapped('its end replaced by zeros', (cms) => cms.subarray(0, cms.length - 9));
  variants.push({
    name: 'no signer at all',
    pdf: forged(() =>
      sequence(
        oid(CONTENT_TYPE.signedData),
        encode(
          contextTag(0),
          sequence(
            integer(1),
            setOf([digestAlgorithmIdentifier('sha256')]),
            sequence(oid(CONTENT_TYPE.data)),
            encode(contextTag(0), alice.certificate),
            setOf([]),
          ),
        ),
      ),
    ),
  });
  return {
    title: 'confusion of signed attributes and content',
    countermeasure:
      'signed attributes are required, name the type and the digest of the content once, and are checked as the DER of a SET OF (RFC 5652, 5.4)',
    caught: /^(INDETERMINATE|TOTAL-FAILED) (unchanged|changed-forbidden|unclear) /,
    variants,
    controls: variantsOf({
      'as it should be': { signer: alice },
      'attributes in another order': { signer: alice, sorted: false, attributes: (honest) => all(honest).reverse() },
      'an unknown attribute beside': {
        signer: alice,
        attributes: (honest) => [...all(honest), attribute('2.999.7', integer(7))],
      },
    }),
  };
}
