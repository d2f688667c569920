import { z } from 'zod';
import { batchCalls, batchEvents } from './batch-calls.ts';
import type { CALLS, CallName, EVENTS, EventName } from './channels.ts';
import { doctorCalls } from './doctor-calls.ts';
import { documentCalls, documentInfo } from './document-calls.ts';
import { fileBrowserCalls, fileBrowserEvents } from './file-browser-calls.ts';
import { lockedId, taskId } from './ids.ts';
import { ledgerCalls } from './ledger-calls.ts';
import { networkCalls } from './network-calls.ts';
import { objectCalls } from './object-calls.ts';
import { pinCalls } from './pin-calls.ts';
import { serviceCalls, serviceEvents } from './service-calls.ts';
import { settings } from './settings.ts';
import { signingCalls } from './signing-calls.ts';
import { tokenListCalls } from './token-list-calls.ts';
import { verificationCalls } from './verification-calls.ts';

const time = z.iso.datetime();
const nothing = z.strictObject({});

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
  ...documentCalls,
  ...fileBrowserCalls,
  ...verificationCalls,
  ...tokenListCalls,
  ...pinCalls,
  ...objectCalls,
  ...doctorCalls,
  ...serviceCalls,
  ...batchCalls,
  ...signingCalls,
  ...networkCalls,
  ...ledgerCalls,
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
  ...fileBrowserEvents,
  'outbox.changed': nothing,
  'tokens.changed': nothing,
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
