import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from '../../shared/merkle/verify-proof.ts';

const root = path.join(process.env.COUNTERSIGN_CORPORA ?? '../shared/corpora', 'merkle/vectors/testdata');
const present = existsSync(root);
if (!present) console.warn(`skipped: public Merkle vectors, ${root} is not there`);

interface Vector {
  readonly desc: string;
  readonly wantErr: boolean;
  readonly [field: string]: unknown;
}

function load(kind: string): { file: string; vector: Vector }[] {
  if (!present) return [];
  return readdirSync(path.join(root, kind), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ file, vector: JSON.parse(readFileSync(path.join(root, kind, file), 'utf8')) }));
}

const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : '', 'base64');
const list = (value: unknown): Uint8Array[] => (Array.isArray(value) ? value.map(bytes) : []);

const verifiers: Record<string, (v: Vector) => void> = {
  inclusion: (v) =>
    verifyInclusion(Number(v.leafIdx), Number(v.treeSize), bytes(v.leafHash), list(v.proof), bytes(v.root)),
  consistency: (v) =>
    verifyConsistency(Number(v.size1), Number(v.size2), bytes(v.root1), bytes(v.root2), list(v.proof)),
  subtreeinclusion: (v) =>
    verifySubtreeInclusion(
      Number(v.leafIdx),
      Number(v.start),
      Number(v.end),
      bytes(v.leafHash),
      list(v.proof),
      bytes(v.root),
    ),
  subtreeconsistency: (v) =>
    verifySubtreeConsistency(
      Number(v.start),
      Number(v.end),
      Number(v.size),
      bytes(v.root1),
      bytes(v.root2),
      list(v.proof),
    ),
};

describe.skipIf(!present)('public Merkle proof vectors', () => {
  const count = { good: 0, bad: 0 };

  for (const [kind, verify] of Object.entries(verifiers)) {
    test(kind, () => {
      for (const { file, vector } of load(kind)) {
        if (vector.wantErr) {
          count.bad++;
          expect(() => verify(vector), `${file}: ${vector.desc}`).toThrow(
            expect.objectContaining({ code: 'PROOF_INVALID' }),
          );
        } else {
          count.good++;
          expect(() => verify(vector), `${file}: ${vector.desc}`).not.toThrow();
        }
      }
    });
  }

  test('all 518 were tried', () => expect(count).toEqual({ good: 36, bad: 482 }));
});
