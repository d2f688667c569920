import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildPdf } from '../../../support/pdf-builder.ts';
import { signBytes, verifyBytes } from '../../../support/sign-bytes.ts';
import { describeWithTool, temporaryFolder } from '../../../support/tools.ts';
import { pdfsigVerdicts, qpdfComplaint } from '../../../support/witnesses.ts';

const SIGNERS = 100;

async function resolution(): Promise<Uint8Array> {
  // Every second one has a field that was prepared, the others bring their own.
  const fields = Array.from({ length: SIGNERS / 2 }, (_none, at) => ({ name: `Member${at}` }));
  let file = buildPdf({ fields });
  for (let at = 0; at < SIGNERS; at++) {
    const wish = at % 2 === 0 ? { field: `Member${at / 2}` } : {};
    file = await signBytes(file, wish, at % 3 === 0 ? 'p-384' : 'p-256');
  }
  return file;
}

const signed = resolution();

it('a resolution that a hundred people sign is valid for each of them', async () => {
  const { verdict, signatures } = await verifyBytes(await signed);
  expect(verdict).toBe('TOTAL-PASSED');
  expect(signatures).toHaveLength(SIGNERS);
  expect(signatures.map(({ coversRevision }) => coversRevision)).toEqual(signatures.map((_one, at) => at + 2));
  expect(new Set(signatures.map(({ signer }) => signer?.serial)).size).toBe(2);
  const after = signatures.map(({ changesAfter }) => changesAfter);
  expect(after).toEqual([...Array<string>(SIGNERS - 1).fill('permitted'), 'none']);
});

describeWithTool(['qpdf', 'pdfsig'], 'a hundred signatures, seen by others', () => {
  it('are well-formed and valid', async () => {
    const path = join(temporaryFolder(), 'resolution.pdf');
    writeFileSync(path, await signed);
    expect(await qpdfComplaint(path)).toBe('');
    expect((await pdfsigVerdicts(path)).filter(({ valid }) => valid)).toHaveLength(SIGNERS);
  });
});
