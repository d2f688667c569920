import { z } from 'zod';
import { certificateFault, qualifiedFor, signingPurpose } from '../domain/doctor.ts';
import { verificationReport } from '../domain/verification.ts';
import { batchCalls, batchEvents } from './batch-calls.ts';
import type { CALLS, CallName, EVENTS, EventName } from './channels.ts';
import { doctorCalls } from './doctor-calls.ts';
import { certificateId, documentId, fileToken, lockedId, targetId, taskId } from './ids.ts';
import { levelOutcome, outboxEntry, outboxId, problem, signatureStanding } from './level-outcome.ts';
import { networkSettings } from './network-settings.ts';
import { objectCalls, presentToken } from './object-calls.ts';
import { acceptLastTry, pinCalls, pinEntry, pinState, secret } from './pin-calls.ts';
import { serviceCalls, serviceEvents } from './service-calls.ts';
import { settings } from './settings.ts';
import { imageId, placement, signatureLevel, signingChoices } from './signing-choices.ts';
import { verificationCalls } from './verification-calls.ts';

/** One opening of the file dialog of the Chromium shell. */
const requestId = z.string().max(64);
const time = z.iso.datetime();
const nothing = z.strictObject({});

/** One page as displayed: CropBox, /Rotate and UserUnit applied. Points. */
export const pageSize = z.strictObject({ width: z.number().positive(), height: z.number().positive() });

const opened = {
  id: documentId,
  /** File name without its folder. */
  name: z.string(),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** Hexadecimal SHA-256 of the bytes that are shown; signing refuses others with DOCUMENT_CHANGED. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Sentences worth knowing before signing: actions in the file, over 2 GiB … */
  warnings: z.array(z.string()),
};

export const pdfInfo = z.strictObject({
  kind: z.literal('pdf'),
  ...opened,
  pages: z.array(pageSize).min(1),
  revisions: z.number().int().min(1),
  /** Number of signature fields that hold a value. */
  signatures: z.number().int().nonnegative(),
  /** Empty signature fields, and where each stands; null: nowhere to be seen. */
  emptyFields: z.array(z.strictObject({ name: z.string(), place: placement.nullable() })),
  /** Names of the other form fields, as far as they are listed. */
  formFields: z.array(z.string()),
});
export type PdfInfo = z.infer<typeof pdfInfo>;

/** Name of the folder it lies in; null for a copy that was dropped on the window. */
const folder = z.string().nullable();
const namedFile = z.strictObject({ name: z.string(), size: z.number().int().nonnegative() });

/** Of what is no PDF nothing is shown but what it is called, how large it is and its digest. */
export const documentInfo = z.discriminatedUnion('kind', [
  pdfInfo,
  z.strictObject({ kind: z.literal('file'), ...opened, folder, signatures: z.literal(0) }),
  /** A detached signature, with the file it is over. */
  z.strictObject({
    kind: z.literal('signature'),
    ...opened,
    folder,
    signatures: z.number().int().nonnegative(),
    content: namedFile,
  }),
  /** A signature container, with the files in it. */
  z.strictObject({
    kind: z.literal('container'),
    ...opened,
    folder,
    signatures: z.number().int().nonnegative(),
    files: z.array(namedFile),
  }),
]);
export type DocumentInfo = z.infer<typeof documentInfo>;

export type PinState = z.infer<typeof pinState>;

export const keyHome = z.strictObject({
  /** `system`: the operating system keeps the key or shows that of a card, and asks for its PIN by itself. `service`: a remote signing service. */
  kind: z.enum(['pkcs11', 'pkcs12', 'system', 'service']),
  /** "Alice" (token label), "alice.p12", "macOS keychain", or the host of a service. */
  label: z.string(),
  /** Model and serial of a token, what a service calls its key, empty for a key store. */
  detail: z.string(),
  pin: pinState,
  /** Where its PIN or password is typed. */
  pinEntry,
});

export const signingCertificate = z.strictObject({
  /** SHA-256 of the certificate, or of the file for a key store not yet opened. */
  id: certificateId,
  /** Common name for people; the file name for a key store that has not been opened. */
  name: z.string(),
  /** RFC 4514 strings. Null for a key store that has not been opened: its content is encrypted. */
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  /** "RSA 2048", "ECDSA P-256", "Ed25519". */
  key: z.string().nullable(),
  notBefore: time.nullable(),
  notAfter: time.nullable(),
  home: keyHome,
  /** False where it cannot sign; `reason` says why. */
  usable: z.boolean(),
  fault: certificateFault.nullable(),
  reason: z.string().nullable(),
  /** What the certificate says that it is qualified for; trusted lists say whether that is so. */
  qualified: qualifiedFor.nullable(),
  /** What it was last chosen for among those of its token. */
  chosenFor: z.array(signingPurpose),
  /** Sentences: self-signed, not trusted, expires soon … */
  warnings: z.array(z.string()),
});
export type SigningCertificate = z.infer<typeof signingCertificate>;

