import path from 'node:path';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import type { ChainReport } from '../../shared/domain/chain-report.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { checkChain } from '../../src-main/workflow/check-chain.ts';
import { loadTrust, type TrustPaths } from '../../src-main/workflow/trust-store.ts';
import { parseOid, parseTime } from '../arguments.ts';
import { type OnlineOptions, requestsInWords, withOnline } from '../online.ts';
import type { Output } from '../output.ts';

interface ChainOptions extends TrustPaths, OnlineOptions {
  readonly policyOid?: string[];
  readonly explicitPolicy?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
}

/** `countersign chain LEAF` */
export async function chain(
  [file = '']: readonly string[],
  options: ChainOptions,
  output: Output,
): Promise<ExitStatus> {
  const at = options.at === undefined ? systemClock.now() : parseTime(options.at);
  const policies = {
    initial: options.policyOid?.map(parseOid),
    explicit: options.explicitPolicy,
    inhibitMapping: options.inhibitMapping,
    inhibitAny: options.inhibitAny,
  };
  const home = locateHome();
  const trust = withOnline(await loadTrust(options, home), options, home);
  const report = await checkChain(file, trust, at, policies);
  output.object(report);
  output.say(inWords(report));
  return report.valid ? 0 : 1;
}

function inWords(report: ChainReport): string[] {
  const { valid, reason, code, chain: certificates, anchor, revocation, problems, policies, warnings } = report;
  const line = (label: string, text: string) => `  ${label.padEnd(11)} ${text}`;
  return [
    `${path.basename(report.file)}: ${valid ? 'valid' : `not valid, ${reason} (${code})`}`,
    ...certificates.map(({ subject }, index) => line(index === 0 ? 'chain' : '', subject)),
    ...(anchor === null ? [] : [line('trusted', `${anchor.subject} (${anchor.origin})`)]),
    line('revocation', revocation),
    ...problems.map(({ message }) => line('problem', message)),
    ...policies.map(({ oid, notices }) => line('policy', [oid, ...notices].join(': '))),
    ...warnings.map((warning) => line('note', warning)),
    ...requestsInWords(report.fetched),
  ];
}
