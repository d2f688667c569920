import type { Command } from 'commander';
import { LEVELS, levelOption, passwordOption, trustOptions, tsaOption } from './common-flags.ts';
import { json, lazily } from './lazily.ts';

/** `fields` and `extend`. */
export function documentCommands(program: Command): void {
  passwordOption(program.command('fields'))
    .description('List the signature fields of a PDF file, or add an empty one in a new file.')
    .argument('<file>', 'PDF file')
    .option('--add <name>', 'add an empty signature field of this name')
    .option('--page <n>', 'its page; from 1, negative from the end')
    .option('--rect <x,y,w,h>', 'its place in points on the page as displayed, origin lower left')
    .option('--lock <fields>', 'what signing it will lock: all, include:A,B or exclude:A,B')
    .option('-o, --output <path>', 'file to write to (default: NAME-fields.pdf beside the document)')
    .option('--force', 'replace the target if it exists (never the document itself)')
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  countersign fields form.pdf --json
  countersign fields contract.pdf --add Tenant --page -1 --rect 72,120,220,70 -o prepared.pdf`,
    )
    .action(lazily(async () => (await import('./commands/fields.ts')).fields));

  tsaOption(passwordOption(trustOptions(program.command('extend'))))
    .description(
      'Take the signatures of PDF files, detached signatures (.p7s) or containers (.asice) to a higher level, or renew their archive timestamp. The original stays as it is.',
    )
    .argument('<files...>', 'signed files')
    .addOption(levelOption(LEVELS.slice(1)).makeOptionMandatory())
    .option(
      '-o, --output <path>',
      'file or folder to write to (default: NAME-extended with the same ending, beside it)',
    )
    .option('--force', 'replace the target if it exists (never the document itself)')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExample:\n  countersign extend contract-signed.pdf --level B-LTA --tsa http://tsa.example/ --trust root.pem',
    )
    .action(lazily(async () => (await import('./commands/extend.ts')).extend));
}
