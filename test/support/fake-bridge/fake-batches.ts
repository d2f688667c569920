import type { CallName } from '../../../shared/contract/channels.ts';
import type { EventValue, Output, Parsed } from '../../../shared/contract/contract.ts';
import type { BatchFile, BatchId, BatchPreparation, BatchView } from '../../../shared/domain/batch.ts';
import { digest } from './samples.ts';

type Name = Extract<CallName, `batch.${string}`>;
type Handlers = { readonly [K in Name]: (input: Parsed<K>) => Promise<Output<K>> };

/** Batches in memory: files are “signed” when a test says so. */
export class FakeBatches {
  readonly #batches = new Map<BatchId, { view: BatchView; files: BatchFile[] }>();
  readonly #emit: (view: EventValue<'batch.changed'>) => void;
  /** Names of files that the next choice gives. */
  offered: string[] = ['invoice-001.pdf', 'invoice-002.pdf', 'invoice-003.pdf'];
  pinEntries: BatchPreparation['pinEntries'] = 1;
  refused: number[] = [];
  /** Indexes of draft files that something is said of. */
  warned: number[] = [];
  /** Indexes of draft files that want a password. */
  locked: number[] = [];
  /** How far looking at the files is; null: done. */
  lookedAt: number | null = null;
  numbered = 0;
  others = 0;
  passwords: string[] = [];
  /** Bytes of each PIN as they arrived. */
  readonly pins: string[] = [];
  /** What was chosen, whenever it was looked at. */
  readonly choices: Parsed<'batch.prepare'>[] = [];

  constructor(emit: (view: EventValue<'batch.changed'>) => void) {
    this.#emit = emit;
  }

  /** Signs so many further files of the newest batch; those named fail. */
  go(count: number, failing: readonly number[] = []): void {
    const [id] = [...this.#batches.keys()].slice(-1);
    const batch = id === undefined ? undefined : this.#batches.get(id);
    if (id === undefined || batch === undefined) return;
    const waiting = batch.files.filter(({ state }) => state === 'waiting').slice(0, count);
    const files = batch.files.map((file) =>
      waiting.includes(file) ? tried(file, failing.includes(file.index)) : file,
    );
    this.#set(id, {}, files);
    if (files.every(({ state }) => state !== 'waiting')) this.#set(id, { state: 'done', secondsLeft: null }, files);
  }

  /** The key of the newest batch waits for the PIN of the next signature. */
  wantPin(): void {
    const [id] = [...this.#batches.keys()].slice(-1);
    if (id !== undefined) this.#set(id, { pinWanted: true });
  }

  /** The newest batch has lost its key. @param service that keeps it */
  stopFor(code: string, service: BatchView['service'] = null): void {
    const [id] = [...this.#batches.keys()].slice(-1);
    if (id !== undefined) this.#set(id, { state: 'stopped', problem: { code, details: {} }, service });
  }

  #set(id: BatchId, part: Partial<BatchView>, files = this.#find(id).files): BatchView {
    const count = (state: BatchFile['state']) => files.filter((file) => file.state === state).length;
    const view = {
      ...this.#find(id).view,
      ...part,
      files: files.length,
      signed: count('signed'),
      failed: count('failed'),
    };
    this.#batches.set(id, { view, files });
    this.#emit(view);
    return view;
  }

  #find(id: BatchId) {
    const batch = this.#batches.get(id);
    if (batch === undefined) throw new Error(`There is no batch ${id}.`);
    return batch;
  }

  /** As looking at the files finds them. */
  #look(batch: BatchId): void {
    const { files, view } = this.#find(batch);
    const locked = view.hasPassword ? [] : this.locked;
    const looked = files.map((file) => {
      const problem = locked.includes(file.index)
        ? { code: 'PDF_PASSWORD_REQUIRED', details: {} }
        : this.refused.includes(file.index)
          ? { code: 'PDF_XFA', details: {} }
          : null;
      const output = problem === null ? file.name.replace(/(\.pdf)?$/, '-signed.pdf') : null;
      const warnings = this.warned.includes(file.index)
        ? ['On page 1 the signature will lie over the text “Total”. Choose a free place if that is to be seen.']
        : [];
      return { ...file, problem, output, outputFolder: view.targetFolder ?? file.folder, warnings };
    });
    const count = (is: (file: BatchFile) => boolean) => looked.filter(is).length;
    const look = {
      running: this.lookedAt !== null,
      done: this.lookedAt ?? looked.length,
      refused: count(({ problem }) => problem !== null),
      warned: count(({ warnings }) => warnings.length > 0),
      numbered: this.numbered,
      others: this.others,
    };
    this.#set(batch, { look, locked: locked.filter((index) => index < files.length).length }, looked);
  }

