import path from 'node:path';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import type { SignatureReport, VerificationReport } from '../../shared/domain/verification.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { loadTrust } from '../../src-main/workflow/trust-store.ts';
import { verifyDocument } from '../../src-main/workflow/verify-document.ts';
import { parseTime, usage } from '../arguments.ts';
import { CERTIFIED } from '../certify-words.ts';
import { type OnlineOptions, requestsInWords, withOnline } from '../online.ts';
import { errorBody, errorLineOf, exitOf, type Output, worst } from '../output.ts';
import { documentPassword } from '../password.ts';
import { type ReportOptions, refuseReportFlags, withReports, writtenReports } from '../report-options.ts';

type VerifyOptions = ReportOptions & OnlineOptions & { readonly timeout?: string };

/** `countersign verify FILE…` */
export async function verify(files: readonly string[], options: VerifyOptions, output: Output): Promise<ExitStatus> {
  const at = options.at === undefined ? systemClock.now() : parseTime(options.at);
  const home = locateHome();
  const material = await loadTrust(options, home);
  const trust = withOnline(material, options, home);
  const opening = {
    password: documentPassword(options),
    content: options.content,
    evidence: options.evidence,
    timeLimit: timeLimit(options),
  };
  if (options.content !== undefined && files.length > 1)
    throw usage('--content names the file of one signature: verify one at a time.');
  if (options.evidence !== undefined && files.length > 1)
    throw usage('--evidence belongs to one file: verify one at a time.');
  refuseReportFlags(files, options);
  if (files.length === 1) {
    const [file = ''] = files;
    const report = await withReports(file, trust, options, output, (signal) =>
      verifyDocument(file, trust, at, { ...opening, signal }),
    );
    output.object(report);
    output.say([...inWords(report), ...writtenReports(options)]);
    return exitOfVerdict(report);
  }
  const results: unknown[] = [];
  const statuses: ExitStatus[] = [];
  for (const file of files) {
    try {
      const report = await verifyDocument(file, trust, at, opening);
      results.push(report);
      statuses.push(exitOfVerdict(report));
      output.say(inWords(report));
    } catch (error) {
      results.push({ file, error: errorBody(error) });
      statuses.push(exitOf(error));
      output.remark(errorLineOf(file, error));
    }
  }
  output.object({ files: results });
  return worst(statuses);
}

/** Milliseconds. @throws AppError USAGE */
function timeLimit({ timeout }: VerifyOptions): number | undefined {
  if (timeout === undefined) return undefined;
  const seconds = Number(timeout);
  if (!(seconds > 0 && seconds <= 86_400)) throw usage('--timeout takes seconds: more than 0, at most 86400.');
  return Math.ceil(seconds * 1000);
}

/** 0 all passed, 1 a signature failed, 2 indeterminate or nothing signed or visibly changed. */
function exitOfVerdict(report: VerificationReport): ExitStatus {
  switch (report.verdict) {
    case 'TOTAL-PASSED':
      return report.visualChange ? 2 : 0;
    case 'TOTAL-FAILED':
      return 1;
    default:
      return 2;
  }
}

function inWords(report: VerificationReport): string[] {
  const name = path.basename(report.file);
  if (report.verdict === 'NO_SIGNATURE') return [`${name}: not signed`];
  return [
    `${name}: ${report.verdict}`,
    ...report.signatures.flatMap(signatureInWords),
    ...requestsInWords(report.setting.fetched),
    ...listsInWords(report),
  ];
}

/** How old the trusted lists are that were at hand; that none was. */
function listsInWords({ setting: { trustedLists } }: VerificationReport): string[] {
  const [oldest] = trustedLists.map(({ issued }) => issued).sort();
  if (oldest === undefined) {
    return ['  no trusted list is kept here: whether signatures are qualified is not known (countersign trust update)'];
  }
  const stale = trustedLists.filter((list) => list.stale).length;
  const late = stale === 0 ? '' : `; ${stale} should have been replaced by then: countersign trust update`;
  return [
    `  ${trustedLists.length} trusted list${trustedLists.length === 1 ? '' : 's'} at hand, the oldest of ${oldest}${late}`,
  ];
}

/** What the trusted lists say, where any is kept. */
function qualificationInWords({ qualified, qualification }: SignatureReport): string[] {
  if (qualification === null) return [];
  const { service, reasons } = qualification;
  const list =
    service === null ? '' : `the trusted list of ${service.country} of ${service.listIssued ?? 'unknown age'}`;
  const asked = list === '' ? 'cannot be told' : `cannot be told; asked was ${list}`;
  const said = list === '' ? qualified : `${qualified} by ${list}`;
  return [
    `    qualified   ${qualified === null ? asked : said}`,
    ...reasons.map((reason) => `                ${reason}`),
  ];
}

function signatureInWords(signature: SignatureReport): string[] {
  const { indication, subIndication, signer, field } = signature;
  const who = signer === null ? 'signer unknown' : signer.subject;
  const covers =
    signature.coversRevision === null
      ? 'covers no complete revision'
      : `covers revision ${signature.coversRevision} of ${signature.revisions}, later changes: ${signature.changesAfter}`;
  return [
    `  ${field || '(no field)'}: ${indication}${subIndication === null ? '' : ` / ${subIndication}`}`,
    `    signer      ${who}`,
    ...(signature.certify === null ? [] : [`    certifies   ${CERTIFIED[signature.certify]}`]),
    ...(signature.kind === 'timestamp'
      ? [`    timestamp   ${signature.signatureAlgorithm ?? 'unknown algorithm'}`]
      : [
          `    claimed     ${signature.signingTimeClaimed ?? 'no time'} (the signer's own clock)`,
          `    level       ${signature.level ?? 'none'}, ${signature.signatureAlgorithm ?? 'unknown algorithm'}`,
        ]),
    `    revocation  ${signature.revocation}`,
    ...qualificationInWords(signature),
    `    coverage    ${covers}`,
    ...signature.warnings.map((warning) => `    note        ${warning}`),
    ...signature.changes
      .filter((change) => change.assessment !== 'permitted')
      .map((change) => `    change      ${change.description}`),
  ];
}
