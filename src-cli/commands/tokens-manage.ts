import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { AppError, isAppError } from '../../shared/contract/app-error.ts';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import type { NewKeyKind, TokenObject } from '../../shared/domain/token-object.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { nameFromText } from '../../src-main/cms/name-text.ts';
import { outputError } from '../../src-main/platform/files.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { interruptible } from '../../src-main/platform/interrupt.ts';
import type { ImportedCertificate } from '../../src-main/tokens/manage/import-certificate.ts';
import { importKeys } from '../../src-main/tokens/manage/import-key.ts';
import { givenLabel } from '../../src-main/tokens/manage/key-label.ts';
import type { ManagedToken } from '../../src-main/tokens/manage/managed-token.ts';
import type { TokenInfo } from '../../src-main/tokens/token-info.ts';
import { deleteEmbeddedKey, embeddedKeys } from '../../src-main/workflow/embedded-keys.ts';
import { pinStateWords } from '../../src-main/workflow/keys.ts';
import {
  certificatesToImport,
  deleteFromToken,
  type KeyRequest,
  keepKeys,
  keyStoreToImport,
  keysToImport,
  type ManageOptions,
  newRequest,
  newTokenKey,
  takeCertificate,
  tokenObjects,
  unconfirmed,
  withToken,
} from '../../src-main/workflow/manage-token.ts';
import { openTokens } from '../../src-main/workflow/module-health.ts';
import { saveText } from '../../src-main/workflow/save-text.ts';
import { refusePlace } from '../../src-main/workflow/target.ts';
import { usage } from '../arguments.ts';
import { confirmByTyping, confirmLastTry } from '../confirm.ts';
import { namedToken, type TokenFlags } from '../named-token.ts';
import type { Output } from '../output.ts';
import { type PinOptions, readPin } from '../pin.ts';
import type { Risk } from '../risks.ts';

interface ManageFlags extends PinOptions, TokenFlags {
  readonly acceptRisk?: Risk[];
}

interface RequestFlags extends ManageFlags {
  readonly subject: string;
  readonly output?: string;
  readonly force?: boolean;
}

/** `countersign tokens objects` */
export function objects(
  _args: readonly string[],
  options: ManageFlags & { readonly private?: boolean },
  output: Output,
): Promise<ExitStatus> {
  const login = options.private === true || options.pinEnv !== undefined || options.pinStdin === true;
  return onToken(options, output, login ? 'private' : 'public', async (token) => {
    const { objects: found, more } = await tokenObjects(token);
    output.object({ token: token.info.label, serial: token.info.serial, objects: found, more });
    output.say(found.length === 0 ? `Nothing is on the token “${token.info.label}”.` : found.flatMap(objectWords));
    if (more) output.remark(`Only the first ${found.length} objects are listed; the token holds more.`);
    if (!login && token.info.loginRequired) output.remark('Private keys are listed with --private.');
  });
}

/** `countersign tokens generate` */
export async function generate(
  _args: readonly string[],
  options: RequestFlags & { readonly kind: NewKeyKind; readonly label: string; readonly keyId?: string },
  output: Output,
): Promise<ExitStatus> {
  const { kind } = options;
  const label = givenLabel(options.label);
  const keyId = hex(options.keyId, '--key-id');
  if ((keyId?.length ?? 0) > 2 * LONGEST_ID)
    throw usage(`--key-id is longer than ${LONGEST_ID} bytes. Give a shorter one.`);
  return requested(options, output, (token, subject) => newTokenKey(token, { kind, label, subject, keyId }));
}

/** `countersign tokens request` */
export async function request(
  _args: readonly string[],
  options: RequestFlags & { readonly keyId: string },
  output: Output,
): Promise<ExitStatus> {
  const keyId = hex(options.keyId, '--key-id') ?? '';
  return requested(options, output, (token, subject) => newRequest(token, { keyId, subject }));
}

