import { createHmac } from 'node:crypto';
import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../shared/merkle/checkpoint.ts';
import { ed25519Verifier } from '../../../shared/merkle/ed25519-verifier.ts';
import { hasher } from '../../../shared/merkle/hash.ts';
import { parseTlogProof, verifyTlogProof } from '../../../shared/merkle/tlog-proof.ts';
import { rootOfLeaves } from '../../../shared/merkle/tree.ts';
import { parseVerifierKey } from '../../../shared/merkle/verifier-key.ts';
import { verifyConsistency, verifyInclusion } from '../../../shared/merkle/verify-proof.ts';
import type { Ledger } from '../../../src-main/ledger/ledger.ts';
import { commitmentTo } from '../../../src-main/ledger/personal-data.ts';
import { randomBytes } from '../../../src-main/platform/random.ts';
import { newEntry, openTestLedger, temporaryHome } from '../../support/ledger.ts';

const coded = (code: string) => expect.objectContaining({ code });

let home: Awaited<ReturnType<typeof temporaryHome>>;
let ledger: Ledger;
beforeEach(async () => {
  home = await temporaryHome();
  ledger = await openTestLedger(home);
});
afterEach(async () => {
  ledger.close();
  await home.remove();
});

const many = (count: number) => Array.from({ length: count }, () => newEntry());

describe('founding', () => {
  test('a new ledger has a key for its owner only, a checkpoint of nothing, and verifies', async () => {
    expect(ledger.size).toBe(0);
    expect(ledger.checkpoint().size).toBe(0);
    expect(ledger.origin).toMatch(/^countersign\.local\/[0-9a-f]{16}$/);
    if (process.platform !== 'win32') expect((await stat(home.at('ledger.key'))).mode & 0o777).toBe(0o600);
    expect(await ledger.verify()).toMatchObject({ ok: true, size: 0, checkpoints: 1 });
    expect(() => ledger.entry(0)).toThrow(coded('LEDGER_ENTRY_NOT_FOUND'));
  });

  test('of several at once, one founds it', async () => {
    const other = await temporaryHome();
    const ledgers = await Promise.all(Array.from({ length: 6 }, () => openTestLedger(other)));
    expect(new Set(ledgers.map(({ verifierKey }) => verifierKey)).size).toBe(1);
    for (const each of ledgers) each.close();
    expect((await readdir(other.path)).sort()).toEqual(['ledger.db', 'ledger.key']);
    await other.remove();
  });

  test('a key left by a crash before the ledger was founded is taken over', async () => {
    const key = await readFile(home.at('ledger.key'));
    const other = await temporaryHome();
    await writeFile(other.at('ledger.key'), key);
    const taken = await openTestLedger(other);
    expect(taken.verifierKey).toBe(ledger.verifierKey);
    taken.close();
    await other.remove();
  });

  test('a missing, foreign or broken key is named, never replaced', async () => {
    await rm(home.at('ledger.key'));
    await expect(openTestLedger(home)).rejects.toThrow(coded('LEDGER_KEY_UNREADABLE'));
    const other = await temporaryHome();
    (await openTestLedger(other)).close();
    await writeFile(home.at('ledger.key'), await readFile(other.at('ledger.key')));
    await expect(openTestLedger(home)).rejects.toThrow(coded('LEDGER_KEY_UNREADABLE'));
    await writeFile(home.at('ledger.key'), 'garbage');
    await expect(openTestLedger(home)).rejects.toThrow(coded('LEDGER_KEY_UNREADABLE'));
    await other.remove();
  });
});

describe('append', () => {
  test('what was recorded is read back, by index, by operation and newest first', async () => {
    const [a, b] = [newEntry({ document: 'a.pdf' }), newEntry({ document: 'b “ä” \u2028\ud800.pdf', signer: null })];
    const first = await ledger.append(a);
    await ledger.append(b);
    expect(first.index).toBe(0);
    expect(ledger.entry(0)).toMatchObject({ ...a, ...first, erases: null });
    expect(ledger.entries(0, 10).map(({ document }) => document)).toEqual([b.document, 'a.pdf']);
    expect(ledger.entries(1, 10).map(({ index }) => index)).toEqual([0]);
    expect(ledger.entries(2, 10)).toEqual([]);
    expect(ledger.findByOperation(b.operation)?.index).toBe(1);
    expect(ledger.findByOperation('00'.repeat(16))).toBeUndefined();
  });

  test('the leaf names neither document nor signer; the commitment is an HMAC', async () => {
    await ledger.append(newEntry({ document: 'secret-name.pdf', signer: 'Bob Secret' }));
    const leaf = Buffer.from(ledger.prove(0).leaf).toString();
    expect(leaf).not.toMatch(/secret|Bob/i);
    expect(JSON.stringify(JSON.parse(leaf))).toBe(leaf);
    expect(Object.keys(JSON.parse(leaf))).toEqual(Object.keys(JSON.parse(leaf)).sort());
    for (const length of [0, 1, 54, 64, 200, 4032, 4033, 9000]) {
      const [data, salt] = [randomBytes(length), randomBytes(32)];
      expect(commitmentTo(data, salt)).toBe(createHmac('sha256', salt).update(data).digest('hex'));
    }
  });

  test('a name longer than any buffer is hashed whole', async () => {
    await ledger.append(newEntry({ document: `${'long '.repeat(2000)}.pdf` }));
    expect(await ledger.verify()).toMatchObject({ ok: true });
  });

  test('an operation is recorded once, and a batch wholly or not at all', async () => {
    const entry = newEntry();
    await ledger.append(entry);
    await expect(ledger.append(entry)).rejects.toThrow(coded('INPUT_INVALID'));
    await expect(ledger.appendBatch([newEntry(), entry])).rejects.toThrow(coded('INPUT_INVALID'));
    const twin = newEntry();
    await expect(ledger.appendBatch([twin, twin])).rejects.toThrow(coded('INPUT_INVALID'));
    expect(ledger.size).toBe(1);
    expect(await ledger.verify()).toMatchObject({ ok: true });
  });

  test.each([
    ['kind', { kind: 'Document Signed' }],
    ['operation', { operation: 'xyz' }],
    ['digest', { resultSha256: 'AB'.repeat(32) }],
  ])('a malformed %s is refused', async (_, changes) => {
    await expect(ledger.append(newEntry(changes))).rejects.toThrow(coded('INPUT_INVALID'));
  });

  test('two open ledgers see each other at once', async () => {
    const window = await openTestLedger(home);
    for (let i = 0; i < 5; i++) {
      expect((await ledger.append(newEntry())).index).toBe(2 * i);
      expect((await window.append(newEntry())).index).toBe(2 * i + 1);
    }
    expect(await window.verify()).toMatchObject({ ok: true, size: 10, checkpoints: 11 });
    window.close();
  });
});

