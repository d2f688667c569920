import path from 'node:path';
import type { VerificationReport } from '../shared/domain/verification.ts';
import { interruptible } from '../src-main/platform/interrupt.ts';
import type { TrustMaterial } from '../src-main/workflow/trust-store.ts';
import type { ReportWish } from '../src-main/workflow/verify-with-reports.ts';
import { usage } from './arguments.ts';
import { confirmLastTry } from './confirm.ts';
import { foundKey } from './found-key.ts';
import { KEY_NAMES, KEY_SECRETS, type KeyOptions } from './key-options.ts';
import type { Output } from './output.ts';
import { documentPassword, type PasswordOptions } from './password.ts';
import { readPin } from './pin.ts';

/** Reports to be written of a verification, and the key that signs them. */
export interface ReportOptions extends KeyOptions, PasswordOptions {
  readonly report?: string[];
  readonly reportLanguage?: 'en' | 'de';
  readonly force?: boolean;
  readonly content?: string;
  readonly trust?: string[];
  readonly certs?: string[];
  readonly crls?: string[];
  readonly ocsp?: string[];
  readonly evidence?: string;
  readonly policy?: string;
}

/** Every file that the flags name and that is only read. */
function inputsOf({ trust = [], certs = [], crls = [], ocsp = [], evidence, policy, p12 }: ReportOptions): string[] {
  const single = [evidence, policy, p12].filter((file) => file !== undefined);
  return [...trust, ...certs, ...crls, ...ocsp, ...single];
}

/** Flags that mean nothing without the others. @throws AppError USAGE */
export function refuseReportFlags(files: readonly string[], options: ReportOptions): void {
  const { report, reportLanguage, force } = options;
  if (report !== undefined) {
    if (files.length > 1) throw usage('--report is about one file: verify one at a time.');
    return;
  }
  if (force === true) throw usage('--force replaces a report that exists: name the report with --report.');
  if (reportLanguage !== undefined) throw usage('--report-language is of a report: name it with --report.');
  if (hasKey(options)) throw usage('A key signs the report of a verification: name the report with --report.');
}

/** Where the reports are that were written, and the signatures that lie beside them. */
export function writtenReports(options: ReportOptions): string[] {
  return (options.report ?? []).flatMap((target) => {
    const file = path.resolve(target);
    const beside = hasKey(options) && /\.json$/i.test(target) ? [`Signature of the report: ${file}.p7s`] : [];
    return [`Report: ${file}`, ...beside];
  });
}

function hasKey(options: ReportOptions): boolean {
  return [...KEY_NAMES, ...KEY_SECRETS].some((flag) => options[flag] !== undefined);
}

/**
 * Verifies, and writes the reports that were asked for, signed where a key is named. Ctrl+C ends a verification at once, which writes
 * nothing; where something is to be written, nothing of it is left.
 */
export async function withReports(
  file: string,
  trust: TrustMaterial,
  options: ReportOptions,
  output: Output,
  verify: (signal?: AbortSignal) => Promise<VerificationReport>,
): Promise<VerificationReport> {
  const { report: targets = [], reportLanguage: language = 'en', force: overwrite = false, content } = options;
  if (targets.length === 0) return verify();
  const wish = {
    targets,
    language,
    overwrite,
    content,
    inputs: inputsOf(options),
    password: documentPassword(options),
  };
  const { verifyWithReports } = await import('../src-main/workflow/verify-with-reports.ts');
  const reported = (signed: Pick<ReportWish, 'run' | 'signal'>) =>
    verifyWithReports(file, trust, { ...wish, ...signed }, () => verify(signed.signal));
  return hasKey(options) ? signing(options, output, reported) : interruptible((signal) => reported({ signal }));
}

async function signing<T>(
  options: ReportOptions,
  output: Output,
  work: (signed: Pick<ReportWish, 'run' | 'signal'>) => Promise<T>,
): Promise<T> {
  const [{ openTokens }, { openSession }, { SigningRun }] = await Promise.all([
    import('../src-main/workflow/module-health.ts'),
    import('../src-main/workflow/session.ts'),
    import('../src-main/workflow/signing-run.ts'),
  ]);
  const session = await openSession({ trust: options.trust });
  const tokens = openTokens(session.home);
  try {
    const key = await foundKey(options, tokens);
    const run = await SigningRun.begin(session, tokens, key, {
      allowExpired: false,
      readPin: (prompt) => readPin(options, prompt),
      acceptLastTry: (sentence) => confirmLastTry(sentence),
      onReader: (sentence) => output.remark(sentence),
      warn: (sentence) => output.remark(`warning: ${sentence}`),
    });
    try {
      return await interruptible((signal) => work({ run, signal }));
    } finally {
      await run.end();
    }
  } finally {
    await session.close();
    await tokens.close();
  }
}
