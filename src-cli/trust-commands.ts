import type { Command } from 'commander';
import { list } from './common-flags.ts';
import { json, lazily } from './lazily.ts';

/** `trust list|update|import`. */
export function trustCommands(program: Command): void {
  const trust = program
    .command('trust')
    .description(
      'Trusted lists (ETSI TS 119 612): who issues qualified certificates and timestamps in the European Union.',
    )
    .helpCommand(false)
    .addOption(json());
  trust
    .command('list')
    .description('List the trusted lists that are kept, with their age.')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign trust list --json')
    .action(lazily(async () => (await import('./commands/trust.ts')).list));
  trust
    .command('update')
    .description(
      'Fetch the current trusted lists of the European Union. Lists that cannot be verified are not taken over.',
    )
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign trust update')
    .action(lazily(async () => (await import('./commands/trust.ts')).update));
  trust
    .command('import')
    .description('Take trusted lists over from files: the list of lists, those that it rests on, national lists.')
    .argument('<files...>', 'trusted lists (XML)')
    .option(
      '--signer <file>',
      'who signs these lists, where they are not those of the European Union (repeatable)',
      list,
    )
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign trust import eu-lotl.xml eu-lotl-pivot-*.xml DE.xml AT.xml')
    .action(lazily(async () => (await import('./commands/trust.ts')).take));
  trust.addHelpText('after', '\nExamples:\n  countersign trust update\n  countersign trust list');
}
