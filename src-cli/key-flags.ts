import type { Command } from 'commander';

/**
 * The flags that name a key and say where its PIN comes from.
 * @param sign what the key does
 */
export function keyFlags(command: Command, sign = 'sign'): Command {
  return command
    .option('--p12 <file>', `${sign} with a PKCS#12 key store`)
    .option(
      '--kept <sha256>',
      `${sign} with a key that this program keeps: SHA-256 of its certificate (countersign tokens)`,
    )
    .option('--system-key <sha256>', `${sign} with a key of the Windows certificate store or the macOS keychain`)
    .option('--csc <url>', `${sign} with a key at a signing service (CSC API v2): https://service.example/csc/v2`)
    .option('--credential <id>', 'which key at the service (countersign tokens remote)')
    .option('--access-token-env <var>', 'take the access token of the service from this environment variable')
    .option('--sign-in', 'sign in to the service with the browser instead')
    .option('--client-id <id>', 'the client ID that the service gave you for this program, for --sign-in')
    .option(
      '--client-secret-env <var>',
      'take the secret of that client, where it has one, from this environment variable',
    )
    .option('--code-env <var>', 'take the one-time code of the service from this environment variable')
    .option(
      '--module <path>',
      `${sign} with a token through this PKCS#11 module (absolute path; default: the one that shows the token)`,
    )
    .option('--token <token>', 'which token: its label, serial:TEXT or a pkcs11: URI')
    .option('--cert <sha256>', 'which certificate: SHA-256 of its DER, hexadecimal')
    .option('--key-id <hex>', 'which key: its CKA_ID, hexadecimal')
    .option('--pin-env <var>', 'take the PIN or password from this environment variable')
    .option('--pin-stdin', 'take the PIN or password from the first line of standard input');
}
