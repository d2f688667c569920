import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { foundLabel } from '../../src-main/tokens/manage/key-label.ts';

/** What is put on a software token: a key and its certificate under one CKA_ID. */
export interface TokenObject {
  /** CKA_ID, hexadecimal. */
  readonly id: string;
  readonly label: string;
  /** Absent: a certificate without its key. */
  readonly key?: KeyObject;
  /** DER: the key's own certificate first, then issuers. */
  readonly certificates: readonly Uint8Array[];
  /** CKA_ALWAYS_AUTHENTICATE. */
  readonly pinPerSignature?: boolean;
}

export interface NewToken {
  readonly label: string;
  readonly pin: string;
  readonly soPin: string;
  readonly objects: readonly TokenObject[];
}

/** A private SoftHSM: its own configuration and its own tokens, seen by whoever has SOFTHSM2_CONF in the environment. */
export interface SoftHsm {
  /** Absolute path of the PKCS#11 module. */
  readonly module: string;
  /** Path of the configuration file, for SOFTHSM2_CONF. */
  readonly conf: string;
}

/** As the import program reads it; bytes in base64. */
export interface TokenPlan extends Omit<NewToken, 'objects'> {
  readonly keys: readonly (Omit<TokenObject, 'key' | 'certificates'> & {
    readonly pkcs8?: string | undefined;
    readonly certificates: readonly { readonly der: string; readonly label: string }[];
  })[];
}

export interface ImportPlan {
  readonly module: string;
  readonly tokens: readonly TokenPlan[];
}

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  'C:\\SoftHSM2\\lib\\softhsm2-x64.dll',
];

/** Path of the SoftHSM module, undefined where it is not installed. */
export function softHsmModule(): string | undefined {
  return MODULES.find((module) => existsSync(module));
}

/** Writes a configuration and an empty token folder into `folder`, which is created. */
export function createSoftHsm(folder: string, module: string): SoftHsm {
  const tokens = path.join(folder, 'tokens');
  const conf = path.join(folder, 'softhsm2.conf');
  mkdirSync(tokens, { recursive: true, mode: 0o700 });
  const lines = [
    `directories.tokendir = ${tokens}`,
    'objectstore.backend = file',
    'log.level = ERROR',
    'slots.removable = false',
  ];
  writeFileSync(conf, `${lines.join('\n')}\n`);
  return { module, conf };
}

/**
 * Makes tokens and puts keys and certificates on them.
 * @returns the serials, in the order of `tokens`
 */
export function addTokens({ module, conf }: SoftHsm, tokens: readonly NewToken[]): string[] {
  const plan: ImportPlan = { module, tokens: tokens.map(planOf) };
  const program = path.join(import.meta.dirname, 'softhsm-import.ts');
  const output = execFileSync(process.execPath, [program], {
    input: JSON.stringify(plan),
    env: { ...process.env, SOFTHSM2_CONF: conf, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return JSON.parse(output.toString()) as string[];
}

function planOf({ objects, ...token }: NewToken): TokenPlan {
  return {
    ...token,
    keys: objects.map(({ key, certificates, ...object }) => ({
      ...object,
      pkcs8: key?.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      certificates: certificates.map((der, index) => ({
        der: Buffer.from(der).toString('base64'),
        label: index === 0 ? object.label : foundLabel(new Certificate(der).commonName),
      })),
    })),
  };
}
