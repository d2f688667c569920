import path from 'node:path';
import { systemClock } from '../src-main/platform/clock.ts';
import { locateHome } from '../src-main/platform/home.ts';
import { interruptible } from '../src-main/platform/interrupt.ts';
import type { CscCredential } from '../src-main/tokens/csc/csc-credential.ts';
import { embeddedKeyFile } from '../src-main/workflow/embedded-key-file.ts';
import type { KeyWish } from '../src-main/workflow/keys.ts';
import type { RemoteService, RemoteWish } from '../src-main/workflow/remote-keys.ts';
import { usage } from './arguments.ts';
import { terminalBrowser } from './browser.ts';
import { type PinOptions, readPin } from './pin.ts';

/** Which key signs, and where its PIN comes from. */
export interface KeyOptions extends PinOptions {
  readonly p12?: string;
  readonly kept?: string;
  readonly systemKey?: string;
  readonly csc?: string;
  readonly credential?: string;
  readonly accessTokenEnv?: string;
  readonly signIn?: boolean;
  readonly clientId?: string;
  readonly clientSecretEnv?: string;
  readonly codeEnv?: string;
  readonly module?: string;
  readonly token?: string;
  readonly cert?: string;
  readonly keyId?: string;
}

/** Flags that say where a key lives, how one signs in to where it lives, which of several it is, and where its secrets come from. */
export const KEY_HOMES = ['p12', 'kept', 'systemKey', 'csc', 'module', 'token'] as const;
export const KEY_SIGN_IN = ['signIn', 'clientId'] as const;
export const KEY_NAMES = [...KEY_HOMES, 'credential', ...KEY_SIGN_IN, 'cert', 'keyId'] as const;
export const KEY_SECRETS = ['pinEnv', 'pinStdin', 'accessTokenEnv', 'clientSecretEnv', 'codeEnv'] as const;

/** Which key at a remote signing service. */
export interface RemoteOptions
  extends Pick<KeyOptions, 'credential' | 'accessTokenEnv' | 'codeEnv' | 'signIn' | 'clientId' | 'clientSecretEnv'> {
  readonly csc: string;
}

/** The key that the flags name. @throws AppError USAGE */
export function keyWish(options: KeyOptions): KeyWish {
  const homes = [options.p12, options.kept, options.systemKey, options.csc, options.module ?? options.token].filter(
    (home) => home !== undefined,
  );
  if (homes.length > 1)
    throw usage(
      'Give --p12 FILE, --kept SHA256, --system-key SHA256, --csc URL, or --token LABEL with or without --module PATH: one, not both.',
    );
  if (options.csc === undefined) refuseServiceFlags(options);
  refuseKeyChoice(options);
  const choice = {
    certificate: options.cert === undefined ? undefined : digestOf(options.cert),
    keyId: options.keyId?.toLowerCase(),
  };
  if (options.p12 !== undefined) return { kind: 'pkcs12', file: path.resolve(options.p12), ...choice };
  if (options.kept !== undefined) {
    const certificate = digestOf(options.kept);
    return { kind: 'pkcs12', file: embeddedKeyFile(locateHome(), certificate), certificate };
  }
  if (options.systemKey !== undefined) return { kind: 'system', certificate: digestOf(options.systemKey) };
  if (options.csc !== undefined) return remoteWish({ ...options, csc: options.csc });
  if (options.module === undefined)
    throw usage(
      'Say which key to sign with: --p12 FILE, --kept SHA256, --system-key SHA256, --csc URL, or --token LABEL.',
    );
  return { kind: 'pkcs11', module: options.module, token: options.token, ...choice };
}

/** @throws AppError USAGE for what is said of a signing service where none is named */
function refuseServiceFlags(options: KeyOptions): void {
  const flags = {
    '--credential': options.credential,
    '--access-token-env': options.accessTokenEnv,
    '--sign-in': options.signIn,
    '--client-id': options.clientId,
    '--client-secret-env': options.clientSecretEnv,
    '--code-env': options.codeEnv,
  };
  const [flag] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
  if (flag !== undefined)
    throw usage(`${flag} is for a key at a signing service. Give --csc URL with it, or leave it out.`);
}

/** What chooses among several keys is not passed over where one is named in another way: another key would sign than is meant. @throws AppError USAGE */
function refuseKeyChoice({ csc, kept, systemKey, cert, keyId }: KeyOptions): void {
  const isOther = csc !== undefined || kept !== undefined || systemKey !== undefined;
  if (!isOther || (cert ?? keyId) === undefined) return;
  const flag = cert !== undefined ? '--cert' : '--key-id';
  const instead = csc !== undefined ? 'Name the key of the service with --credential ID.' : 'Leave it out.';
  throw usage(`${flag} chooses among the keys of a token or of a key store. ${instead}`);
}

/** A key at a remote signing service. Its access token and codes are asked for where no variable holds them. */
function remoteWish(options: RemoteOptions): RemoteWish {
  const { csc, credential, codeEnv } = options;
  const service = remoteService(options);
  let found: CscCredential | undefined;
  return {
    kind: 'csc',
    service: csc,
    async find(signal) {
      const { remoteKey } = await import('../src-main/workflow/remote-keys.ts');
      // Who is waited for in the browser may change their mind.
      found = await interruptible((stop) =>
        remoteKey(service, credential, signal === undefined ? stop : AbortSignal.any([signal, stop])),
      );
      return found;
    },
    letGo: async () => found?.service.access.end(),
    codeFor: ({ label }) => readPin({ pinEnv: codeEnv }, `${label} for ${csc}: `, '--code-env'),
  };
}

/** How the service is reached that the flags name. @throws AppError USAGE */
export function remoteService(options: RemoteOptions): RemoteService {
  return {
    service: options.csc,
    by: rightOf(options),
    http: async () => {
      const { openNetwork } = await import('../src-main/workflow/network.ts');
      return (await openNetwork(locateHome(), systemClock)).http;
    },
  };
}

/** With the browser, or by an access token that is asked for where no variable holds it. */
function rightOf({ csc, accessTokenEnv, signIn, clientId, clientSecretEnv }: RemoteOptions): RemoteService['by'] {
  if (signIn !== true) {
    if (clientId !== undefined || clientSecretEnv !== undefined)
      throw usage('--client-id and --client-secret-env belong to --sign-in. Give it, or leave them out.');
    return {
      kind: 'token',
      accessToken: () => readPin({ pinEnv: accessTokenEnv }, `Access token for ${csc}: `, '--access-token-env'),
    };
  }
  if (accessTokenEnv !== undefined) throw usage('Give --sign-in or --access-token-env, not both.');
  if (clientId === undefined || clientId === '')
    throw usage('--sign-in needs --client-id ID: whoever runs the service gives you one for this program.');
  const secret = clientSecretEnv === undefined ? undefined : variable(clientSecretEnv, '--client-secret-env');
  return { kind: 'browser', client: { id: clientId, secret }, browser: terminalBrowser };
}

/** @throws AppError USAGE */
function variable(name: string, flag: string): string {
  const value = Object.hasOwn(process.env, name) ? process.env[name] : undefined;
  if (value === undefined || value === '')
    throw usage(`The environment variable ${name} named by ${flag} is not set. Set it, or leave ${flag} out.`);
  return value;
}

function digestOf(text: string): string {
  return text.toLowerCase().replaceAll(':', '');
}
