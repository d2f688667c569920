import type { CallName, EventName } from '../../../shared/contract/channels.ts';
import {
  type BridgeResult,
  contract,
  type EventValue,
  type Output,
  type Parsed,
} from '../../../shared/contract/contract.ts';
import type { DocumentInfo, OpenedFiles } from '../../../shared/contract/document-calls.ts';
import type { DocumentId, LockedId } from '../../../shared/contract/ids.ts';
import type { LedgerEntryView } from '../../../shared/contract/ledger-calls.ts';
import type { OutboxEntry, Problem, SignatureStanding } from '../../../shared/contract/level-outcome.ts';
import type { NetworkSettings } from '../../../shared/contract/network-settings.ts';
import type { PinEntry, PinState } from '../../../shared/contract/pin-calls.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/contract/settings.ts';
import type { ImageId, SignatureLevel, SigningChoices } from '../../../shared/contract/signing-choices.ts';
import type { SigningCertificate } from '../../../shared/contract/token-list-calls.ts';
import type { TrustedScheme } from '../../../shared/contract/verification-calls.ts';
import { type Made, resultName } from '../../../shared/domain/result-name.ts';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { doctorReport } from './doctor-samples.ts';
import { FakeBatches } from './fake-batches.ts';
import { FakeObjects } from './fake-objects.ts';
import { FakeServices } from './fake-services.ts';
import { markPdf } from './sample-pdf.ts';
import {
  CERTIFICATES,
  digest,
  documentId,
  ledgerEntry,
  outboxEntry,
  report,
  signatureReport,
  trustedScheme,
} from './samples.ts';

export interface FakeDocument {
  readonly info: DocumentInfo;
  readonly bytes: Uint8Array;
  readonly report: VerificationReport;
  /** What a check with the network finds; the same where absent. */
  readonly onlineReport?: VerificationReport;
  /** The file as it was signed; the same where absent. */
  readonly revisionBytes?: Uint8Array;
}

type Handlers = { readonly [K in CallName]: (input: Parsed<K>) => Promise<Output<K>> };
type Emit = <E extends EventName>(name: E, value: EventValue<E>) => void;