/** `countersign tokens import-certificate FILE` */
export async function takeCertificateFile(
  [file = '']: readonly string[],
  options: ManageFlags & { readonly keyId?: string; readonly label?: string },
  output: Output,
): Promise<ExitStatus> {
  const wish = { keyId: hex(options.keyId, '--key-id'), label: labelOf(options) };
  const certificates = await certificatesToImport(file);
  return onToken(options, output, 'change', async (token) => {
    const done = await takeCertificate(token, certificates, wish);
    output.object({ token: token.info.label, ...done });
    sayImported(done, token, output);
  });
}

/** `countersign tokens import-p12 FILE` */
export async function importKeyStore(
  [file = '']: readonly string[],
  options: ManageFlags & {
    readonly keep?: boolean;
    readonly passwordEnv?: string;
    readonly cert?: string;
    readonly label?: string;
  },
  output: Output,
): Promise<ExitStatus> {
  const keep = options.keep === true;
  if (keep === ((options.module ?? options.token) !== undefined))
    throw usage('Say where the key is to go: --keep, or --token LABEL.');
  const label = labelOf(options);
  const store = await keyStoreToImport(file);
  const name = path.basename(file);
  // A key that is kept needs no PIN: its flags may name the password, too.
  const isPin = options.passwordEnv === undefined && keep;
  const from = isPin ? options : { pinEnv: options.passwordEnv };
  const prompt = `Password of the key store ${name}: `;
  const password = await readPin(from, prompt, isPin ? '--pin-env' : '--password-env');
  try {
    const keys = await keysToImport(store, { name, password, certificate: hex(options.cert, '--cert') });
    if (keep) {
      const kept = await keepKeys(locateHome(), keys, password);
      output.object({ kept });
      output.say(kept.map((sha256) => `kept  ${sha256}, to sign with: --kept ${sha256}`));
      return 0;
    }
    return await onToken(options, output, 'change', async (token) => {
      const imported = await importKeys(token, keys, label);
      output.object({ token: token.info.label, imported });
      for (const done of imported) sayImported(done, token, output);
    });
  } finally {
    password.fill(0);
  }
}

/** `countersign tokens delete` */
export async function remove(
  refs: readonly string[],
  options: ManageFlags & { readonly keyId?: string; readonly kept?: string; readonly yes?: boolean },
  output: Output,
): Promise<ExitStatus> {
  const keyId = hex(options.keyId, '--key-id');
  const named = [refs.length > 0, keyId !== undefined, options.kept !== undefined].filter(Boolean).length;
  if (named !== 1) throw usage('Name what is to be deleted: objects, or --key-id HEX, or --kept SHA256.');
  const confirmed = async (words: readonly string[], label: string) =>
    options.yes === true || (await confirmByTyping(words, label));
  if (options.kept !== undefined) {
    const sha256 = options.kept.replaceAll(':', '').toLowerCase();
    const home = locateHome();
    const key = (await embeddedKeys(home)).find((one) => one.sha256 === sha256);
    const name = key === undefined ? undefined : new Certificate(key.certificate).commonName;
    const words = [`The key of ${name}, kept by this program, is deleted for good.`];
    if (name !== undefined && !(await confirmed(words, name))) throw unconfirmed();
    await deleteEmbeddedKey(home, sha256);
    output.object({ deleted: [sha256] });
    output.say(`deleted  ${sha256}`);
    return 0;
  }
  return onToken(options, output, 'change', async (token) => {
    const { label } = token.info;
    const choice = keyId === undefined ? { refs } : { keyId };
    const deleted = await deleteFromToken(token, choice, (found) =>
      confirmed([`Deleted for good from the token “${label}”:`, ...found.flatMap(objectWords)], label),
    );
    output.object({ token: label, deleted });
    output.say(deleted.map((object) => `deleted  ${object.ref}  ${object.kind}  ${object.label}`));
  });
}

