import { Command, CommanderError } from 'commander';
import { AppError } from '../shared/contract/app-error.ts';
import { keepFromPrograms } from '../src-main/platform/child-environment.ts';
import { version } from '../src-main/workflow/version.ts';
import { documentCommands } from './document-commands.ts';
import { EXIT_WORDS } from './exit-words.ts';
import { json } from './lazily.ts';
import { ledgerCommands } from './ledger-commands.ts';
import { outboxCommands } from './outbox-commands.ts';
import { errorBody, errorLine, exitOf, processOutput } from './output.ts';
import { signCommand } from './sign-command.ts';
import { tokenCommands } from './token-commands.ts';
import { trustCommands } from './trust-commands.ts';
import { nameOf, usageSentence } from './usage-sentence.ts';
import { verifyCommands } from './verify-commands.ts';

const program = new Command('countersign')
  .description('Sign documents with a key you hold in your hand, verify what others signed, and prove it later.')
  .version(version, '--version', 'print the version')
  .addOption(json())
  .helpOption('--help', 'print this help')
  .helpCommand(false)
  .enablePositionalOptions()
  .exitOverride()
  .configureOutput({ writeErr: () => undefined })
  .addHelpText(
    'after',
    `
Examples:
  countersign sign contract.pdf --p12 alice.p12
  countersign verify contract-signed.pdf --trust root.pem --crls crls/
  countersign tokens
  countersign ledger verify

Exit status: 0 done or all signatures passed, 1 failed, 2 indeterminate or not signed, 3 signed at a lower level than asked, 64 usage, 66 input, 69 token, module or network, 77 PIN.
Ledger and settings live in the folder COUNTERSIGN_HOME (default: ~/.local/share/Countersign on Linux, ~/Library/Application Support/Countersign on
macOS, %APPDATA%\\Countersign on Windows). Each command has its own help: countersign sign --help`,
  );

// In this order they stand in the help.
signCommand(program);
verifyCommands(program);
documentCommands(program);
tokenCommands(program);
outboxCommands(program);
trustCommands(program);
ledgerCommands(program);

const withDescendants = (command: Command): Command[] => [command, ...command.commands.flatMap(withDescendants)];

for (const command of withDescendants(program)) {
  command
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : new AppError('USAGE', usageSentence(error, command));
    })
    .helpOption('--help', 'print this help')
    .configureOutput({ writeErr: () => undefined });
  const exits = EXIT_WORDS[nameOf(command)];
  if (exits !== undefined) command.addHelpText('after', `\nExit status: ${exits}`);
}

/** Errors end here and nowhere else: one sentence on standard error, the object with `--json`, the exit status of the code. */
function fail(error: unknown): void {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  // Behind -- stand names of files.
  const end = process.argv.indexOf('--');
  const wantsJson = process.argv.slice(0, end < 0 ? undefined : end).includes('--json');
  if (wantsJson) processOutput(true).object({ error: errorBody(error) });
  process.stderr.write(`${errorLine(error)}\n`);
  process.exitCode = exitOf(error);
}

/**
 * Whoever reads us may stop reading (`countersign … | head`): the work goes on, its words go nowhere. Words that are
 * lost for another reason, such as a full disk, fail the command.
 */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  const lost = new AppError(
    error.code === 'ENOSPC' ? 'DISK_FULL' : 'TARGET_NOT_WRITABLE',
    `Standard output could not be written (${error.code}): what was to be printed is incomplete, make room or print elsewhere.`,
  );
  process.stderr.write(`${errorLine(lost)}\n`);
  process.once('exit', () => {
    process.exitCode ||= exitOf(lost);
  });
}

/** The variables that `--pin-env`, `--password-env` and their like name. */
function secretVariables(options: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(options).flatMap(([flag, name]) =>
    flag.endsWith('Env') && typeof name === 'string' ? [name] : [],
  );
}

program.hook('preAction', (_program, command) => keepFromPrograms(secretVariables(command.opts())));
process.stdout.on('error', onOutputError);
process.stderr.on('error', () => undefined);
await program.parseAsync(process.argv).catch(fail);
