import type { Command } from 'commander';
import { json, lazily } from './lazily.ts';

/** `ledger show|verify|prove|checkpoint|export`. */
export function ledgerCommands(program: Command): void {
  const ledger = program
    .command('ledger')
    .description('Show, verify and prove the ledger of what was signed here.')
    .helpCommand(false)
    .addOption(json());
  ledger
    .command('show')
    .description('List the newest entries.')
    .option('--limit <n>', 'how many', '20')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign ledger show --limit 100')
    .action(lazily(async () => (await import('./commands/ledger.ts')).show));
  ledger
    .command('verify')
    .description('Recompute every hash, node, checkpoint and signature of the ledger.')
    .option('--against <file>', 'also prove that the ledger continues this checkpoint')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExamples:\n  countersign ledger verify\n  countersign ledger verify --against checkpoint-of-last-year.txt',
    )
    .action(lazily(async () => (await import('./commands/ledger.ts')).verify));
  ledger
    .command('prove')
    .description('Print the inclusion proof of one entry against the newest checkpoint.')
    .argument('<index>', 'number of the entry, from 0')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign ledger prove 0 --json > proof.json')
    .action(lazily(async () => (await import('./commands/ledger.ts')).prove));
  ledger
    .command('checkpoint')
    .description('Print the newest checkpoint (C2SP signed note).')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign ledger checkpoint > checkpoint.txt')
    .action(lazily(async () => (await import('./commands/ledger.ts')).checkpoint));
  ledger
    .command('export')
    .description('Print the whole ledger: entries, checkpoints and the public key.')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  countersign ledger export > ledger.json')
    .action(lazily(async () => (await import('./commands/ledger.ts')).exportAll));
  ledger.addHelpText('after', '\nExamples:\n  countersign ledger verify\n  countersign ledger prove 0 --json');
}
