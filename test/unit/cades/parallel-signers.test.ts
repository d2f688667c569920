import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { localTimestamper } from '../../../scripts/pki/local-timestamper.ts';
import type { SignerKind } from '../../../scripts/pki/make-pki.ts';
import { withMaterial, withSignatureTimestamp } from '../../../src-main/cades/sign/raise-cades.ts';
import { signCades } from '../../../src-main/cades/sign/sign-cades.ts';
import { neededHashes, verifyCades } from '../../../src-main/cades/verify/verify-cades.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { children, contextTag, Members, readDer, TAG } from '../../../src-main/cms/der.ts';
import { encode, sequence, setOf } from '../../../src-main/cms/der-writer.ts';
import { signWith } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';

const CONTENT = Buffer.from('Signed by both.\n');
const digest = createHash('sha256').update(CONTENT).digest();
const pki = testPki();
const now = new Date();
const anchors = [new Certificate(pki.root.certificate)];
const lists = [pki.rootCrl, pki.issuingCrl, pki.timeCrl];

async function signed(kind: SignerKind): Promise<Uint8Array> {
  const signer = pki.signer(kind);
  const certificate = new Certificate(signer.certificate);
  const algorithm = signer.key.asymmetricKeyType === 'ec' ? 'ecdsa-sha256' : 'rsa-pkcs1-sha256';
  return signCades(
    digest,
    { certificate, chain: signer.chain, algorithm, time: now },
    { sign: async (bytes, name) => signWith(signer, name, bytes) },
  );
}

/** Members of a SignedData. */
function members(cms: Uint8Array) {
  const info = children(readDer(cms));
  const [body] = children(info[1] ?? readDer(new Uint8Array()));
  const list = new Members(body ?? readDer(new Uint8Array()));
  const [version, hashes, content] = [list.take(), list.take(), list.take()];
  const certificates = list.optional(contextTag(0));
  list.optional(contextTag(1));
  return { type: info[0], version, hashes, content, certificates, signers: children(list.take(TAG.set)) };
}

/** One structure with the signers of all. */
function together(...structures: readonly Uint8Array[]): Uint8Array {
  const parts = structures.map(members);
  const [first] = parts;
  if (first?.type === undefined) throw new Error('nothing to join');
  const bytes = (items: readonly { readonly bytes: Uint8Array }[]) => items.map((item) => item.bytes);
  const body = sequence(
    first.version.bytes,
    first.hashes.bytes,
    first.content.bytes,
    setOf(
      bytes(parts.flatMap(({ certificates }) => (certificates === undefined ? [] : children(certificates)))),
      contextTag(0),
    ),
    setOf(bytes(parts.flatMap(({ signers }) => signers))),
  );
  return sequence(first.type.bytes, encode(contextTag(0), body));
}

function verify(cms: Uint8Array, content: Uint8Array = CONTENT, crls: readonly Uint8Array[] = lists) {
  const digests = new Map(neededHashes(cms).map((hash) => [hash, createHash(hash).update(content).digest()] as const));
  const given = { anchors, certificates: [], crls: crls.map((der) => new Crl(der)), ocsps: [], at: now };
  return verifyCades(cms, digests, given, 'both.p7s');
}

/** The outermost lengths in the indefinite form, as programs that stream write them. */
function indefinite(cms: Uint8Array): Uint8Array {
  const { content } = readDer(cms);
  return Buffer.concat([Buffer.from([0x30, 0x80]), content, Buffer.alloc(2)]);
}

describe('signatures of several people in one structure', () => {
  it('are judged one by one', async () => {
    const both = together(await signed('p-256'), await signed('rsa-2048'));
    const reports = verify(both);
    expect(reports.map(({ indication, field }) => [indication, field])).toEqual([
      ['TOTAL-PASSED', 'both.p7s (1)'],
      ['TOTAL-PASSED', 'both.p7s (2)'],
    ]);
    expect(verify(both, Buffer.from('other')).map(({ subIndication }) => subIndication)).toEqual([
      'HASH_FAILURE',
      'HASH_FAILURE',
    ]);
  });

  it('a bad one beside a good one is not hidden by it', async () => {
    const reports = verify(together(await signed('p-256'), await signed('revoked')));
    expect(reports.map(({ subIndication }) => subIndication).sort()).toEqual(['REVOKED_NO_POE', null]);
  });

  it('none, and more than there can be, are malformed', async () => {
    const one = await signed('p-256');
    for (const cms of [together(one).subarray(0, 0), together(...Array.from({ length: 51 }, () => one))]) {
      expect(verify(cms)).toMatchObject([{ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' }]);
    }
  });
});

describe('where the data of a signature may stand', () => {
  it('in a structure with indefinite lengths, or padded', async () => {
    const cms = withMaterial(await signed('p-256'), { certificates: [], ocsps: [], crls: lists });
    for (const form of [cms, indefinite(cms), Buffer.concat([cms, Buffer.alloc(9)])]) {
      expect(verify(form, CONTENT, [])).toMatchObject([{ indication: 'TOTAL-PASSED', revocation: 'good' }]);
    }
  });

  it('in the timestamp itself, about its authority', async () => {
    const timestamper = localTimestamper(pki, { clock: { now: () => now } });
    const carrying = {
      ...timestamper,
      timestamp: async (...words: Parameters<typeof timestamper.timestamp>) =>
        withMaterial(await timestamper.timestamp(...words), {
          certificates: [],
          ocsps: [],
          crls: [pki.timeCrl, pki.rootCrl],
        }),
    };
    const cms = await withSignatureTimestamp(await signed('p-256'), carrying);
    const [report] = verify(cms, CONTENT, [pki.issuingCrl]);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-T' });
    expect(report?.warnings.join()).toContain('proves that the signature existed');
  });
});