export const ledgerEntry = z.strictObject({
  index: z.number().int().nonnegative(),
  time,
  /** "document.signed" … */
  kind: z.string(),
  /** Name of the document at that time. */
  document: z.string(),
  /** Hexadecimal SHA-256 of the file as it was before and as it is after. */
  sourceSha256: z.string().nullable(),
  resultSha256: z.string().nullable(),
  signer: z.string().nullable(),
  /** Hexadecimal RFC 9162 leaf hash. */
  leafHash: z.string(),
});
export type LedgerEntryView = z.infer<typeof ledgerEntry>;

const fileEntry = z.strictObject({
  token: fileToken,
  name: z.string(),
  kind: z.enum(['folder', 'file']),
  size: z.number().int().nonnegative().nullable(),
  modified: time.nullable(),
});
export type FileEntry = z.infer<typeof fileEntry>;

/**
 * The further open documents of a signature container. Null: no container; a PDF is signed in itself, any other file by a signature beside it.
 */
const container = z.array(documentId).max(100).nullable();

const openedFiles = z.strictObject({
  documents: z.array(documentInfo),
  /** Files that ask for a password first. */
  locked: z.array(z.strictObject({ id: lockedId, name: z.string() })),
});
export type OpenedFiles = z.infer<typeof openedFiles>;
export type LockedFile = OpenedFiles['locked'][number];

/** What a new or completed file is, and how far it came. */
const finished = z.strictObject({
  document: documentInfo,
  report: verificationReport,
  entry: ledgerEntry,
  level: levelOutcome,
  warnings: z.array(z.string()),
});

/** The place that is offered for a new file. */
const offeredTarget = { target: targetId, targetName: z.string(), targetFolder: z.string() };

type CallDef = { readonly input: z.ZodType; readonly output: z.ZodType };

