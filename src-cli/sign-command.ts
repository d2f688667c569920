import { type Command, Option } from 'commander';
import { CERTIFY_HELP } from './certify-words.ts';
import { LEVELS, levelOption, passwordOption, trustOptions, tsaOption } from './common-flags.ts';
import { keyFlags } from './key-flags.ts';
import { json, lazily } from './lazily.ts';
import { LOOK_HELP, lookFlags } from './look-flags.ts';
import { acceptedRisks } from './risks.ts';

/** `sign`. */
export function signCommand(program: Command): void {
  lookFlags(tsaOption(passwordOption(trustOptions(keyFlags(program.command('sign'))))))
    .description(
      'Sign PDF files (PAdES), or files of any kind beside them (CAdES, .p7s) or together (ASiC-E), with a token or a key store. The originals stay as they are.',
    )
    .argument('[files...]', 'files to sign')
    .option('--batch <dir>', 'sign every PDF file of this folder')
    .option('--resume', 'with --batch: sign what an earlier batch of the folder left unsigned, as it was begun')
    .option('--new', 'with --batch: begin anew, and forget what an earlier batch of the folder left unsigned')
    .option('--results <file>', 'with --batch: write what became of each file as FILE.csv or FILE.json')
    .option(
      '-o, --output <path>',
      'file or folder to write to (default: NAME-signed.pdf, or NAME.p7s, beside the document; NAME.asice: one container of all files)',
    )
    .option('--force', 'replace the target if it exists (never the document itself)')
    .addOption(levelOption(LEVELS).default('B-B'))
    .option('--no-queue', 'refuse instead of leaving to the outbox what the network does not allow now')
    .option('--page <n>', 'page of the visible signature; from 1, negative from the end')
    .option('--rect <x,y,w,h>', 'its place in points on the page as displayed, origin lower left')
    .option('--field <name>', 'sign this empty field, or name the new one')
    .option('--reason <text>', 'reason, shown and signed')
    .option('--location <text>', 'place of signing, shown and signed')
    .option('--contact <text>', 'contact information, signed')
    .addOption(
      new Option(
        '--certify <permission>',
        'certify the document, as its first signature, and permit afterwards no more than this',
      ).choices(['no-changes', 'forms', 'annotations']),
    )
    .option('--lock <fields>', 'form fields that nobody may change afterwards: all, include:A,B or exclude:A,B')
    .option('--allow-expired', 'sign although the certificate has expired')
    .option('--repair', 'where the document is damaged and unsigned, sign a repaired copy of it')
    .option('--strict', 'refuse documents that carry actions or scripts')
    .addOption(
      new Option(
        '--accept-risk <risk>',
        'shadow: sign although the document looks prepared to show something else later; last-try: use the last try of a PIN (repeatable)',
      ).argParser(acceptedRisks),
    )
    .addOption(json())
    .addHelpText(
      'after',
      `${LOOK_HELP}
${CERTIFY_HELP}

Examples:
  countersign sign contract.pdf --p12 alice.p12 --pin-env PASSWORD
  countersign sign contract.pdf --p12 alice.p12 --level B-LTA --tsa http://tsa.example/ --trust root.pem
  countersign sign contract.pdf --token Alice --page 4 --rect 72,120,220,70 --reason "I agree"
  countersign sign contract.pdf --p12 alice.p12 --page 1 --rect 72,72,200,60 --image seal.png --text '{name}\\n{date:de}' --also-pages all
  countersign sign drawing.dwg --p12 alice.p12
  countersign sign offer.docx plan.svg -o offer.asice --p12 alice.p12
  countersign sign --batch invoices/ -o signed/ --token Alice --results results.csv
  countersign sign a.pdf b.pdf -o signed/ --token serial:0123 --pin-stdin < pin.txt`,
    )
    .action(lazily(async () => (await import('./commands/sign.ts')).sign));
}
