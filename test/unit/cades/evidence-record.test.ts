import { describe, expect, it } from 'vitest';
import { hashesOfProof, readProofOfTime, verifyProofOfTime } from '../../../src-main/cades/verify/verify-timestamp.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { digestBytes } from '../../../src-main/cms/digest.ts';
import { archiveStamp, evidenceRecord, type MadeStamp, renewedLeaf, sha } from '../../support/evidence-record.ts';
import { testPki } from '../../support/pki.ts';

const data = new TextEncoder().encode('What is to be proved.');
const other = (text: string) => sha('sha256', new TextEncoder().encode(text));
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const { root, rootCrl, timeCrl } = testPki();
const given = {
  anchors: [new Certificate(root.certificate)],
  certificates: [],
  crls: [new Crl(rootCrl), new Crl(timeCrl)],
  ocsps: [],
  at: now,
};

function verify(record: Uint8Array, content: Uint8Array | readonly Uint8Array[] | null = data, trust = given) {
  const proof = readProofOfTime(record, 'evidence');
  const objects = content === null ? [] : content instanceof Uint8Array ? [content] : content;
  const digests = objects.map(
    (bytes) => new Map(hashesOfProof(proof).map((hash) => [hash, digestBytes(hash, bytes)] as const)),
  );
  return verifyProofOfTime(proof, digests, trust, 'x.ers');
}

const leaf = sha('sha256', data);
const lists = [[other('a')], [other('b'), other('c')], [other('d')]];
const first = archiveStamp(leaf, 'sha256', ago(30), lists);
const second = archiveStamp(sha('sha256', first.token), 'sha256', ago(20), [[other('e')], [other('f')]]);
const third = archiveStamp(renewedLeaf(data, 'sha512', [[first, second]]), 'sha512', ago(10), [[sha('sha512', leaf)]]);
const iso = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;