/** What can be wrong with the words is known before a PIN is asked for; a key is made only where its request has a place. */
async function requested(
  options: RequestFlags,
  output: Output,
  make: (token: ManagedToken, subject: Uint8Array) => Promise<KeyRequest>,
): Promise<ExitStatus> {
  const { output: file, force = false } = options;
  const subject = nameFromText(options.subject);
  if (file !== undefined) {
    await refusePlace(file, force);
    const folder = path.dirname(path.resolve(file));
    await access(`${folder}${path.sep}`, constants.W_OK).catch((error: unknown) => {
      throw outputError(error, folder);
    });
  }
  return onToken(options, output, 'change', async (token) => {
    const made = await make(token, subject);
    output.object({ token: token.info.label, ...made });
    output.remark(`${made.key}, CKA_ID ${made.keyId}, on the token “${token.info.label}”`);
    if (file === undefined) output.say(made.request.trimEnd().split('\n'));
    else {
      await writeRequest(path.resolve(file), made, force);
      output.remark(`request  ${path.resolve(file)}`);
      output.remark(
        'Send it to your authority. For the certificate it returns: countersign tokens import-certificate.',
      );
    }
  });
}

/** The key is there, whatever becomes of the file: who is told of a failure is told how the request is made again. */
async function writeRequest(file: string, { request, keyId }: KeyRequest, force: boolean): Promise<void> {
  await saveText(file, request, force).catch((error: unknown) => {
    if (!isAppError(error)) throw error;
    const again = `The key is on the token. For its request: countersign tokens request --key-id ${keyId}.`;
    throw new AppError(error.code, `${error.message} ${again}`, error.details, { cause: error });
  });
}

/** Bytes. Longer than any CKA_ID that programs give. */
const LONGEST_ID = 64;

const labelOf = ({ label }: { readonly label?: string }) => (label === undefined ? undefined : givenLabel(label));

async function onToken(
  options: ManageFlags,
  output: Output,
  access: ManageOptions['access'],
  work: (token: ManagedToken) => Promise<void>,
): Promise<ExitStatus> {
  const tokens = openTokens(locateHome());
  const lost = ({ label }: TokenInfo) =>
    `Only one try is left for the PIN of the token “${label}”. If it is wrong the token locks: without its PUK nobody can sign with it again.`;
  try {
    await interruptible(async (signal) =>
      withToken(
        tokens,
        await namedToken(tokens, options),
        {
          access,
          home: locateHome(),
          signal,
          readPin: ({ label, pinState }) =>
            readPin(options, [...pinStateWords(pinState), `PIN of the token “${label}”: `]),
          onReader: ({ label }) => output.remark(`Type the PIN of “${label}” on its reader.`),
          acceptLastTry: (info) => confirmLastTry(lost(info), options.acceptRisk),
        },
        work,
      ),
    );
    return 0;
  } finally {
    await tokens.close();
  }
}

function sayImported({ keyId, sha256, issuers }: ImportedCertificate, token: ManagedToken, output: Output): void {
  output.say(`written  ${sha256}, CKA_ID ${keyId}, to the token “${token.info.label}”`);
  for (const issuer of issuers) output.say(`         with its issuer ${issuer}`);
}

function objectWords(object: TokenObject): string[] {
  const { ref, kind, label, keyId, key, certificate } = object;
  const flags = [
    object.private === true ? 'private' : '',
    object.sensitive === true ? 'sensitive' : '',
    object.extractable === true ? 'extractable' : '',
    object.local === true ? 'made here' : '',
    object.pinPerSignature === true ? 'PIN for each signature' : '',
  ].filter((word) => word !== '');
  const about = [kind, key ?? '', label === '' ? '' : `“${label}”`, keyId === '' ? '' : `CKA_ID ${keyId}`, ...flags];
  const first = `${ref}  ${about.filter((word) => word !== '').join(', ')}`;
  if (certificate === null) return [first];
  return [
    first,
    `                  ${certificate.subject}, until ${certificate.notAfter.slice(0, 10)}, sha256 ${certificate.sha256}`,
  ];
}

function hex(text: string | undefined, flag: string): string | undefined {
  if (text === undefined) return undefined;
  const digits = text.replaceAll(':', '').toLowerCase();
  if (/^([0-9a-f]{2})+$/.test(digits)) return digits;
  throw usage(`“${text}” is not hexadecimal. Give ${flag} as pairs of digits, for example 0a1b.`);
}
