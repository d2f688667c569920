import { type Command, Option } from 'commander';
import { json, lazily } from './lazily.ts';
import { acceptedRisks } from './risks.ts';

/** `tokens pin show|change|unblock`. */
export function pinCommands(tokens: Command): void {
  const pin = tokens
    .enablePositionalOptions()
    .command('pin')
    .description('The PIN of a token: its state, changing it, unblocking it.')
    .helpCommand(false)
    .addOption(json());
  const example = 'countersign tokens pin change --token Alice';
  pin.addHelpText('after', `\nExample:\n  ${example}`);
  tokenOptions(pin.command('show'))
    .description('Say what the token tells of its PIN and of the code that unblocks it. Nothing is tried.')
    .addHelpText('after', '\nExample:\n  countersign tokens pin show --token Alice --json')
    .action(lazily(async () => (await import('./commands/tokens-pin.ts')).show));
  codeOptions(tokenOptions(pin.command('change')), 'the PIN it has now')
    .description('Change the PIN. The old one is tried once.')
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action(lazily(async () => (await import('./commands/tokens-pin.ts')).change));
  codeOptions(tokenOptions(pin.command('unblock')), 'the code that unblocks it')
    .description('Set a new PIN in place of one that is locked or forgotten. The code that unblocks it is tried once.')
    .addOption(
      new Option('--by <code>', 'so-pin: the PIN of the security officer; puk: the PUK, where the module takes one')
        .choices(['so-pin', 'puk'])
        .default('so-pin'),
    )
    .addHelpText('after', '\nExample:\n  countersign tokens pin unblock --token Alice --by puk')
    .action(lazily(async () => (await import('./commands/tokens-pin.ts')).unblock));
}

function tokenOptions(command: Command): Command {
  return command
    .option('--module <path>', 'PKCS#11 module (absolute path; default: the one that shows the token)')
    .option('--token <token>', 'which token: its label, serial:TEXT or a pkcs11: URI')
    .addOption(json());
}

/** @param code what is asked for before the new PIN */
function codeOptions(command: Command, code: string): Command {
  return command
    .option('--pin-env <var>', `take ${code} from this environment variable`)
    .option('--new-pin-env <var>', 'take the new PIN from this environment variable')
    .addOption(
      new Option('--accept-risk <risk>', 'last-try: use the last try before the token locks').argParser(acceptedRisks),
    );
}
