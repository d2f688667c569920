import type { Command } from 'commander';
import { passwordOption } from './common-flags.ts';
import { json, lazily } from './lazily.ts';

/** `outbox list|run|remove`. */
export function outboxCommands(program: Command): void {
  const outbox = program
    .command('outbox')
    .description('Signed files that wait for the network to reach their level.')
    .helpCommand(false)
    .addOption(json());
  outbox
    .command('list')
    .description('List what waits, why, and when it is tried again.')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign outbox list --json')
    .action(lazily(async () => (await import('./commands/outbox.ts')).list));
  passwordOption(outbox.command('run'))
    .description('Complete what waits.')
    .argument('[id]', 'one entry only')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign outbox run')
    .action(lazily(async () => (await import('./commands/outbox.ts')).run));
  outbox
    .command('remove')
    .description('Forget an entry. The signed file stays as it is.')
    .argument('<id>', 'the entry')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign outbox remove 0123456789abcdef0123456789abcdef')
    .action(lazily(async () => (await import('./commands/outbox.ts')).remove));
  outbox.addHelpText('after', '\nExamples:\n  countersign outbox list\n  countersign outbox run');
}
