import type { CallName, EventName } from '../../../shared/contract/channels.ts';
import {
  type BridgeResult,
  contract,
  type DocumentId,
  type DocumentInfo,
  type EventValue,
  type LedgerEntryView,
  type Output,
  type Parsed,
  type PinState,
  type Settings,
  type SigningCertificate,
} from '../../../shared/contract/contract.ts';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { CERTIFICATES, digest, ledgerEntry, report, signatureReport } from './samples.ts';

export interface FakeDocument {
  readonly info: DocumentInfo;
  readonly bytes: Uint8Array;
  readonly report: VerificationReport;
}

type Handlers = { readonly [K in CallName]: (input: Parsed<K>) => Promise<Output<K>> };
type Emit = <E extends EventName>(name: E, value: EventValue<E>) => void;

class Refusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
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
  pinState: PinState = 'ok';
  rightPin = '1234';
  signWarnings: string[] = [];
  /** Milliseconds between the stages of signing. */
  pace = 5;
  /** Stage that waits until the task is cancelled. */
  hangAt: EventValue<'task.progress'>['stage'] | null = null;
  entries: LedgerEntryView[] = [];
  ledgerProblems: string[] = [];
  settings: Settings = { theme: 'light', language: 'en', lastCertificate: null, reason: '', location: '' };
  anchors: Output<'trust.list'>['anchors'] = [
    {
      subject: 'CN=Meridian Root CA,O=Meridian Trust Services,C=NA',
      sha256: digest('root'),
      notAfter: '2041-06-30T00:00:00Z',
    },
  ];
  /** Code that a call fails with instead of answering. */
  readonly failing = new Map<CallName, string>();
  /** Bytes of each PIN as they arrived. */
  readonly pins: string[] = [];
  readonly asked: CallName[] = [];
  readonly placements: Parsed<'signing.sign'>['placement'][] = [];
  emit: Emit = () => {};
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
      if (error instanceof Refusal) return { ok: false, error: { code: error.code } };
      throw error;
    }
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
    }),
    'document.choose': async () => ({ documents: this.offered.map((document) => this.#keep(document)) }),
    'document.openDropped': async ({ path }) => {
      const document = this.droppable.find((candidate) => candidate.info.name === path);
      if (document === undefined) throw new Refusal('INPUT_NOT_PDF');
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
    'verify.run': async ({ id, task }) => {
      await this.#stage(task, 'verifying', 0.5);
      return this.#find(id).report;
    },
    'tokens.list': async () => ({ certificates: this.certificates, problems: this.problems }),
    'tokens.addKeyStore': async () => ({ certificate: null }),
    'tokens.addModule': async () => ({ added: false }),
    'signing.prepare': async ({ id }) => ({
      target: TARGET,
      targetName: this.#find(id).info.name.replace(/\.pdf$/, '-signed.pdf'),
      targetFolder: 'Documents',
      warnings: this.signWarnings,
      pin: this.pinState,
    }),
    'signing.chooseTarget': async () => ({ target: { id: TARGET, name: 'chosen-name.pdf', folder: 'Contracts' } }),
    'signing.sign': async ({ id, pin, task, placement, reason }) => {
      const source = this.#find(id);
      this.placements.push(placement);
      this.pins.push(new TextDecoder().decode(pin));
      for (const [stage, fraction] of STAGES) {
        await this.#stage(task, stage, fraction);
        if (stage === 'waiting-for-token' && this.pins.at(-1) !== this.rightPin) throw new Refusal('CKR_PIN_INCORRECT');
      }
      const name = source.info.name.replace(/\.pdf$/, '-signed.pdf');
      const entry = ledgerEntry(this.entries.length, name);
      this.entries.unshift(entry);
      const signed = report(name, {
        signatures: [signatureReport({ warnings: reason === '' ? [] : [`Reason: ${reason}`] })],
      });
      const info = {
        ...source.info,
        id: `doc-${digest(name).slice(0, 32)}` as DocumentId,
        name,
        revisions: 2,
        signatures: 1,
      };
      this.#keep({ info, bytes: source.bytes, report: signed });
      return { document: info, report: signed, entry };
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
    'trust.list': async () => ({ anchors: this.anchors }),
    'trust.add': async () => ({ added: 0 }),
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
