import { type Command, Option } from 'commander';
import { newKeyKind } from '../shared/domain/token-object.ts';
import { json, lazily } from './lazily.ts';
import { acceptedRisks } from './risks.ts';

const EXAMPLE = 'countersign tokens generate --token Alice';

/** `tokens objects|generate|request|import-certificate|import-p12|remote|delete`. */
export function manageCommands(tokens: Command): void {
  pinOptions(tokens.command('objects'))
    .description('List what is on a token. Without a PIN only what is public.')
    .option('--private', 'ask for the PIN and list private keys too')
    .addHelpText('after', '\nExample:\n  countersign tokens objects --token Alice --private')
    .action(lazily(async () => (await import('./commands/tokens-manage.ts')).objects));
  requestOptions(pinOptions(tokens.command('generate')))
    .description('Make a key on the token, and a request for its certificate (PKCS#10) that is signed by it.')
    .addOption(new Option('--kind <kind>', 'kind of key').choices(newKeyKind.options).default('rsa-3072'))
    .requiredOption('--label <text>', 'name of the key on the token')
    .option('--key-id <hex>', 'its CKA_ID, hexadecimal (default: random)')
    .addHelpText('after', `\nExample:\n  ${EXAMPLE} --label Alice --subject "CN=Alice Example,C=DE" -o alice.csr`)
    .action(lazily(async () => (await import('./commands/tokens-manage.ts')).generate));
  requestOptions(pinOptions(tokens.command('request')))
    .description('Make a request for a certificate for a key that is on the token already.')
    .requiredOption('--key-id <hex>', 'which key: its CKA_ID, hexadecimal')
    .addHelpText(
      'after',
      '\nExample:\n  countersign tokens request --token Alice --key-id 02 --subject "CN=Alice" -o alice.csr',
    )
    .action(lazily(async () => (await import('./commands/tokens-manage.ts')).request));
  pinOptions(tokens.command('import-certificate'))
    .description('Write the certificate of a key to the token, with its issuers where the file holds them.')
    .argument('<file>', 'certificate, PEM or DER; of several the first')
    .option('--key-id <hex>', 'only for the key with this CKA_ID, hexadecimal')
    .option('--label <text>', 'its name on the token (default: whose certificate it is)')
    .addHelpText('after', '\nExample:\n  countersign tokens import-certificate alice.cer --token Alice')
    .action(lazily(async () => (await import('./commands/tokens-manage.ts')).takeCertificateFile));
  pinOptions(tokens.command('import-p12'))
    .description('Write the key of a PKCS#12 key store to a token, or keep it in the folder of this program.')
    .argument('<file>', 'key store, of any age')
    .option('--keep', 'keep it in the folder of this program, under its password')
    .option('--password-env <var>', 'take the password of the key store from this environment variable')
    .option('--cert <sha256>', 'which key of several: SHA-256 of its certificate, hexadecimal (default: all)')
    .option('--label <text>', 'name of the key on the token')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign tokens import-p12 alice.p12 --keep\n  countersign tokens import-p12 alice.p12 --token Alice',
    )
    .action(lazily(async () => (await import('./commands/tokens-manage.ts')).importKeyStore));
  tokens
    .command('remote')
    .description('List the keys that a remote signing service keeps (CSC API v2). Asks for no PIN.')
    .requiredOption('--csc <url>', 'address of the service: https://service.example/csc/v2')
    .option('--access-token-env <var>', 'take its access token from this environment variable')
    .option('--sign-in', 'sign in to it with the browser instead')
    .option('--client-id <id>', 'the client ID that it gave you for this program, for --sign-in')
    .option(
      '--client-secret-env <var>',
      'take the secret of that client, where it has one, from this environment variable',
    )
    .addOption(json())
    .addHelpText(
      'after',
      '\nExamples:\n  countersign tokens remote --csc https://service.example/csc/v2 --access-token-env TOKEN\n  countersign tokens remote --csc https://service.example/csc/v2 --sign-in --client-id ID',
    )
    .action(lazily(async () => (await import('./commands/tokens-remote.ts')).remote));
  pinOptions(tokens.command('delete'))
    .description('Delete objects from a token, or a key from the folder of this program, for good.')
    .argument('[refs...]', 'objects, as “tokens objects” names them')
    .option('--key-id <hex>', 'everything with this CKA_ID, hexadecimal')
    .option('--kept <sha256>', 'the key kept by this program whose certificate has this SHA-256')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  countersign tokens delete --token Alice --key-id 0a1b')
    .action(lazily(async () => (await import('./commands/tokens-manage.ts')).remove));
}

function pinOptions(command: Command): Command {
  return command
    .option('--module <path>', 'PKCS#11 module (absolute path; default: the one that shows the token)')
    .option('--token <token>', 'which token: its label, serial:TEXT or a pkcs11: URI')
    .option('--pin-env <var>', 'take the PIN from this environment variable')
    .option('--pin-stdin', 'take the PIN from the first line of standard input')
    .addOption(
      new Option('--accept-risk <risk>', 'last-try: use the last try before the token locks').argParser(acceptedRisks),
    )
    .addOption(json());
}

function requestOptions(command: Command): Command {
  return command
    .requiredOption('--subject <name>', 'whom the certificate is to name: CN=Alice Example,O=Example GmbH,C=DE')
    .option('-o, --output <file>', 'file for the request, PEM (default: standard output)')
    .option('--force', 'replace the file if it exists');
}
