import path from 'node:path';
import { codeOf } from '../../shared/contract/app-error.ts';
import type { SignatureReport } from '../../shared/domain/verification.ts';
import { displayedSize } from '../../shared/geometry/page-space.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { openFile } from '../../src-main/platform/files.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { Tokens } from '../../src-main/tokens/tokens.ts';
import { RepairedCopies } from '../../src-main/workflow/repair.ts';
import { openSession } from '../../src-main/workflow/session.ts';
import { SigningRun } from '../../src-main/workflow/signing-run.ts';
import { verifyDocument } from '../../src-main/workflow/verify-document.ts';
import { serve } from '../isolated-process.ts';
import type { SignatureFacts, SignReply, SignRequest } from './sign-protocol.ts';

const [keyStore = '', password = '', anchor = '', folder = ''] = process.argv.slice(2);

const tokens = new Tokens();
const session = await openSession(
  { trust: [anchor] },
  { home: locateHome({ COUNTERSIGN_HOME: path.join(folder, 'home') }) },
);
const run = await SigningRun.begin(
  session,
  tokens,
  { kind: 'pkcs12', file: keyStore },
  {
    allowExpired: false,
    readPin: async () => new TextEncoder().encode(password),
    warn: () => undefined,
  },
);

/** What must never be said of a signature whose bytes are as they were. */
const BROKEN = ['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE', 'SIGNED_DATA_NOT_FOUND'];

function factsOf(signatures: readonly SignatureReport[]): SignatureFacts[] {
  return signatures.map(({ field, coversRevision, subIndication, changesAfter, certify }) => ({
    field,
    revision: coversRevision ?? 0,
    sound: coversRevision !== null && !BROKEN.includes(subIndication ?? ''),
    changesAfter,
    certify,
  }));
}

async function verifiedBefore(file: string): Promise<SignatureFacts[] | null> {
  try {
    return factsOf((await verifyDocument(file, session.trust, systemClock.now())).signatures);
  } catch {
    return null;
  }
}

/** A small mark at the lower left of the first page where that has room for one. */
async function markOn(file: string): Promise<SignReply['mark']> {
  const source = await openFile(file);
  try {
    const pages = await (await PdfDocument.open(source)).pages();
    const [page] = pages;
    if (page === undefined) return null;
    const others = pages.filter(({ ref }) => ref.num !== page.ref.num).map(({ number }) => number);
    const { width, height } = displayedSize(page.space);
    const rect = { x0: width * 0.05, y0: height * 0.05, x1: width * 0.35, y1: height * 0.15 };
    return width * 0.3 > 2 && height * 0.1 > 2 ? { rect, width, height, others } : null;
  } catch {
    return null;
  } finally {
    await source.close();
  }
}

async function signOne({ source, target, repair }: SignRequest): Promise<SignReply> {
  const before = await verifiedBefore(source);
  const started = performance.now();
  if (!repair) return signFile(source, target, before, started);
  const copies = new RepairedCopies();
  try {
    const usable = await copies.usable(source, target);
    if (usable === source) return { ...refusal(undefined, before, started), code: 'SOUND' };
    return { ...(await signFile(usable, target, before, started)), repaired: true };
  } catch (error) {
    return refusal(error, before, started);
  } finally {
    await copies.remove();
  }
}

async function signFile(
  source: string,
  target: string,
  before: SignReply['before'],
  started: number,
): Promise<SignReply> {
  const mark = await markOn(source);
  try {
    const place = mark === null ? undefined : { page: 1, rect: mark.rect };
    const outcome = await run.sign({ source, target, replace: true, place });
    return {
      signed: true,
      repaired: false,
      code: null,
      message: '',
      field: outcome.field,
      before,
      after: factsOf(outcome.report.signatures),
      mark,
      milliseconds: performance.now() - started,
    };
  } catch (error) {
    return refusal(error, before, started);
  }
}

function refusal(error: unknown, before: SignReply['before'], started: number): SignReply {
  return {
    signed: false,
    repaired: false,
    code: codeOf(error),
    message: error instanceof Error ? error.message : String(error),
    field: null,
    before,
    after: [],
    mark: null,
    milliseconds: performance.now() - started,
  };
}

serve(signOne);
