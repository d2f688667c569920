import { Command, CommanderError, Option } from 'commander';
import { AppError } from '../shared/contract/app-error.ts';
import { keepFromPrograms } from '../src-main/platform/child-environment.ts';
import { version } from '../src-main/workflow/version.ts';
import { CERTIFY_HELP } from './certify-words.ts';
import { EXIT_WORDS } from './exit-words.ts';
import { keyFlags } from './key-flags.ts';
import { json, lazily } from './lazily.ts';
import { LOOK_HELP, lookFlags } from './look-flags.ts';
import { manageCommands } from './manage-commands.ts';
import { errorBody, errorLine, exitOf, processOutput } from './output.ts';
import { pinCommands } from './pin-commands.ts';
import { acceptedRisks } from './risks.ts';

const list = (value: string, before: string[] = []): string[] => [...before, value];
const trustOptions = (command: Command): Command =>
  command.option(
    '--trust <file|dir|system>',
    'certificates to trust, PEM or DER; “system”: what the operating system trusts (repeatable)',
    list,
  );
const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'];
const tsaOption = (command: Command): Command =>
  command.option(
    '--tsa <url>',
    'timestamp authority (RFC 3161; repeatable, the preferred one first; default: those of the settings)',
    list,
  );
const passwordOption = (command: Command): Command =>
  command.option('--password-env <var>', 'take the password of encrypted documents from this environment variable');
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
  countersign tokens --module /usr/lib/softhsm/libsofthsm2.so
  countersign ledger verify

Exit status: 0 done or all signatures passed, 1 failed, 2 indeterminate or not signed, 3 signed at a lower level than asked, 64 usage, 66 input, 69 token, module or network, 77 PIN.
Ledger and settings live in the folder COUNTERSIGN_HOME (default: ~/.local/share/Countersign on Linux, ~/Library/Application Support/Countersign on
macOS, %APPDATA%\\Countersign on Windows). Each command has its own help: countersign sign --help`,
  );

lookFlags(tsaOption(passwordOption(trustOptions(keyFlags(program.command('sign'))))))
  .description(
    'Sign PDF files (PAdES), or files of any kind beside them (CAdES, .p7s) or together (ASiC-E), with a token or a key store. The originals stay as they are.',
  )
  .argument('[files...]', 'files to sign')
  .option('--batch <dir>', 'sign every PDF file of this folder')
  .option('--resume', 'with --batch: sign what an earlier batch of the folder left unsigned, as it was begun')
  .option('--results <file>', 'with --batch: write what became of each file as FILE.csv or FILE.json')
  .option(
    '-o, --output <path>',
    'file or folder to write to (default: NAME-signed.pdf, or NAME.p7s, beside the document; NAME.asice: one container of all files)',
  )
  .option('--force', 'replace the target if it exists (never the document itself)')
  .addOption(new Option('--level <level>', 'baseline level').choices(LEVELS).default('B-B'))
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

keyFlags(passwordOption(trustOptions(program.command('verify'))), 'sign the reports')
  .description(
    'Verify every signature of PDF files, detached signatures (.p7s) and containers (.asice), timestamps (.tst, .tsr, .tsd) and evidence records (.ers).',
  )
  .argument('<files...>', 'signed files')
  .option('--certs <file|dir>', 'further certificates for path building, not trusted by themselves (repeatable)', list)
  .option('--crls <file|dir>', 'certificate revocation lists, PEM or DER (repeatable)', list)
  .option('--ocsp <file|dir>', 'OCSP responses, DER (repeatable)', list)
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
  .addOption(new Option('--report-language <language>', 'language of a PDF report (default: en)').choices(['en', 'de']))
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

trustOptions(program.command('chain'))
  .description('Validate one certificate up to a trusted one (RFC 5280), revocation included.')
  .argument('<leaf>', 'certificate, PEM or DER; of several the first')
  .option('--certs <file|dir>', 'further certificates for path building, not trusted by themselves (repeatable)', list)
  .option('--crls <file|dir>', 'certificate revocation lists, PEM or DER (repeatable)', list)
  .option('--ocsp <file|dir>', 'OCSP responses, DER (repeatable)', list)
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

const tokens = program
  .command('tokens')
  .description('List slots, tokens, certificates, keys and the state of the PIN. Asks for no PIN.')
  .option('--module <path>', 'PKCS#11 module (absolute path; default: the modules this program knows)')
  .option('--retry-module <path>', 'load a module again that was put aside after it crashed three times')
  .option('--watch', 'print tokens as they are inserted and removed, until Ctrl+C (with --json: one object an event)')
  .addOption(json())
  .addHelpText(
    'after',
    '\nExamples:\n  countersign tokens --module /usr/lib/softhsm/libsofthsm2.so\n  countersign tokens --watch',
  )
  .action(lazily(async () => (await import('./commands/tokens.ts')).tokens));

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
  countersign doctor --module /usr/lib/softhsm/libsofthsm2.so --trial --pin-env PIN

The report names no person and holds no secret: it may be sent to whoever helps.`,
  )
  .action(lazily(async () => (await import('./commands/doctor.ts')).doctor));