  #begin(batch: BatchId, pin: Uint8Array): BatchView {
    this.pins.push(new TextDecoder().decode(pin));
    const { files } = this.#find(batch);
    const again = files.map((file) =>
      file.state === 'signed'
        ? file
        : { ...file, state: 'waiting' as const, problem: null, output: null, warnings: [] },
    );
    return this.#set(
      batch,
      {
        state: 'running',
        began: '2026-11-21T08:00:00Z',
        perSecond: 12.4,
        problem: null,
        secondsLeft: 34,
        look: null,
        locked: 0,
        ...SIGNER,
      },
      again,
    );
  }

  readonly handlers: Handlers = {
    'batch.choose': async ({ batch }) => {
      const id = batch ?? (`batch-${digest(`batch ${this.#batches.size}`).slice(0, 32)}` as BatchId);
      if (batch === null) this.#batches.set(id, { view: draft(id), files: [] });
      const { files } = this.#find(id);
      return {
        batch: this.#set(id, {}, [...files, ...this.offered.map((name, at) => fileOf(name, files.length + at))]),
      };
    },
    'batch.addOpen': async ({ batch }) => {
      const { batch: view } = await this.handlers['batch.choose']({ batch });
      if (view === null) throw new Error('No files were offered.');
      return view;
    },
    'batch.addDropped': async ({ batch, paths }) => {
      this.offered = [...paths];
      const before = batch === null ? 0 : this.#find(batch).files.length;
      const { batch: view } = await this.handlers['batch.choose']({ batch });
      return { batch: view, added: (view?.files ?? 0) - before, known: 0, passedOver: 1 };
    },
    'batch.chooseFolder': async ({ batch }) => ({ batch: this.#set(batch, { targetFolder: 'Signed 2026' }) }),
    'batch.besideDocuments': async ({ batch }) => this.#set(batch, { targetFolder: null }),
    'batch.givePassword': async ({ batch, password }) => {
      this.passwords.push(new TextDecoder().decode(password));
      this.#set(batch, { hasPassword: true });
      this.#look(batch);
      return this.#find(batch).view;
    },
    'batch.remove': async ({ batch, index }) =>
      this.#set(
        batch,
        {},
        this.#find(batch)
          .files.filter((file) => file.index !== index)
          .map((file, at) => ({ ...file, index: at })),
      ),
    'batch.prepare': async (choices) => {
      this.choices.push(choices);
      this.#look(choices.batch);
      return { warnings: ['Expires in 12 days.'], pinEntries: this.pinEntries };
    },
    'batch.stopLooking': async ({ batch }) => {
      const { look } = this.#find(batch).view;
      return this.#set(batch, { look: look === null ? null : { ...look, running: false } });
    },
    'batch.start': async ({ batch, pin }) => this.#begin(batch, pin),
    'batch.givePin': async ({ batch, pin }) => {
      this.pins.push(new TextDecoder().decode(pin));
      return this.#set(batch, { pinWanted: false });
    },
    'batch.pause': async ({ batch }) => this.#set(batch, { state: 'paused' }),
    'batch.resume': async ({ batch, pin }) => this.#begin(batch, pin),
    'batch.stop': async ({ batch }) => this.#set(batch, { state: 'stopped' }),
    'batch.list': async () => ({ batches: [...this.#batches.values()].map(({ view }) => view).reverse() }),
    'batch.files': async ({ batch, offset, limit, show }) => {
      const files = this.#find(batch).files.filter(
        ({ state, problem, warnings }) =>
          show === 'all' || (show === 'failed' ? state === 'failed' || problem !== null : warnings.length > 0),
      );
      return { total: files.length, files: files.slice(offset, offset + limit) };
    },
    'batch.export': async ({ format }) => ({ saved: { name: `results.${format}`, folder: 'Invoices' } }),
    'batch.forget': async ({ batch }) => {
      this.#batches.delete(batch);
      return {};
    },
  };
}

const SIGNER = { signer: 'Ndapewa Iyambo', keyHome: 'Notary card' } as const;

function draft(id: BatchId): BatchView {
  const own = { copies: 0, folderOfCopies: null, locked: 0, hasPassword: false, look: null };
  const none = {
    ...own,
    began: null,
    perSecond: null,
    secondsLeft: null,
    signer: null,
    keyHome: null,
    service: null,
    targetFolder: null,
  };
  return { id, state: 'draft', files: 0, signed: 0, failed: 0, pinWanted: false, problem: null, ...none };
}

function fileOf(name: string, index: number): BatchFile {
  const none = {
    output: null,
    outputFolder: null,
    warnings: [],
    level: null,
    ledgerIndex: null,
    sha256: null,
    problem: null,
  };
  return { index, name, folder: 'Invoices', state: 'waiting', queued: false, ...none };
}

function tried(file: BatchFile, fails: boolean): BatchFile {
  if (fails)
    return { ...file, state: 'failed', output: null, warnings: [], problem: { code: 'PDF_DAMAGED', details: {} } };
  const output = file.name.replace(/\.pdf$/, '-signed.pdf');
  return {
    ...file,
    state: 'signed',
    output,
    outputFolder: file.outputFolder ?? file.folder,
    level: 'B-B',
    ledgerIndex: file.index,
    sha256: digest(file.name),
  };
}
