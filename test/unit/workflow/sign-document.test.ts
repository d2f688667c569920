import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src-main/ledger/ledger.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import type { Signer } from '../../../src-main/platform/signer.ts';
import { chooseStoreKey, openPkcs12 } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { openPendingRuns, type PendingRuns } from '../../../src-main/workflow/pending.ts';
import { unendedRuns } from '../../../src-main/workflow/pending-run.ts';
import { type SignJob, type SignStage, signDocument } from '../../../src-main/workflow/sign-document.ts';
import { openTestLedger, temporaryHome } from '../../support/ledger.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { digestOf, filesUnder, keyStoreOf, PASSWORD } from '../../support/signing-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';

const SOURCE = buildPdf({ pages: [{ content: `% ${'0123456789'.repeat(500_000)}` }] });
const store = await keyStoreOf('p-256');

async function openSigner(): Promise<Signer> {
  const keys = await openPkcs12(store, { name: 'alice.p12', password: new TextEncoder().encode(PASSWORD) });
  return chooseStoreKey(keys, {}).signer();
}

let home: Awaited<ReturnType<typeof temporaryHome>>;
let ledger: Ledger;
let pending: PendingRuns;
let folder: string;
let asked: { unlocked: number; signed: number };

beforeEach(async () => {
  home = await temporaryHome();
  ledger = await openTestLedger(home);
  pending = await openPendingRuns(home);
  folder = temporaryFolder();
  writeFileSync(join(folder, 'contract.pdf'), SOURCE);
  asked = { unlocked: 0, signed: 0 };
});
afterEach(async () => {
  ledger.close();
  await home.remove();
});

/** A key that counts how often it is asked. */
async function countedKey(change: (signature: Uint8Array) => void = () => undefined): Promise<Signer> {
  asked.unlocked += 1;
  const signer = await openSigner();
  return {
    certificate: signer.certificate,
    chain: signer.chain,
    algorithms: signer.algorithms,
    keyHome: signer.keyHome,
    close: () => signer.close(),
    sign: async (...words) => {
      asked.signed += 1;
      const signature = await signer.sign(...words);
      change(signature);
      return signature;
    },
  };
}

const run = (changes: Partial<SignJob> = {}, unlock = () => countedKey(), log: Pick<Ledger, 'append'> = ledger) =>
  signDocument(
    { source: join(folder, 'contract.pdf'), target: join(folder, 'signed.pdf'), replace: false, ...changes },
    {
      clock: systemClock,
      ledger: log as Ledger,
      pending,
      trust: { anchors: [], certificates: [], crls: [], ocsps: [] },
      unlock,
    },
  );

function expectUntouched(): void {
  expect(filesUnder(folder)).toEqual(['contract.pdf']);
  expect(readFileSync(join(folder, 'contract.pdf')).equals(SOURCE)).toBe(true);
  expect(filesUnder(home.at('pending'))).toEqual([]);
  expect(ledger.size).toBe(0);
}

describe('stopping', () => {
  it.each<[SignStage, number, number]>([
    ['copying', 0, 0],
    ['waiting-for-token', 0, 0],
    ['signing', 1, 0],
    ['verifying', 1, 1],
    ['saving', 1, 1],
  ])('while %s leaves nothing', async (stage, unlocked, signed) => {
    const stop = new AbortController();
    const onProgress = (now: SignStage) => {
      if (now === stage) stop.abort();
    };
    await expect(run({ signal: stop.signal, onProgress })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(asked).toEqual({ unlocked, signed });
    expectUntouched();
  });

  it('before the start leaves nothing', async () => {
    await expect(run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    expectUntouched();
  });

  it('once the target is there is too late: it is recorded', async () => {
    const stop = new AbortController();
    const onProgress = (now: SignStage) => {
      if (now === 'recording') stop.abort();
    };
    const outcome = await run({ signal: stop.signal, onProgress });
    expect(ledger.entry(outcome.ledgerIndex).resultSha256).toBe(outcome.resultSha256);
    expect(filesUnder(folder)).toEqual(['contract.pdf', 'signed.pdf']);
  });
});

describe('a document that changed after it was shown', () => {
  const shownSha256 = createHash('sha256').update(SOURCE).digest('hex');

  it('is not signed, and the key is not asked', async () => {
    const other = buildPdf({ pages: [{ text: 'Another price' }] });
    writeFileSync(join(folder, 'contract.pdf'), other);
    await expect(run({ shownSha256 })).rejects.toMatchObject({
      code: 'DOCUMENT_CHANGED',
      details: { shown: shownSha256, found: createHash('sha256').update(other).digest('hex') },
    });
    expect(asked).toEqual({ unlocked: 0, signed: 0 });
    expect(filesUnder(folder)).toEqual(['contract.pdf']);
    expect(filesUnder(home.at('pending'))).toEqual([]);
  });

  it('is signed where it is what was shown; a change behind our back while the key is asked goes nowhere', async () => {
    const unlock = () => {
      writeFileSync(join(folder, 'contract.pdf'), buildPdf({ pages: [{ text: 'Another price' }] }));
      return countedKey();
    };
    const outcome = await run({ shownSha256 }, unlock);
    expect(outcome.sourceSha256).toBe(shownSha256);
    expect(readFileSync(outcome.target).subarray(0, SOURCE.length).equals(SOURCE)).toBe(true);
  });
});

describe('a failure', () => {
  it('of the key leaves nothing, and the key is not asked again', async () => {
    const refused = run({}, async () => {
      asked.unlocked += 1;
      throw Object.assign(new Error('locked'), { name: 'AppError', code: 'PIN_LOCKED', details: {} });
    });
    await expect(refused).rejects.toMatchObject({ code: 'PIN_LOCKED' });
    expect(asked.unlocked).toBe(1);
    expectUntouched();
  });

  it('to verify: what the key returned is not saved', async () => {
    const spoiled = run({}, () =>
      countedKey((signature) => {
        const last = signature.length - 1;
        signature[last] = (signature[last] ?? 0) ^ 1;
      }),
    );
    await expect(spoiled).rejects.toMatchObject({ code: 'VERIFICATION_FAILED' });
    expectUntouched();
  });

  it('by a target that appears meanwhile: it stays', async () => {
    const unlock = () => {
      writeFileSync(join(folder, 'signed.pdf'), 'somebody else');
      return countedKey();
    };
    await expect(run({}, unlock)).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
    expect(readFileSync(join(folder, 'signed.pdf'), 'utf8')).toBe('somebody else');
    expect(filesUnder(folder)).toEqual(['contract.pdf', 'signed.pdf']);
    expect(filesUnder(home.at('pending'))).toEqual([]);
  });

  it('of the ledger after the rename says that the file is saved, and keeps the note for the next start', async () => {
    const full: Pick<Ledger, 'append'> = {
      append: async () => {
        throw Object.assign(new Error('The disk is full.'), { name: 'AppError', code: 'DISK_FULL', details: {} });
      },
    };
    await expect(run({}, undefined, full)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/“signed.pdf” is signed and saved.*next start/),
    });
    expect(filesUnder(folder)).toEqual(['contract.pdf', 'signed.pdf']);
    const [note = ''] = filesUnder(home.at('pending'));
    const [left] = unendedRuns(readFileSync(home.at('pending', note), 'utf8'));
    expect(digestOf(left?.target ?? '')).toBe(left?.resultSha256);
  });
});