describe('proofs', () => {
  test('a third party checks every entry with the verifier key alone, in portable code', async () => {
    await ledger.appendBatch(many(5));
    await ledger.append(newEntry());
    await ledger.appendBatch(many(8));
    const log = ed25519Verifier(parseVerifierKey(ledger.verifierKey));
    const leaves: Uint8Array[] = [];
    for (let index = 0; index < ledger.size; index++) {
      const { leaf, tlogProof, entry } = ledger.prove(index);
      leaves.push(hasher.leaf(leaf));
      expect(Buffer.from(hasher.leaf(leaf)).toString('hex')).toBe(entry.leafHash);
      verifyTlogProof(parseTlogProof(tlogProof), hasher.leaf(leaf), log);
    }
    for (const { size, note } of ledger.checkpoints()) {
      const { root } = openCheckpoint(note, log);
      expect(root).toEqual(rootOfLeaves(hasher, leaves.slice(0, size)));
      if (size > 0) {
        const newest = openCheckpoint(ledger.checkpoint().note, log);
        verifyConsistency(size, newest.size, root, newest.root, ledger.consistencyProof(size, newest.size));
        const leaf = leaves[size - 1] ?? new Uint8Array();
        verifyInclusion(size - 1, size, leaf, ledger.inclusionProof(size - 1, size), root);
      }
    }
  });

  test('sizes beyond the ledger are refused', async () => {
    await ledger.append(newEntry());
    expect(() => ledger.inclusionProof(0, 2)).toThrow(coded('INPUT_INVALID'));
    expect(() => ledger.consistencyProof(1, 2)).toThrow(coded('INPUT_INVALID'));
    expect(() => ledger.prove(1)).toThrow(coded('LEDGER_ENTRY_NOT_FOUND'));
  });
});

describe('erasing', () => {
  test('takes the name out of every file and leaves every proof', async () => {
    await ledger.append(newEntry({ document: 'forget-me-please.pdf' }));
    await ledger.append(newEntry());
    const before = ledger.prove(0);
    await ledger.erase(0);
    expect(ledger.entry(0)).toMatchObject({ document: null, signer: null, leafHash: before.entry.leafHash });
    expect(ledger.entries(0, 1)[0]).toMatchObject({ kind: 'entry.erased', erases: 0 });
    verifyTlogProof(
      parseTlogProof(before.tlogProof),
      hasher.leaf(before.leaf),
      ed25519Verifier(parseVerifierKey(ledger.verifierKey)),
    );
    expect(await ledger.verify()).toMatchObject({ ok: true, size: 3 });
    for (const name of await readdir(home.path)) {
      expect((await readFile(home.at(name))).includes('forget-me'), name).toBe(false);
    }
    await expect(ledger.erase(0)).rejects.toThrow(coded('LEDGER_ENTRY_NOT_FOUND'));
    await expect(ledger.erase(2)).rejects.toThrow(coded('LEDGER_ENTRY_NOT_FOUND'));
  });
});

describe('verify', () => {
  test('reports progress, can be cancelled, and lets others append meanwhile', async () => {
    await ledger.appendBatch(many(1500));
    const fractions: number[] = [];
    const running = ledger.verify({ onProgress: (fraction) => fractions.push(fraction) });
    await ledger.append(newEntry());
    expect(await running).toMatchObject({ ok: true });
    expect(fractions.at(-1)).toBe(1);
    expect(fractions.length).toBeGreaterThan(2);
    const controller = new AbortController();
    const cancelled = ledger.verify({ signal: controller.signal, onProgress: () => controller.abort() });
    await expect(cancelled).rejects.toThrow(coded('CANCELLED'));
  });
});

describe.skipIf(process.platform === 'win32')('a ledger whose file is another one now', () => {
  test.each([
    ['was moved away', async () => rename(home.at('ledger.db'), home.at('ledger.old'))],
    [
      'was replaced by a copy',
      async () => {
        await copyFile(home.at('ledger.db'), home.at('copy'));
        await rename(home.at('copy'), home.at('ledger.db'));
      },
    ],
  ])('takes no entry and says so: it %s', async (_how, replace) => {
    await ledger.append(newEntry());
    await replace();
    await expect(ledger.append(newEntry())).rejects.toEqual(coded('LEDGER_MOVED'));
    await expect(ledger.erase(0)).rejects.toEqual(coded('LEDGER_MOVED'));
    await expect(ledger.verify()).rejects.toEqual(coded('LEDGER_MOVED'));
    expect(ledger.size).toBe(1);
  });
});
