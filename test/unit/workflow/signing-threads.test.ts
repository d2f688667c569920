import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import type { Signer } from '../../../src-main/platform/signer.ts';
import { chooseStoreKey, openPkcs12 } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { openSession, type Session } from '../../../src-main/workflow/session.ts';
import { type SignJob, signDocument } from '../../../src-main/workflow/sign-document.ts';
import type { SigningParts } from '../../../src-main/workflow/signing-threads/signing-thread.ts';
import { SigningThreads } from '../../../src-main/workflow/signing-threads/signing-threads.ts';
import { Turns } from '../../../src-main/workflow/turns.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { filesUnder, keyStoreOf, PASSWORD } from '../../support/signing-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';

const folder = temporaryFolder();
const turns = new Turns();
let session: Session;
let signer: Signer;
let threads: SigningThreads;

beforeAll(async () => {
  session = await openSession({}, { home: locateHome({ COUNTERSIGN_HOME: join(folder, 'home') }) });
  const password = new TextEncoder().encode(PASSWORD);
  signer = chooseStoreKey(await openPkcs12(await keyStoreOf('p-256'), { name: 'alice.p12', password }), {}).signer();
  threads = await SigningThreads.start({ home: session.home.path, trust: {} }, 1);
});
afterAll(async () => {
  await threads?.stop();
  await session?.close();
});

function jobOf(name: string, more: Partial<SignJob> = {}): SignJob {
  const source = join(folder, `${name}.pdf`);
  writeFileSync(source, buildPdf({ pages: [{ text: name }] }));
  return { source, target: join(folder, `${name}-signed.pdf`), replace: false, ...more };
}

/** As a run has it done. */
async function sign(by: SigningThreads, job: SignJob, unlock: SigningParts['unlock'] = async () => signer) {
  const turn = turns.next();
  try {
    return await by.sign(job, { clock: session.clock, ledger: session.ledger, turn, unlock });
  } finally {
    turn.pass();
  }
}

/** A key that says when it is asked. */
function watched(work: (signal?: AbortSignal) => Promise<Uint8Array>): {
  readonly asked: Promise<void>;
  readonly unlock: () => Promise<Signer>;
} {
  let tell = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const ask: Signer['sign'] = (_bytes, _algorithm, signal) => {
    tell();
    return work(signal);
  };
  return { asked, unlock: async () => ({ ...facts(), sign: ask, close: async () => undefined }) };
}

function facts(): Pick<Signer, 'certificate' | 'chain' | 'algorithms' | 'keyHome'> {
  const { certificate, chain, algorithms, keyHome } = signer;
  return { certificate, chain, algorithms, keyHome };
}

it('a thread signs as the main thread does: the same report, the entry in the ledger, in the order in which they were begun', async () => {
  const turn = turns.next();
  const here = await signDocument(jobOf('here', { reason: 'Agreed' }), {
    ...session,
    unlock: async () => signer,
    turn,
  });
  const names = ['a', 'b', 'c', 'd'];
  const there = await Promise.all(names.map((name) => sign(threads, jobOf(name, { reason: 'Agreed' }))));
  expect(there.map(({ ledgerIndex }) => ledgerIndex)).toEqual([1, 2, 3, 4].map((next) => here.ledgerIndex + next));
  for (const outcome of there) {
    const [ours] = outcome.report.signatures;
    const [theirs] = here.report.signatures;
    expect({ ...ours, signingTimeClaimed: null, bestSignatureTime: null }).toEqual({
      ...theirs,
      signingTimeClaimed: null,
      bestSignatureTime: null,
    });
    expect(readFileSync(outcome.target, 'latin1')).toContain('/Reason (Agreed)');
    expect(session.ledger.entry(outcome.ledgerIndex).resultSha256).toBe(outcome.resultSha256);
  }
});

it('what goes wrong there, or with the key here, comes back as it is; the next document is signed', async () => {
  const broken = jobOf('broken');
  writeFileSync(broken.source, 'no document');
  await expect(sign(threads, broken)).rejects.toMatchObject({ code: 'INPUT_NOT_PDF', name: 'AppError' });
  const { unlock } = watched(() => Promise.reject(new Error('the key is gone')));
  // The thread knows the key by now; it is this one's signature that fails.
  await expect(sign(threads, jobOf('away'), unlock)).rejects.toThrow('the key is gone');
  expect((await sign(threads, jobOf('next'))).report.signatures).toHaveLength(1);
});

it('stopped by the person nothing is left of what was under way', async () => {
  const own = await SigningThreads.start({ home: session.home.path, trust: {} }, 1);
  const stop = new AbortController();
  const { asked, unlock } = watched(
    (signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new AppError('CANCELLED', 'Stopped.')));
      }),
  );
  const work = sign(own, jobOf('stopped', { signal: stop.signal }), unlock);
  work.catch(() => undefined);
  await asked;
  stop.abort();
  await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
  await own.stop();
  expect(filesUnder(folder).filter((name) => name.includes('stopped'))).toEqual(['stopped.pdf']);
});

it('a thread that ends takes what it was at with it, and says so', async () => {
  const { asked, unlock } = watched(() => new Promise(() => undefined));
  const lost = sign(threads, jobOf('lost'), unlock);
  lost.catch(() => undefined);
  await asked;
  await threads.stop();
  await expect(lost).rejects.toMatchObject({ code: 'WORK_STOPPED' });
  await expect(sign(threads, jobOf('later'))).rejects.toMatchObject({ code: 'WORK_STOPPED' });
  expect(filesUnder(folder)).not.toContain('lost-signed.pdf');
});