/** Each call of the bridge: strict input, strict output. */
export const contract = {
  'app.status': {
    input: nothing,
    output: z.strictObject({
      version: z.string(),
      shell: z.enum(['electron', 'chromium']),
      platform: z.enum(['windows', 'macos', 'linux']),
      ledger: z.strictObject({
        size: z.number().int().nonnegative(),
        lastCheckpoint: time.nullable(),
        /** null until it was verified in this session. */
        verified: z.boolean().nullable(),
      }),
      tokens: z.number().int().nonnegative(),
      network: z.strictObject({
        offline: z.boolean(),
        authorities: z.number().int().nonnegative(),
        /** The last time anything was asked of the network in this session. */
        lastContact: z.strictObject({ time, ok: z.boolean() }).nullable(),
      }),
      outbox: z.strictObject({
        waiting: z.number().int().nonnegative(),
        failed: z.number().int().nonnegative(),
      }),
    }),
  },
  /** The licences of what others made and this program contains. */
  'app.notices': { input: nothing, output: z.strictObject({ text: z.string() }) },
  /** Asks the person for files. An empty list: they changed their mind. */
  'document.choose': { input: nothing, output: openedFiles },
  /** A file dropped on the window. `path` is filled in by the preload (Electron) or names an upload (Chromium); the page hands over a File. */
  'document.openDropped': { input: z.strictObject({ path: z.string().min(1).max(40_000) }), output: openedFiles },
  /** Fails with PDF_PASSWORD_WRONG; the file stays locked under the same id. */
  'document.openWithPassword': { input: z.strictObject({ id: lockedId, password: secret }), output: documentInfo },
  'document.info': { input: z.strictObject({ id: documentId }), output: documentInfo },
  'document.close': { input: z.strictObject({ id: documentId }), output: nothing },
  /** Shows the file in the system's file manager (Electron), or says its folder's name. */
  'document.reveal': { input: z.strictObject({ id: documentId }), output: z.strictObject({ folder: z.string() }) },
  /** Chromium shell only: main's own file browser. Null folder: where the person was last. */
  'fileBrowser.list': {
    input: z.strictObject({ request: requestId, folder: fileToken.nullable() }),
    output: z.strictObject({
      /** Folders from the root to this one. */
      trail: z.array(z.strictObject({ token: fileToken, name: z.string() })),
      entries: z.array(fileEntry),
    }),
  },
  'fileBrowser.resolve': {
    input: z.strictObject({
      request: requestId,
      /** Files to open, or folder and name to save under, or a folder itself (null for the name) or a new one in it, or null: cancelled. */
      choice: z.union([
        z.strictObject({ files: z.array(fileToken).min(1).max(1000) }),
        z.strictObject({ folder: fileToken, name: z.string().min(1).max(255).nullable() }),
        z.null(),
      ]),
    }),
    output: nothing,
  },
  /** The document as it was at one of its revisions, read-only: its id serves the viewer and nothing else. Closed with the document. */
  'document.openRevision': {
    input: z.strictObject({ id: documentId, revision: z.number().int().min(1) }),
    output: pdfInfo,
  },
  /** Saves a repaired copy of a damaged file that could not be opened beside it, and opens that. Fails where it was signed. */
  'document.openRepaired': { input: z.strictObject({ id: lockedId }), output: documentInfo },
  ...verificationCalls,
  'tokens.list': {
    input: z.strictObject({ refresh: z.boolean() }),
    output: z.strictObject({
      certificates: z.array(signingCertificate),
      /** Tokens that are set up, whatever is on them. */
      tokens: z.array(presentToken.pick({ label: true, pin: true })),
      /** Modules that could not be used and why, one sentence each. */
      problems: z.array(z.strictObject({ module: z.string(), code: z.string(), message: z.string() })),
      /** Readers whose cards are still being read, and modules still being asked whatever lies there: `tokens.changed` tells when that is done. */
      reading: z.array(z.string()),
      asked: z.array(z.string()),
    }),
  },
  /** Asks the person for a .p12/.pfx file. Null: they changed their mind. */
  'tokens.addKeyStore': { input: nothing, output: z.strictObject({ certificate: signingCertificate.nullable() }) },
  'tokens.addModule': { input: nothing, output: z.strictObject({ added: z.boolean() }) },
  ...pinCalls,
  ...objectCalls,
  ...doctorCalls,
  ...serviceCalls,
  ...batchCalls,
  /** Everything that can be known before the PIN: what will be written, where, and what to warn of. Fails where it is forbidden. */
  'signing.prepare': {
    input: signingChoices.extend({ id: documentId, container, certificate: certificateId }),
    output: z.strictObject({
      ...offeredTarget,
      warnings: z.array(z.string()),
      pin: pinState,
      pinEntry,
      /** How long the token waits for what is typed on its reader. */
      pinSeconds: z.number().int().positive(),
      /** Why the level cannot be reached now: the signature is then made at B-B and completed from the outbox. */
      delayed: problem.nullable(),
    }),
  },
  'signing.chooseTarget': {
    input: z.strictObject({ id: documentId, made: z.enum(['signed', 'extended', 'container']) }),
    output: z.strictObject({
      target: z.strictObject({ id: targetId, name: z.string(), folder: z.string() }).nullable(),
    }),
  },
  /** A PDF of one page of this size that holds the mark as it will be written. Points. */
  'signing.preview': {
    input: signingChoices.pick({ appearance: true, reason: true, location: true, contact: true }).extend({
      certificate: certificateId.nullable(),
      /** Stands for the signer where the certificate does not say the name yet. */
      name: z.string().max(200),
      width: z.number().positive().max(20_000),
      height: z.number().positive().max(20_000),
    }),
    output: z.strictObject({ pdf: z.instanceof(Uint8Array<ArrayBufferLike>) }),
  },
  /** Asks the person for a PNG or JPEG file for the mark. Null: they changed their mind. */
  'signing.chooseImage': {
    input: nothing,
    output: z.strictObject({ image: z.strictObject({ id: imageId, name: z.string() }).nullable() }),
  },
  'signing.sign': {
    input: signingChoices.extend({
      id: documentId,
      container,
      certificate: certificateId,
      target: targetId,
      task: taskId,
      pin: secret,
      acceptLastTry,
    }),
    output: finished,
  },
  /** How far each signature of a document is, and what it lacks for the next level. */
  'extend.prepare': {
    input: z.strictObject({ id: documentId, task: taskId }),
    output: z.strictObject({
      ...offeredTarget,
      signatures: z.array(signatureStanding),
      /** What all signatures together lack next; null where none can be raised. B-LTA on a B-LTA file: renewal. */
      next: signatureLevel.nullable(),
      /** Why it cannot be done now. */
      problem: problem.nullable(),
    }),
  },
  'extend.run': {
    input: z.strictObject({ id: documentId, target: targetId, task: taskId, level: signatureLevel }),
    output: finished,
  },
  'outbox.list': { input: nothing, output: z.strictObject({ entries: z.array(outboxEntry) }) },
  /** Tries one entry, or all that wait, now. */
  'outbox.run': {
    input: z.strictObject({ id: outboxId.nullable(), task: taskId }),
    output: z.strictObject({ entries: z.array(outboxEntry) }),
  },
  /** Takes an entry out; the signed file stays as it is. */
  'outbox.remove': { input: z.strictObject({ id: outboxId }), output: nothing },
  /** Opens the signed file of an entry. */
  'outbox.open': { input: z.strictObject({ id: outboxId }), output: openedFiles },
  'network.get': { input: nothing, output: networkSettings },
  'network.set': { input: networkSettings, output: networkSettings },
  /** Asks the authority for a timestamp of nothing in particular, by the settings as they are kept. */
  'network.test': {
    input: z.strictObject({ url: z.string().max(2000), task: taskId }),
    output: z.strictObject({
      problem: problem.nullable(),
      /** Who signed the timestamp, and the time in it. */
      authority: z.string().nullable(),
      time: time.nullable(),
    }),
  },
  'ledger.list': {
    /** Newest first. */
    input: z.strictObject({ offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(500) }),
    output: z.strictObject({ size: z.number().int().nonnegative(), entries: z.array(ledgerEntry) }),
  },
  'ledger.verify': {
    input: z.strictObject({ task: taskId }),
    output: z.strictObject({
      ok: z.boolean(),
      size: z.number().int().nonnegative(),
      /** Hexadecimal root hash, recomputed. */
      root: z.string(),
      checkpoints: z.number().int().nonnegative(),
      /** One sentence per finding; empty when ok. */
      problems: z.array(z.string()),
    }),
  },
  'ledger.prove': {
    input: z.strictObject({ index: z.number().int().nonnegative() }),
    output: z.strictObject({ checkpoint: z.string(), proof: z.array(z.string()), leafHash: z.string() }),
  },
  'settings.get': { input: nothing, output: settings },
  'settings.set': { input: settings.partial(), output: settings },
  'task.cancel': { input: z.strictObject({ task: taskId }), output: nothing },
} as const satisfies Record<CallName, CallDef>;

