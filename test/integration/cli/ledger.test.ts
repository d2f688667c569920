import { createHash, createPublicKey, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src-main/ledger/entry.ts';
import { errorOf } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { type SignSummary, Workbench } from '../../support/workbench.ts';

const bench = new Workbench();
/** Not a power of two, so that the paths have different lengths. */
const COUNT = 5;
let signed: SignSummary[];

beforeAll(async () => {
  const names = Array.from({ length: COUNT }, (_, index) => `document-${index}.pdf`);
  const files = names.map((name) => bench.write(name, buildPdf({ pages: [{ text: name }] })));
  const words = ['sign', ...files, '-o', bench.folderFor('signed'), '--trust', bench.pki.root];
  signed = (await bench.json([...words, ...(await bench.keyStore('p-256'))])).files as SignSummary[];
});

describe('ledger', () => {
  it('show: what was signed, newest first', async () => {
    const { size, entries } = (await bench.json(['ledger', 'show'])) as { size: number; entries: LedgerEntry[] };
    expect(size).toBe(COUNT);
    expect(entries.map(({ index }) => index)).toEqual([4, 3, 2, 1, 0]);
    for (const [index, summary] of signed.entries()) {
      expect(summary.ledger).toMatchObject({ home: bench.home, index });
      expect(entries.find((entry) => entry.index === index)).toMatchObject({
        kind: 'document.signed',
        document: `document-${index}-signed.pdf`,
        signer: 'Paula Okafor',
        sourceSha256: summary.sourceSha256,
        resultSha256: summary.sha256,
        signerSha256: summary.signer.sha256,
        leafHash: summary.ledger.leafHash,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
    }
    expect((await bench.json(['ledger', 'show', '--limit', '2'])).entries).toHaveLength(2);
  });

  it.each(Array.from({ length: COUNT }, (_, index) => index))(
    'prove %i: the path leads from the entry to the root that the log signed',
    async (index) => {
      const proved = (await bench.json(['ledger', 'prove', String(index)])) as {
        entry: LedgerEntry;
        leaf: string;
        leafHash: string;
        proof: string[];
        checkpoint: string;
        verifierKey: string;
        tlogProof: string;
      };
      const { size, root } = openNote(proved.checkpoint, proved.verifierKey);
      const leafHash = sha256(Buffer.from([0]), Buffer.from(proved.leaf));
      expect(leafHash.toString('hex')).toBe(proved.leafHash);
      expect(proved.leafHash).toBe(signed[index]?.ledger.leafHash);
      const path = proved.proof.map((hash) => Buffer.from(hash, 'hex'));
      expect(rootOf(index, size, leafHash, path)).toEqual(root);
      expect(rootOf((index + 1) % COUNT, size, leafHash, path)).not.toEqual(root);
      expect(JSON.parse(proved.leaf)).toMatchObject({ resultSha256: signed[index]?.sha256 });
      const lines = path.map((hash) => `${hash.toString('base64')}\n`).join('');
      expect(proved.tlogProof).toBe(`c2sp.org/tlog-proof@v1\nindex ${index}\n${lines}\n${proved.checkpoint}`);
    },
  );

  it('checkpoint: the note alone, or with the key that checks it', async () => {
    const { checkpoint, verifierKey } = (await bench.json(['ledger', 'checkpoint'])) as Record<string, string>;
    expect(openNote(checkpoint ?? '', verifierKey ?? '').size).toBe(COUNT);
    expect((await bench.run(['ledger', 'checkpoint'])).stdout).toBe(checkpoint);
    expect(() => openNote((checkpoint ?? '').replace(`\n${COUNT}\n`, `\n${COUNT + 1}\n`), verifierKey ?? '')).toThrow();
  });

  it('verify: everything is sound, and continues an earlier checkpoint', async () => {
    const result = await bench.json(['ledger', 'verify']);
    expect(result).toMatchObject({ ok: true, size: COUNT, problems: [] });
    const exported = (await bench.json(['ledger', 'export'])) as { checkpoints: { size: number; note: string }[] };
    const early = exported.checkpoints.find(({ size }) => size === 2)?.note ?? '';
    const file = bench.write('early.note', Buffer.from(early));
    expect(await bench.json(['ledger', 'verify', '--against', file])).toMatchObject({ ok: true, problems: [] });
    const altered = bench.write('altered.note', Buffer.from(early.replace('\n2\n', '\n3\n')));
    const against = await bench.run(['ledger', 'verify', '--against', altered, '--json']);
    expect(against.status).toBe(1);
    const missing = await bench.run(['ledger', 'verify', '--against', bench.at('nowhere'), '--json']);
    expect([missing.status, errorOf(missing).code]).toEqual([66, 'INPUT_MISSING']);
  });

  it('export: entries in order, each of them under the newest checkpoint’s root', async () => {
    const exported = (await bench.json(['ledger', 'export'])) as {
      verifierKey: string;
      checkpoints: { size: number; note: string }[];
      entries: LedgerEntry[];
    };
    expect(exported.entries.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    const heads = exported.checkpoints.map(({ note }) => openNote(note, exported.verifierKey));
    expect(heads.at(-1)?.size).toBe(COUNT);
    const leaves = exported.entries.map(({ leafHash }) => Buffer.from(leafHash, 'hex'));
    for (const { size, root } of heads) expect(treeHash(leaves.slice(0, size)), `size ${size}`).toEqual(root);
    const plain = await bench.run(['ledger', 'export']);
    expect(JSON.parse(plain.stdout)).toEqual(exported);
  });

  it('an entry that is not there, and an empty ledger', async () => {
    const beyond = await bench.run(['ledger', 'prove', String(COUNT), '--json']);
    expect([beyond.status, errorOf(beyond).code]).toEqual([64, 'LEDGER_ENTRY_NOT_FOUND']);
    const env = { COUNTERSIGN_HOME: bench.at('new-home') };
    expect(await bench.json(['ledger', 'show'], 0, { env })).toEqual({ size: 0, entries: [] });
    expect(await bench.json(['ledger', 'verify'], 0, { env })).toMatchObject({ ok: true, size: 0 });
  });
});

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const node = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.from([1]), left, right);

/** RFC 9162, 2.1.3.2, written for this test. */
function rootOf(leafIndex: number, treeSize: number, leafHash: Buffer, path: readonly Buffer[]): Buffer | undefined {
  let [fn, sn, r] = [leafIndex, treeSize - 1, leafHash];
  for (const p of path) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      r = node(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else {
      r = node(r, p);
    }
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 ? r : undefined;
}

/** RFC 9162, 2.1.1. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  const [only = sha256()] = leaves;
  if (leaves.length < 2) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return node(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

/** A checkpoint whose Ed25519 signature node:crypto accepts (C2SP signed-note, tlog-checkpoint). @throws where it does not */
function openNote(note: string, verifierKey: string): { size: number; root: Buffer } {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey) ?? [];
  const [type, ...raw] = Buffer.from(encoded, 'base64');
  expect(type).toBe(1);
  expect(
    sha256(Buffer.from(`${name}\n\x01`), Buffer.from(raw))
      .subarray(0, 4)
      .toString('hex'),
  ).toBe(id);
  const [text = '', signatures = ''] = note.split('\n\n');
  const [, signer, signature = ''] = /^— (\S+) (\S+)\n$/.exec(signatures) ?? [];
  const [origin, size, root = ''] = text.split('\n');
  expect([signer, origin]).toEqual([name, name]);
  const bytes = Buffer.from(signature, 'base64');
  expect(bytes.subarray(0, 4).toString('hex')).toBe(id);
  const x = Buffer.from(raw).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  if (!verify(null, Buffer.from(`${text}\n`), key, bytes.subarray(4))) throw new Error('the signature is wrong');
  return { size: Number(size), root: Buffer.from(root, 'base64') };
}