class Refusal extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
  constructor(code: string, details: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/**
 * Main, in memory, for tests of the window alone: answers by the contract (input and output are parsed as main parses them) and
 * signs nothing. What a test wants to happen stands in the public fields.
 */
export class FakeMain {
  /** What the next "Open" gives. */
  offered: FakeDocument[] = [];
  /** What a dropped file becomes, by name; others are refused as no PDF. */
  droppable: FakeDocument[] = [];
  certificates: SigningCertificate[] = [...CERTIFICATES];
  problems: Output<'tokens.list'>['problems'] = [];
  reading: string[] = [];
  /** Modules that have not answered. */
  modulesAsked: string[] = [];
  pinState: PinState = 'ok';
  pinEntry: PinEntry = 'here';
  rightPin = '1234';
  signWarnings: string[] = [];
  /** Milliseconds between the stages of signing. */
  pace = 5;
  /** Stage that waits until the task is cancelled. */
  hangAt: EventValue<'task.progress'>['stage'] | null = null;
  /** Passwords of locked files, by name; a file of this name asks for it. */
  readonly passwords = new Map<string, string>();
  /** Files that cannot be opened, by name, and what a repair makes of them. */
  readonly damaged = new Map<string, FakeDocument>();
  /** Why the level asked for is not reached now; null: it is. */
  delay: Problem | null = null;
  /** Refuses these choices before the PIN. */
  forbids: ((choices: SigningChoices) => string | undefined) | null = null;
  network: NetworkSettings = { offline: false, proxy: { kind: 'system' }, authorities: [] };
  outbox: OutboxEntry[] = [];
  standings: SignatureStanding[] = [];
  readonly signed: (SigningChoices & { readonly container: readonly DocumentId[] | null })[] = [];
  readonly previews: Parsed<'signing.preview'>[] = [];
  entries: LedgerEntryView[] = [];
  ledgerProblems: string[] = [];
  settings: Settings = { ...DEFAULT_SETTINGS, theme: 'light' };
  system = false;
  anchors: Output<'trust.list'>['anchors'] = [
    {
      subject: 'CN=Meridian Root CA,O=Meridian Trust Services,C=NA',
      sha256: digest('root'),
      notAfter: '2041-06-30T00:00:00Z',
    },
  ];
  schemes: TrustedScheme[] = [];
  /** Digests of certificates that were trusted out of a document. */
  readonly trusted: string[] = [];
  /** Code that a call fails with instead of answering. */
  readonly failing = new Map<CallName, string>();
  /** Bytes of each PIN as they arrived. */
  readonly pins: string[] = [];
  readonly asked: CallName[] = [];
  emit: Emit = () => {};
  readonly batches = new FakeBatches((view) => this.emit('batch.changed', view));
  readonly objects = new FakeObjects((pin) => this.#tryPin(pin));
  readonly services = new FakeServices(
    (task) => this.#stage(task, 'collecting', null),
    () => this.emit('tokens.changed', {}),
    (wanted) => this.emit('services.codeWanted', wanted),
  );
  readonly #open = new Map<DocumentId, FakeDocument>();
  readonly #cancelled = new Map<string, () => void>();

  bytesOf(id: string): Uint8Array | undefined {
    return [...this.#open.values()].find((document) => document.info.id === id)?.bytes;
  }

  async answer(name: CallName, input: unknown): Promise<BridgeResult<unknown>> {
    this.asked.push(name);
    try {
      const failing = this.failing.get(name);
      if (failing !== undefined) throw new Refusal(failing);
      const parsed = contract[name].input.parse(input);
      const handler = this.#handlers[name] as (input: unknown) => Promise<unknown>;
      return { ok: true, value: contract[name].output.parse(await handler(parsed)) };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: { code: error.code, details: error.details } };
      throw error;
    }
  }

  readonly #locked = new Map<LockedId, FakeDocument>();

  #openAll(files: readonly FakeDocument[]): OpenedFiles {
    const opened: OpenedFiles = { documents: [], locked: [] };
    for (const file of files) {
      const { name } = file.info;
      const repaired = this.damaged.get(name);
      if (repaired !== undefined) {
        const repair = `locked-${digest(name).slice(0, 32)}`;
        this.#locked.set(repair as LockedId, repaired);
        throw new Refusal('PDF_DAMAGED', { repair });
      }
      if (!this.passwords.has(name)) opened.documents.push(this.#keep(file));
      else {
        const id = `locked-${digest(name).slice(0, 32)}` as LockedId;
        this.#locked.set(id, file);
        opened.locked.push({ id, name });
      }
    }
    return opened;
  }

  #offer(id: DocumentId, what: Made) {
    const { name, kind } = this.#find(id).info;
    const targetName = resultName(name, what, kind === 'pdf');
    return { target: TARGET, targetName, targetFolder: 'Documents' };
  }

  #tryPin(pin: Uint8Array): void {
    this.pins.push(new TextDecoder().decode(pin));
    if (this.pins.at(-1) !== this.rightPin) throw new Refusal('CKR_PIN_INCORRECT');
  }

  #pinFacts(): Output<'tokens.pin'> {
    const lengths = { shortest: 4, longest: 8 };
    return {
      token: 'Alice',
      state: this.pinState,
      unblocking: 'ok',
      entry: this.pinEntry,
      seconds: 60,
      tool: null,
      ...lengths,
    };
  }

  /** A new file beside the source, at the level asked for, or at B-B and in the outbox. */
  #finish(source: FakeDocument, what: Made, asked: SignatureLevel, reason: string): Output<'signing.sign'> {
    const name = resultName(source.info.name, what, source.info.kind === 'pdf');
    const entry = ledgerEntry(this.entries.length, name);
    this.entries.unshift(entry);
    const reached = this.delay === null ? asked : 'B-B';
    const signed = report(name, {
      signatures: [signatureReport({ level: reached, warnings: reason === '' ? [] : [`Reason: ${reason}`] })],
    });
    const id = `doc-${digest(name).slice(0, 32)}` as DocumentId;
    const info = madeOf(source.info, what, { id, name });
    this.#keep({ info, bytes: source.bytes, report: signed });
    const waiting = reached === asked ? null : outboxEntry(name, { asked, problem: this.delay });
    if (waiting !== null) this.outbox = [...this.outbox, waiting];
    const problems = this.delay === null || waiting === null ? [] : [this.delay];
    return {
      document: info,
      report: signed,
      entry,
      level: { asked, reached, problems, outbox: waiting },
      warnings: [],
    };
  }

  #keep(document: FakeDocument): DocumentInfo {
    this.#open.set(document.info.id, document);
    return document.info;
  }

  #find(id: DocumentId): FakeDocument {
    const document = this.#open.get(id);
    if (document === undefined) throw new Refusal('DOCUMENT_NOT_OPEN');
    return document;
  }

  async #stage(
    task: Parsed<'task.cancel'>['task'],
    stage: EventValue<'task.progress'>['stage'],
    fraction: number | null,
  ) {
    this.emit('task.progress', { task, stage, fraction });
    if (this.hangAt === stage) {
      await new Promise<void>((resolve) => this.#cancelled.set(task, resolve));
      throw new Refusal('CANCELLED');
    }
    await new Promise((resolve) => setTimeout(resolve, this.pace));
  }

  readonly #handlers: Handlers = {
    'app.status': async () => ({
      version: '0.1.0',
      shell: 'chromium',
      platform: 'linux',
      ledger: { size: this.entries.length, lastCheckpoint: this.entries[0]?.time ?? null, verified: null },
      tokens: 1,
      network: { offline: this.network.offline, authorities: this.network.authorities.length, lastContact: null },
      outbox: {
        waiting: this.outbox.filter(({ state }) => state !== 'done' && state !== 'failed').length,
        failed: this.outbox.filter(({ state }) => state === 'failed').length,
      },
    }),
    'document.choose': async () => this.#openAll(this.offered),
    'document.openDropped': async ({ path }) => {
      const document = this.droppable.find((candidate) => candidate.info.name === path);
      if (document === undefined) throw new Refusal('INPUT_NOT_PDF');
      return this.#openAll([document]);
    },
    'document.openWithPassword': async ({ id, password }) => {
      const document = this.#locked.get(id);
      if (document === undefined) throw new Refusal('DOCUMENT_NOT_OPEN');
      if (new TextDecoder().decode(password) !== this.passwords.get(document.info.name))
        throw new Refusal('PDF_PASSWORD_WRONG');
      this.#locked.delete(id);
      return this.#keep(document);
    },
    'document.info': async ({ id }) => this.#find(id).info,
    'document.close': async ({ id }) => {
      this.#open.delete(id);
      return {};
    },
    'document.reveal': async () => ({ folder: 'Documents' }),
    'fileBrowser.list': async ({ folder }) => listFolder(folder),
    'fileBrowser.resolve': async () => ({}),
    'document.openRevision': async ({ id, revision }) => {
      const document = this.#find(id);
      const bytes = document.revisionBytes ?? document.bytes;
      const { info } = document;
      if (info.kind !== 'pdf') throw new Refusal('REVISION_NOT_FOUND');
      const name = `${info.name} revision ${revision}`;
      const fresh = { ...info, id: documentId(name), size: bytes.length, revisions: revision };
      this.#keep({ info: fresh, bytes, report: document.report });
      return fresh;
    },
    'document.openRepaired': async ({ id }) => {
      const document = this.#locked.get(id);
      if (document === undefined) throw new Refusal('REPAIR_REFUSED_SIGNED');
      return this.#keep(document);
    },
    'verify.run': async ({ id, task, online }) => {
      await this.#stage(task, 'verifying', 0.5);
      const { report, onlineReport } = this.#find(id);
      return online ? (onlineReport ?? report) : report;
    },
    'verify.saveReport': async ({ id, format }) => {
      const { name } = this.#find(id).info;
      return { saved: { name: `${name.replace(/\.[^.]+$/, '')}-report.${format}`, folder: 'Contracts' } };
    },
    'tokens.list': async () => ({
      certificates: this.certificates,
      tokens: tokensBehind(this.certificates),
      problems: this.problems,
      reading: this.reading,
      asked: this.modulesAsked,
    }),
    'tokens.addKeyStore': async () => ({ certificate: null }),
    'tokens.addModule': async () => ({ added: false }),
    'tokens.retryModule': async () => ({}),
    'tokens.pin': async () => this.#pinFacts(),
    'doctor.run': async () => doctorReport(this.certificates[0]?.id ?? ''),
    'doctor.trial': async () => ({
      step: 'trial',
      state: 'ok',
      finding: 'TRIAL_GOOD',
      facts: { algorithm: 'rsa-pkcs1-sha256' },
      error: null,
    }),
    'tokens.changePin': async () => this.#pinFacts(),
    'tokens.unblockPin': async () => this.#pinFacts(),
    'signing.prepare': async (choices) => {
      const code = this.forbids?.(choices);
      if (code !== undefined) throw new Refusal(code);
      return {
        ...this.#offer(choices.id, choices.container === null ? 'signed' : 'container'),
        warnings: this.signWarnings,
        pin: this.pinState,
        pinEntry: this.pinEntry,
        pinSeconds: 60,
        delayed: choices.level === 'B-B' ? null : this.delay,
      };
    },
    'signing.preview': async (request) => {
      this.previews.push(request);
      return { pdf: await markPdf(request) };
    },
    'signing.chooseImage': async () => ({ image: { id: IMAGE, name: 'seal.png' } }),
    'signing.chooseTarget': async () => ({ target: { id: TARGET, name: 'chosen-name.pdf', folder: 'Contracts' } }),
    'signing.sign': async ({ pin, task, target: _target, certificate: _certificate, id, ...choices }) => {
      this.pins.push(new TextDecoder().decode(pin));
      this.signed.push(choices);
      for (const [stage, fraction] of STAGES) {
        await this.#stage(task, stage, fraction);
        if (stage === 'waiting-for-token' && this.pins.at(-1) !== this.rightPin) throw new Refusal('CKR_PIN_INCORRECT');
      }
      const made = choices.container === null ? 'signed' : 'container';
      return this.#finish(this.#find(id), made, choices.level, choices.reason);
    },
    'extend.prepare': async ({ id, task }) => {
      await this.#stage(task, 'reading', null);
      const next = this.standings.find((standing) => standing.next !== null)?.next ?? null;
      return { ...this.#offer(id, 'extended'), signatures: this.standings, next, problem: this.delay };
    },
    'extend.run': async ({ id, level, task }) => {
      for (const stage of ['timestamping', 'collecting', 'verifying', 'saving'] as const)
        await this.#stage(task, stage, null);
      return this.#finish(this.#find(id), 'extended', level, '');
    },
    'outbox.list': async () => ({ entries: this.outbox }),
    'outbox.run': async ({ id, task }) => {
      await this.#stage(task, 'timestamping', null);
      if (this.delay === null)
        this.outbox = this.outbox.map((entry) =>
          id === null || entry.id === id
            ? { ...entry, state: 'done' as const, reached: entry.asked, problem: null, nextTry: null }
            : entry,
        );
      this.emit('outbox.changed', {});
      return { entries: this.outbox };
    },
    'outbox.remove': async ({ id }) => {
      this.outbox = this.outbox.filter((entry) => entry.id !== id);
      return {};
    },
    'outbox.open': async ({ id }) => {
      const name = this.outbox.find((entry) => entry.id === id)?.document;
      const known = [...this.#open.values()].find(({ info }) => info.name === name);
      return this.#openAll(known === undefined ? this.offered : [known]);
    },
    'network.get': async () => this.network,
    'network.set': async (settings) => {
      this.network = settings;
      return settings;
    },
    'network.test': async ({ task }) => {
      await this.#stage(task, 'timestamping', null);
      return this.delay === null
        ? { problem: null, authority: 'CN=Meridian TSA 1', time: '2026-11-21T08:00:00Z' }
        : { problem: this.delay, authority: null, time: null };
    },
    'ledger.list': async ({ offset, limit }) => ({
      size: this.entries.length,
      entries: this.entries.slice(offset, offset + limit),
    }),
    'ledger.verify': async ({ task }) => {
      await this.#stage(task, 'verifying', 0.4);
      const ok = this.ledgerProblems.length === 0;
      return { ok, size: this.entries.length, root: digest('tree'), checkpoints: 2, problems: this.ledgerProblems };
    },
    'ledger.prove': async ({ index }) => ({
      checkpoint: `countersign.test/ledger\n${this.entries.length}\n${Buffer.from(digest('tree'), 'hex').toString('base64')}\n\n— countersign.test/ledger 2nQ5xL8kq1Gv7TzYc0mN4pRsWbUeHjKd\n`,
      proof: ['a', 'b', 'c', 'd'].map((side) => digest(`${side} ${index}`)),
      leafHash: digest(`leaf ${index}`),
    }),
    'app.notices': async () => ({ text: 'react 19.3.1 (MIT)\n\nPermission is hereby granted …\n'.repeat(40) }),
    ...this.batches.handlers,
    ...this.objects.handlers,
    ...this.services.handlers,
    'trust.list': async () => ({ anchors: this.anchors, system: this.system }),
    'trust.useSystem': async ({ on }) => {
      this.system = on;
      return {};
    },
    'trust.add': async () => ({ added: 0 }),
    'trust.lists': async () => ({ schemes: this.schemes }),
    'trust.updateLists': async ({ task }) => {
      await this.#stage(task, 'collecting', 0.4);
      this.schemes = [trustedScheme({ stale: false })];
      return { schemes: this.schemes, taken: 3, refused: [] };
    },
    'trust.importLists': async () => null,
    'trust.addFrom': async ({ sha256 }) => {
      this.trusted.push(sha256);
      return { added: true };
    },
    'settings.get': async () => this.settings,
    'settings.set': async (part) => {
      this.settings = {
        ...this.settings,
        ...(Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Partial<Settings>),
      };
      return this.settings;
    },
    'task.cancel': async ({ task }) => {
      this.#cancelled.get(task)?.();
      return {};
    },
  };
}

/** What a document is after signing. */
function madeOf(source: DocumentInfo, what: Made, fresh: Pick<DocumentInfo, 'id' | 'name'>): DocumentInfo {
  const { size, sha256, name } = source;
  const common = { ...fresh, size, sha256, warnings: [], folder: 'Documents' };
  const content = { name, size };
  if (what === 'container') return { kind: 'container', ...common, signatures: 1, files: [content] };
  if (source.kind === 'file') return { kind: 'signature', ...common, signatures: 1, content };
  return source.kind === 'pdf' ? { ...source, ...fresh, revisions: 2, signatures: 1 } : { ...source, ...fresh };
}

const IMAGE = `image-${digest('image').slice(0, 32)}` as ImageId;
const TARGET = `target-${digest('target').slice(0, 32)}` as Parsed<'signing.sign'>['target'];
const STAGES = [
  ['reading', 0.1],
  ['copying', 0.25],
  ['waiting-for-token', 0.35],
  ['signing', 0.5],
  ['verifying', 0.7],
  ['saving', 0.85],
  ['recording', 0.95],
] as const;

type Token = Output<'fileBrowser.list'>['trail'][number]['token'];
const token = (words: string) => `file-${digest(words).slice(0, 32)}` as Token;

function listFolder(folder: Token | null): Output<'fileBrowser.list'> {
  const inside = folder === null || folder === token('Contracts');
  const trail = ['Home', 'ndapewa', 'Documents'].map((name) => ({ token: token(name), name }));
  const folders = inside ? ['Archive', 'Contracts', 'Deeds 2025', 'Deeds 2026'] : ['Documents'];
  const files = inside
    ? ['lease-windhoek-west.pdf', 'power-of-attorney.pdf', 'service-agreement.pdf', 'title-deed-1142.pdf']
    : [];
  const modified = '2026-11-18T09:30:00Z';
  return {
    trail: inside ? trail : trail.slice(0, 2),
    entries: [
      ...folders.map((name) => ({ token: token(name), name, kind: 'folder' as const, size: null, modified })),
      ...files.map((name, index) => ({
        token: token(name),
        name,
        kind: 'file' as const,
        size: 184_320 * (index + 1),
        modified,
      })),
    ],
  };
}

/** Each token once that holds one of the certificates. */
function tokensBehind(certificates: readonly SigningCertificate[]): Output<'tokens.list'>['tokens'] {
  const homes = certificates.map(({ home }) => home).filter(({ kind }) => kind === 'pkcs11');
  return [...new Map(homes.map(({ label, pin }) => [label, { label, pin }])).values()];
}
