import { createReadStream } from 'node:fs';
import { open, stat, unlink } from 'node:fs/promises';
import type { IsolatedProcess } from '../isolated-process.ts';
import { difference, render } from './pictures.ts';
import {
  hasFieldLock,
  type PopplerFacts,
  pdfsigVerdicts,
  popplerFacts,
  type QpdfVerdict,
  qpdfVerdict,
} from './programs.ts';
import type { SignatureFacts, SignReply, SignRequest } from './sign-protocol.ts';

/** What came of one file of the corpora. */
export interface Verdict {
  readonly file: string;
  readonly outcome: 'signed' | 'refused' | 'wrong';
  /** Of the refusal. */
  readonly code: string;
  /** Why it was refused, or everything that is wrong. */
  readonly detail: string;
  /** Whether the file ought to be signed without any flag. */
  readonly eligible: boolean;
  readonly milliseconds: number;
}

/**
 * Judges one file: signs it in the worker and asks everybody who knows how to look at a PDF. The signed file is removed. Undefined where there
 * was nothing to repair.
 */
export async function judge(
  name: string,
  request: SignRequest,
  worker: IsolatedProcess<SignRequest, SignReply>,
): Promise<Verdict | undefined> {
  const answer = await worker.ask(request);
  if (answer.kind === 'reply' && answer.reply.code === 'SOUND') return undefined;
  const [poppler, qpdf] = await Promise.all([popplerFacts(request.source), qpdfVerdict(request.source)]);
  if (answer.kind !== 'reply') {
    const detail = `${answer.kind}: ${answer.detail}`;
    return { file: name, outcome: 'wrong', code: answer.kind, detail, eligible: false, milliseconds: 0 };
  }
  const { reply } = answer;
  const { milliseconds } = reply;
  const eligible = isEligible(poppler, qpdf, reply.before);
  if (!reply.signed) {
    const code = reply.code ?? 'INTERNAL';
    const outcome = code === 'INTERNAL' || code === 'VERIFICATION_FAILED' ? 'wrong' : 'refused';
    // What an earlier signer forbids by a lock ought not to be signed.
    const forbidden = code === 'SIGNING_FORBIDDEN' && (await hasFieldLock(request.source));
    return { file: name, outcome, code, detail: reply.message, eligible: eligible && !forbidden, milliseconds };
  }
  try {
    const faults = await faultsOf(request, reply, qpdf);
    const outcome = faults.length === 0 ? 'signed' : 'wrong';
    return { file: name, outcome, code: '', detail: faults.join('; '), eligible, milliseconds };
  } finally {
    await unlink(request.target).catch(() => undefined);
  }
}

function isEligible(poppler: PopplerFacts, qpdf: QpdfVerdict, before: readonly SignatureFacts[] | null): boolean {
  const certified = (before ?? []).some(({ certify }) => certify === 'no-changes');
  return poppler.opens && poppler.allows && qpdf.rank < 2 && !qpdf.rebuilt && !certified;
}

async function faultsOf({ source, target }: SignRequest, reply: SignReply, before: QpdfVerdict): Promise<string[]> {
  const faults: string[] = [];
  if (!reply.repaired && !(await beginsWith(target, source)))
    faults.push('the first bytes are not those of the document');
  const after = await qpdfVerdict(target);
  const news = [...after.complaints].filter((line) => !before.complaints.has(line));
  if (after.rank > before.rank) faults.push(`qpdf: ${news.join(' / ').slice(0, 300)}`);
  const [pdfsigBefore, pdfsigAfter] = await Promise.all([pdfsigVerdicts(source), pdfsigVerdicts(target)]);
  const ours = pdfsigAfter.get(reply.field ?? '');
  if (ours?.valid !== true || !ours.whole) faults.push(`pdfsig: ours is ${JSON.stringify(ours ?? 'not seen')}`);
  for (const [field, { valid }] of pdfsigBefore) {
    if (valid && pdfsigAfter.get(field)?.valid !== true) faults.push(`pdfsig: ${field} was valid`);
  }
  faults.push(...hurtSignatures(reply));
  const [was, is] = await Promise.all([render(source), render(target)]);
  const changed = difference(was, is, reply.mark);
  if (changed !== '') faults.push(changed);
  return faults;
}

/** Signatures that were sound and are not, or whose later changes have become worse. */
function hurtSignatures({ before, after, field }: SignReply): string[] {
  const faults: string[] = [];
  const rank = ['none', 'permitted', 'indeterminate', 'forbidden'];
  for (const [index, was] of (before ?? []).entries()) {
    const is = after.filter((one) => one.field !== field)[index];
    if (was.sound && is?.sound !== true) faults.push(`${was.field} was sound`);
    const worst = Math.max(rank.indexOf(was.changesAfter), rank.indexOf('permitted'));
    if (is !== undefined && rank.indexOf(is.changesAfter) > worst) faults.push(`${was.field}: now ${is.changesAfter}`);
  }
  return faults;
}

/** Whether `file` begins with every byte of `start`. */
async function beginsWith(file: string, start: string): Promise<boolean> {
  if ((await stat(file)).size < (await stat(start)).size) return false;
  const handle = await open(file, 'r');
  try {
    let at = 0;
    for await (const chunk of createReadStream(start)) {
      const wanted = chunk as Buffer;
      const found = Buffer.alloc(wanted.length);
      await handle.read(found, 0, wanted.length, at);
      if (!found.equals(wanted)) return false;
      at += wanted.length;
    }
    return true;
  } finally {
    await handle.close();
  }
}