export const menuCommand = z.enum([
  'document.open',
  'document.close',
  'signature.place',
  'signature.verify',
  'signature.extend',
  'page.documents',
  'page.batch',
  'page.tokens',
  'page.outbox',
  'page.ledger',
  'page.settings',
  'view.zoomIn',
  'view.zoomOut',
  'view.fitWidth',
  'palette.open',
  'shortcuts.show',
]);
export type MenuCommand = z.infer<typeof menuCommand>;

/** Each event, value only. */
export const events = {
  'task.progress': z.strictObject({
    task: taskId,
    stage: z.enum([
      'reading',
      'checking-network',
      'copying',
      'waiting-for-token',
      'signing',
      'timestamping',
      'collecting',
      'verifying',
      'saving',
      'recording',
    ]),
    /** 0 to 1, or null where it cannot be known. */
    fraction: z.number().min(0).max(1).nullable(),
  }),
  'document.opened': documentInfo,
  /** A file named at the start asks for a password. */
  'document.locked': z.strictObject({ id: lockedId, name: z.string() }),
  ...batchEvents,
  ...serviceEvents,
  'outbox.changed': nothing,
  'tokens.changed': nothing,
  'fileBrowser.opened': z.strictObject({
    request: z.string(),
    mode: z.enum(['open', 'save', 'folder']),
    purpose: z.enum(['document', 'key-store', 'module', 'certificate', 'trusted-list', 'image', 'target', 'folder']),
    suggestedName: z.string(),
    multiple: z.boolean(),
  }),
  /** The person chose it in the native menu; the page does what its own shortcut does. */
  'menu.command': z.strictObject({ command: menuCommand }),
} as const satisfies Record<EventName, z.ZodType>;

type MustBeEmpty<T extends never> = T;
/** A name in one roster and not in the other does not compile. */
export type RosterIsComplete = MustBeEmpty<
  Exclude<keyof typeof contract, (typeof CALLS)[number]> | Exclude<keyof typeof events, (typeof EVENTS)[number]>
>;

/** What a caller passes. */
export type Input<K extends CallName> = z.input<(typeof contract)[K]['input']>;
/** What a handler receives. */
export type Parsed<K extends CallName> = z.output<(typeof contract)[K]['input']>;
/** What a handler gives back. */
export type Reply<K extends CallName> = z.input<(typeof contract)[K]['output']>;
/** What a caller receives. */
export type Output<K extends CallName> = z.output<(typeof contract)[K]['output']>;
export type EventValue<K extends EventName> = z.output<(typeof events)[K]>;

/** What crosses the bridge for every call: codes and safe sentences, nothing thrown. */
export type BridgeResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: string;
        readonly details?: Readonly<Record<string, string | number | boolean | null>>;
      };
    };