pinCommands(tokens);
manageCommands(tokens);

tsaOption(passwordOption(trustOptions(program.command('extend'))))
  .description(
    'Take the signatures of PDF files, detached signatures (.p7s) or containers (.asice) to a higher level, or renew their archive timestamp. The original stays as it is.',
  )
  .argument('<files...>', 'signed files')
  .addOption(new Option('--level <level>', 'baseline level').choices(LEVELS.slice(1)).makeOptionMandatory())
  .option('-o, --output <path>', 'file or folder to write to (default: NAME-extended with the same ending, beside it)')
  .option('--force', 'replace the target if it exists (never the document itself)')
  .addOption(json())
  .addHelpText(
    'after',
    '\nExample:\n  countersign extend contract-signed.pdf --level B-LTA --tsa http://tsa.example/ --trust root.pem',
  )
  .action(lazily(async () => (await import('./commands/extend.ts')).extend));

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
  .option('--signer <file>', 'who signs these lists, where they are not those of the European Union (repeatable)', list)
  .addOption(json())
  .addHelpText('after', '\nExample:\n  countersign trust import eu-lotl.xml eu-lotl-pivot-*.xml DE.xml AT.xml')
  .action(lazily(async () => (await import('./commands/trust.ts')).take));
trust.addHelpText('after', '\nExamples:\n  countersign trust update\n  countersign trust list');

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

/** “countersign ledger show” */
const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

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

const WITHIN: Readonly<Record<string, string>> = {
  ledger: 'the ledger: show, verify, prove, checkpoint or export',
  outbox: 'the outbox: list, run or remove',
  pin: 'the PIN: show, change or unblock',
  trust: 'the trusted lists: list, update or import',
};

/** What is wrong with the words that were typed, and whose help says how it is done. */
function usageSentence({ code, message }: CommanderError, command: Command): string {
  const name = nameOf(command);
  if (code === 'commander.help') {
    const within = WITHIN[command.name()];
    return within === undefined
      ? 'Name a command: sign, extend, verify, chain, fields, tokens, doctor, outbox, trust or ledger. countersign --help shows examples.'
      : `Name what to do with ${within}. ${name} --help shows examples.`;
  }
  // Of a command that has others below it nothing but their names can be meant.
  if (code === 'commander.excessArguments' && command.commands.length > 0)
    return `“${command.args[0] ?? ''}” is no command of ${name}. ${name} --help shows which there are.`;
  const said = message
    .replace(/^error: /, '')
    // SECURITY: what stands behind the = of a flag that does not exist may be a PIN.
    .replace(/^(unknown option '[^'=]*)=.*'$/s, "$1'")
    .replace(/\n/g, ' ')
    .replace(/\.$/, '');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}. ${name} --help shows how.`;
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