describe('an evidence record', () => {
  it.each<[string, MadeStamp[][]]>([
    ['of one timestamp of the data itself', [[archiveStamp(leaf, 'sha256', ago(30))]]],
    ['whose timestamp names the hash alone', [[archiveStamp(leaf, 'sha256', ago(30), lists, false)]]],
    ['with a hash tree', [[first]]],
    ['renewed by a second timestamp', [[first, second]]],
    ['with a renewed hash tree of a stronger hash', [[first, second], [third]]],
  ])('%s proves when the data existed', (_, chains) => {
    const report = verify(evidenceRecord(chains));
    expect(report).toMatchObject({ kind: 'timestamp', indication: 'TOTAL-PASSED', changesAfter: 'none' });
    expect(report.bestSignatureTime).toBe(iso(ago(30)));
    expect(report.timestamps.map(({ indication }) => indication)).toEqual(chains.flat().map(() => 'TOTAL-PASSED'));
  });

  it.each<[string, MadeStamp[][], string]>([
    ['the data is not in the tree', [[archiveStamp(other('x'), 'sha256', ago(30), lists)]], 'HASH_FAILURE'],
    [
      'the second timestamp is of something else',
      [[first, archiveStamp(other('x'), 'sha256', ago(20), [[other('e')]])]],
      'HASH_FAILURE',
    ],
    ['a timestamp of the chain is missing', [[first], [third]], 'HASH_FAILURE'],
    [
      'the renewed tree is of the data alone',
      [[first, second], [archiveStamp(sha('sha512', data), 'sha512', ago(10), [[other('x')]])]],
      'HASH_FAILURE',
    ],
    ['the chains stand in the wrong order', [[third], [first, second]], 'HASH_FAILURE'],
    ['a chain mixes hashes', [[first, archiveStamp(sha('sha512', first.token), 'sha512', ago(20))]], 'FORMAT_FAILURE'],
  ])('fails where %s', (_, chains, subIndication) => {
    expect(verify(evidenceRecord(chains))).toMatchObject({ indication: 'TOTAL-FAILED', subIndication });
  });

  it('fails where the tree was changed, with the data and without', () => {
    const changed = Buffer.from(first.der);
    const at = changed.indexOf(Buffer.from(other('c')));
    changed[at] = (changed[at] ?? 0) ^ 1;
    const record = evidenceRecord([[{ der: changed, token: first.token }]]);
    expect(verify(record)).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
    expect(verify(record, null).subIndication).toBe('HASH_FAILURE');
  });

  it('fails where a signature of an authority was changed', () => {
    const changed = Buffer.from(first.der);
    changed[changed.length - 5] = (changed[changed.length - 5] ?? 0) ^ 1;
    const record = evidenceRecord([[{ der: changed, token: first.token }]]);
    expect(verify(record)).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'SIG_CRYPTO_FAILURE' });
  });

  it('is undecided where its times run backwards', () => {
    const late = archiveStamp(leaf, 'sha256', ago(10), lists);
    const early = archiveStamp(sha('sha256', late.token), 'sha256', ago(20));
    expect(verify(evidenceRecord([[late, early]]))).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'TIMESTAMP_ORDER_FAILURE',
    });
  });

  it('is undecided without anchors, and says which authority is not known', () => {
    const report = verify(evidenceRecord([[first]]), data, { ...given, anchors: [] });
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
    expect(report.bestSignatureTime).toBe(iso(now));
  });

  it('of a group is of all of it and nothing else, also when its tree was renewed', () => {
    const more = new TextEncoder().encode('More of the group.');
    const leaf256 = [data, more].map((bytes) => sha('sha256', bytes)) as [Uint8Array, Uint8Array];
    const grouped = archiveStamp(leaf256[0], 'sha256', ago(30), [[leaf256[1]], [other('a')]]);
    const again = [data, more].map((bytes) => renewedLeaf(bytes, 'sha512', [[grouped]])) as [Uint8Array, Uint8Array];
    const record = evidenceRecord([[grouped], [archiveStamp(again[0], 'sha512', ago(10), [[again[1]]])]]);
    expect(verify(record, [data, more])).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: iso(ago(30)) });
    expect(verify(record, [more, data]).indication).toBe('TOTAL-PASSED');
    expect(verify(record, [data, more, data.subarray(1)]).subIndication).toBe('HASH_FAILURE');
    const wider = archiveStamp(leaf256[0], 'sha256', ago(30), [[leaf256[1], other('x')]]);
    expect(verify(evidenceRecord([[wider]]), [data, more]).subIndication).toBe('HASH_FAILURE');
    expect(verify(evidenceRecord([[wider]]), data).indication).toBe('TOTAL-PASSED');
  });

  it('without the data is checked for itself, and proves nothing of any file', () => {
    const report = verify(evidenceRecord([[first, second], [third]]), null);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', coversRevision: null, changesAfter: 'indeterminate' });
    expect(report.bestSignatureTime).toBe(iso(now));
    expect(report.warnings.join(' ')).toContain('proves nothing of any file');
  });

  it.each<[string, Uint8Array]>([
    ['empty', new Uint8Array()],
    ['not ASN.1', new TextEncoder().encode('not a record')],
    ['of another version', evidenceRecord([[first]], 2)],
    ['without chains', evidenceRecord([])],
    ['with an empty chain', evidenceRecord([[]])],
    ['followed by bytes', Buffer.concat([evidenceRecord([[first]]), Buffer.of(1)])],
    ['cut off', evidenceRecord([[first]]).subarray(0, 500)],
    ['of very many chains', evidenceRecord(new Array(200).fill([first]))],
  ])('that is %s is malformed, never passed over', (_, bytes) => {
    expect(verify(bytes)).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' });
  });

  it('changed anywhere is judged, whatever comes of it', () => {
    const record = evidenceRecord([[first, second], [third]]);
    const ran = (seed: number) => (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    for (let seed = 1, round = 0; round < 200; round++) {
      seed = ran(seed);
      const changed = Uint8Array.from(record);
      const at = seed % changed.length;
      seed = ran(seed);
      changed[at] = seed & 0xff;
      const cut = round % 10 === 0 ? changed.subarray(0, at) : changed;
      expect(['TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE']).toContain(verify(cut).indication);
    }
  });

  it('nested very deeply is malformed', () => {
    const deep = Buffer.concat([Buffer.alloc(20_000, Uint8Array.of(0x30, 0x80)), Buffer.alloc(20_000)]);
    expect(verify(deep).subIndication).toBe('FORMAT_FAILURE');
  });
});
