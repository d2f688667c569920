import { createHash } from 'node:crypto';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { describe, expect, it } from 'vitest';
import { signCades } from '../../../src-main/cades/sign/sign-cades.ts';
import { neededHashes, verifyCades } from '../../../src-main/cades/verify/verify-cades.ts';
import { algorithmIdentifier } from '../../../src-main/cms/algorithm-identifier.ts';
import { digestAlgorithmIdentifier } from '../../../src-main/cms/algorithms.ts';
import { CONTENT_TYPE } from '../../../src-main/cms/attributes.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { children, contextTag, Members, readDer, TAG } from '../../../src-main/cms/der.ts';
import { bitString, encode, integer, octetString, sequence, setOf, time } from '../../../src-main/cms/der-writer.ts';
import { digestBytes } from '../../../src-main/cms/digest.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { signedAttributes } from '../../../src-main/cms/signed-data.ts';
import { signWith } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';

const CONTENT = Buffer.from('Signed for the time after.\n');
const now = new Date();
const ML_DSA_44 = algorithmIdentifier('2.16.840.1.101.3.4.3.17');
const { publicKey, secretKey } = ml_dsa44.keygen(new Uint8Array(32).fill(3));
const name = sequence(setOf([sequence(oid('2.5.4.3'), encode(TAG.utf8String, Buffer.from('Quantum Tester')))]));

/** A self-signed certificate (RFC 9881): trusted where it is given as an anchor. */
function certificate(): Uint8Array {
  const day = 86_400_000;
  const tbs = sequence(
    encode(contextTag(0), integer(2)),
    integer(7),
    ML_DSA_44,
    name,
    sequence(time(new Date(now.getTime() - day)), time(new Date(now.getTime() + day))),
    name,
    sequence(ML_DSA_44, bitString(publicKey)),
  );
  return sequence(tbs, ML_DSA_44, bitString(ml_dsa44.sign(tbs, secretKey)));
}

const own = new Certificate(certificate());

/** A SignerInfo (RFC 9882, 3). */
function signerInfo(hash: 'sha256' | 'sha512' | 'sha3-256', spoil = 0): Uint8Array {
  const attributes = signedAttributes({ digest: digestBytes(hash, CONTENT), certificate: own.der, signingTime: now });
  const implicit = Uint8Array.from(attributes);
  implicit[0] = contextTag(0);
  const signature = Uint8Array.from(ml_dsa44.sign(attributes, secretKey));
  signature[50] = (signature[50] ?? 0) ^ spoil;
  return sequence(
    integer(1),
    sequence(name, encode(TAG.integer, own.serialBytes)),
    digestAlgorithmIdentifier(hash),
    implicit,
    ML_DSA_44,
    octetString(signature),
  );
}

function structure(certificates: readonly Uint8Array[], signers: readonly Uint8Array[]): Uint8Array {
  const hashes = setOf([digestAlgorithmIdentifier('sha256'), digestAlgorithmIdentifier('sha512')]);
  const body = sequence(
    integer(1),
    hashes,
    sequence(oid(CONTENT_TYPE.data)),
    setOf(certificates, contextTag(0)),
    setOf(signers),
  );
  return sequence(oid(CONTENT_TYPE.signedData), encode(contextTag(0), body));
}

const pki = testPki();
const given = {
  anchors: [own, new Certificate(pki.root.certificate)],
  certificates: [],
  crls: [pki.rootCrl, pki.issuingCrl].map((der) => new Crl(der)),
  ocsps: [],
  at: now,
};

function verify(cms: Uint8Array, content = CONTENT) {
  const digests = new Map(neededHashes(cms).map((hash) => [hash, digestBytes(hash, content)]));
  return verifyCades(cms, digests, given, 'x.p7s').map(({ indication, subIndication }) => [indication, subIndication]);
}

describe('a CAdES signature with ML-DSA', () => {
  it.each(['sha256', 'sha512', 'sha3-256'] as const)('passes over %s', (hash) => {
    expect(verify(structure([own.der], [signerInfo(hash)]))).toEqual([['TOTAL-PASSED', null]]);
  });

  it('fails where content or signature was changed', () => {
    const cms = structure([own.der], [signerInfo('sha512')]);
    expect(verify(cms, Buffer.from('other'))).toEqual([['TOTAL-FAILED', 'HASH_FAILURE']]);
    const spoilt = structure([own.der], [signerInfo('sha512', 1)]);
    expect(verify(spoilt)).toEqual([['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE']]);
  });
});

describe('a document signed in two ways at once', () => {
  /** The signer of a classical signature over the same content, and its certificates. */
  async function classical() {
    const signer = pki.signer('p-256');
    const cms = await signCades(
      createHash('sha256').update(CONTENT).digest(),
      { certificate: new Certificate(signer.certificate), chain: signer.chain, algorithm: 'ecdsa-sha256', time: now },
      { sign: async (bytes, algorithm) => signWith(signer, algorithm, bytes) },
    );
    const [, tagged] = children(readDer(cms));
    const [body] = tagged === undefined ? [] : children(tagged);
    if (body === undefined) throw new Error('no SignedData');
    const members = new Members(body);
    for (let skipped = 0; skipped < 3; skipped++) members.take();
    const certificates = children(members.take(contextTag(0))).map(({ bytes }) => bytes);
    return { certificates, signers: children(members.take(TAG.set)).map(({ bytes }) => bytes) };
  }

  it('passes only where both halves hold', async () => {
    const { certificates, signers } = await classical();
    const both = (spoil: number) =>
      verify(structure([own.der, ...certificates], [...signers, signerInfo('sha512', spoil)])).sort();
    expect(both(0)).toEqual([
      ['TOTAL-PASSED', null],
      ['TOTAL-PASSED', null],
    ]);
    expect(both(1)).toEqual([
      ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE'],
      ['TOTAL-PASSED', null],
    ]);
  });
});
