import type { Command } from 'commander';
import { json, lazily } from './lazily.ts';
import { manageCommands } from './manage-commands.ts';
import { pinCommands } from './pin-commands.ts';

/** `tokens` with what is below it, and `doctor`. */
export function tokenCommands(program: Command): void {
  const tokens = program
    .command('tokens')
    .description('List slots, tokens, certificates, keys and the state of the PIN. Asks for no PIN.')
    .option('--module <path>', 'PKCS#11 module (absolute path; default: the modules this program knows)')
    .option('--retry-module <path>', 'load a module again that was put aside after it crashed three times')
    .option('--watch', 'print tokens as they are inserted and removed, until Ctrl+C (with --json: one object an event)')
    .addOption(json())
    .addHelpText('after', '\nExamples:\n  countersign tokens\n  countersign tokens --watch')
    .action(lazily(async () => (await import('./commands/tokens.ts')).tokens));
  pinCommands(tokens);
  manageCommands(tokens);

  program
    .command('doctor')
    .description(
      'Find out why a token cannot be signed with: reader, card, driver, slot, token, certificates, keys. Asks for no PIN without --trial.',
    )
    .option('--module <path>', 'examine this PKCS#11 module only (absolute path)')
    .option(
      '--trial',
      'also make one signature and throw it away: asks for the PIN, tries it once, never uses a last try',
    )
    .option(
      '--token <token>',
      'which token the trial is made with, where there are several: its label, serial:TEXT or a pkcs11: URI',
    )
    .option('--key-id <hex>', 'which key of it: its CKA_ID, hexadecimal')
    .option('--cert <sha256>', 'which certificate: SHA-256 of its DER, hexadecimal')
    .option('--pin-env <var>', 'take the PIN of the trial from this environment variable')
    .option('--pin-stdin', 'take the PIN of the trial from the first line of standard input')
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  countersign doctor
  countersign doctor --trial --token Alice

The report names no person and holds no secret: it may be sent to whoever helps.`,
    )
    .action(lazily(async () => (await import('./commands/doctor.ts')).doctor));
}
