import { type Command, Option } from 'commander';
import { list, passwordOption, trustOptions } from './common-flags.ts';
import { keyFlags } from './key-flags.ts';
import { json, lazily } from './lazily.ts';

/** `verify` and `chain`. */
export function verifyCommands(program: Command): void {
  materialOptions(keyFlags(passwordOption(trustOptions(program.command('verify'))), 'sign the reports'))
    .description(
      'Verify every signature of PDF files, detached signatures (.p7s) and containers (.asice), timestamps (.tst, .tsr, .tsd) and evidence records (.ers).',
    )
    .argument('<files...>', 'signed files')
    .option('--content <file>', 'what a detached signature or timestamp is over (default: its name without the ending)')
    .option('--evidence <file>', 'a timestamp or evidence record of the file itself')
    .option('--at <time>', 'verify as of this time (ISO 8601, UTC where it names no zone) instead of now')
    .option(
      '--policy <file>',
      'what to validate by, JSON (docs/validation-policy.md), or the algorithm table of ETSI TS 119 312',
    )
    .option(
      '--offline',
      'fetch nothing; else what is missing is asked of the addresses that certificates name (not with --at)',
    )
    .option(
      '--report <file>',
      'write what was found as FILE.pdf, FILE.xml (ETSI TS 119 102-2) or FILE.json (repeatable)',
      list,
    )
    .addOption(
      new Option('--report-language <language>', 'language of a PDF report (default: en)').choices(['en', 'de']),
    )
    .option('--timeout <seconds>', 'give up a file after so long (default: 10 minutes, more for one over a few GB)')
    .option('--force', 'replace a report that exists (never the file itself)')
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  countersign verify contract-signed.pdf --trust root.pem --crls crls/
  countersign verify *.pdf --json
  countersign verify contract-signed.pdf --trust root.pem --report contract-report.pdf --report contract-report.xml

A key signs the reports: PDF by PAdES, XML by XAdES within it, JSON by CAdES beside it (.p7s).`,
    )
    .action(lazily(async () => (await import('./commands/verify.ts')).verify));

  materialOptions(trustOptions(program.command('chain')))
    .description('Validate one certificate up to a trusted one (RFC 5280), revocation included.')
    .argument('<leaf>', 'certificate, PEM or DER; of several the first')
    .option('--at <time>', 'validate as of this time (ISO 8601, UTC where it names no zone) instead of now')
    .option('--policy-oid <oid>', 'certificate policy that is acceptable (repeatable; default: any)', list)
    .option('--explicit-policy', 'the chain must be valid under such a policy')
    .option('--inhibit-mapping', 'authorities may not map policies to those of others')
    .option('--inhibit-any', 'the policy “any” stands for none')
    .option('--policy <file>', 'fail weak algorithms as verify does, by this policy (JSON); else they are only told')
    .option(
      '--offline',
      'fetch nothing; else what is missing is asked of the addresses that certificates name (not with --at)',
    )
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  countersign chain alice.cer --trust root.pem --certs issuing.pem --crls crls/
  countersign chain alice.cer --trust roots/ --at 2026-01-31T12:00:00Z --policy-oid 0.4.0.194112.1.2 --explicit-policy --json`,
    )
    .action(lazily(async () => (await import('./commands/chain.ts')).chain));
}

/** What paths are built from beside what the file itself holds. */
function materialOptions(command: Command): Command {
  return command
    .option(
      '--certs <file|dir>',
      'further certificates for path building, not trusted by themselves (repeatable)',
      list,
    )
    .option('--crls <file|dir>', 'certificate revocation lists, PEM or DER (repeatable)', list)
    .option('--ocsp <file|dir>', 'OCSP responses, DER (repeatable)', list);
}
