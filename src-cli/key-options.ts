import path from 'node:path';
import { locateHome } from '../src-main/platform/home.ts';
import { embeddedKeyFile } from '../src-main/workflow/embedded-keys.ts';
import type { KeyWish } from '../src-main/workflow/keys.ts';
import { usage } from './arguments.ts';
import type { PinOptions } from './pin.ts';

/** Which key signs, and where its PIN comes from. */
export interface KeyOptions extends PinOptions {
  readonly p12?: string;
  readonly kept?: string;
  readonly module?: string;
  readonly token?: string;
  readonly cert?: string;
  readonly keyId?: string;
}

/** The key that the flags name. @throws AppError USAGE */
export function keyWish(options: KeyOptions): KeyWish {
  const homes = [options.p12, options.kept, options.module ?? options.token].filter((home) => home !== undefined);
  if (homes.length > 1) throw usage('Give --p12 FILE, --kept SHA256, or --module PATH with --token: one of them.');
  const choice = { certificate: options.cert?.toLowerCase().replaceAll(':', ''), keyId: options.keyId?.toLowerCase() };
  if (options.p12 !== undefined) return { kind: 'pkcs12', file: path.resolve(options.p12), ...choice };
  if (options.kept !== undefined) {
    const certificate = options.kept.toLowerCase().replaceAll(':', '');
    return { kind: 'pkcs12', file: embeddedKeyFile(locateHome(), certificate), certificate };
  }
  if (options.module === undefined)
    throw usage('Say which key to sign with: --p12 FILE, or --module PATH --token LABEL.');
  return { kind: 'pkcs11', module: options.module, token: options.token, ...choice };
}
