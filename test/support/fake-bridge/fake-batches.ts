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

  #begin(batch: BatchId, pin: Uint8Array): BatchView {
    this.pins.push(new TextDecoder().decode(pin));
    const { files } = this.#find(batch);
    const again = files.map((file) =>
      file.state === 'failed' ? { ...file, state: 'waiting' as const, problem: null } : file,
    );
    return this.#set(
      batch,
      { state: 'running', began: '2026-11-21T08:00:00Z', perSecond: 12.4, secondsLeft: 34, ...SIGNER },
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
      return {
        warnings: ['Expires in 12 days.'],
        pinEntries: this.pinEntries,
        refused: this.refused.map((index) => ({ index, problem: { code: 'PDF_XFA', details: {} } })),
      };
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
    'batch.files': async ({ batch, offset, limit, failedOnly }) => {
      const files = this.#find(batch).files.filter(({ state }) => !failedOnly || state === 'failed');
      return { total: files.length, files: files.slice(offset, offset + limit) };
    },
    'batch.export': async ({ format }) => ({ saved: { name: `results.${format}`, folder: 'Invoices' } }),
    'batch.forget': async ({ batch }) => {
      this.#batches.delete(batch);
      return {};
    },
  };
}

const SIGNER = { signer: 'Ndapewa Iyambo', keyHome: 'Notary card', targetFolder: null } as const;

function draft(id: BatchId): BatchView {
  const none = { began: null, perSecond: null, secondsLeft: null, signer: null, keyHome: null, targetFolder: null };
  return { id, state: 'draft', files: 0, signed: 0, failed: 0, pinWanted: false, problem: null, ...none };
}

function fileOf(name: string, index: number): BatchFile {
  const none = { output: null, level: null, ledgerIndex: null, sha256: null, problem: null };
  return { index, name, folder: 'Invoices', state: 'waiting', queued: false, ...none };
}

function tried(file: BatchFile, fails: boolean): BatchFile {
  if (fails) return { ...file, state: 'failed', problem: { code: 'PDF_DAMAGED', details: {} } };
  const output = file.name.replace(/\.pdf$/, '-signed.pdf');
  return { ...file, state: 'signed', output, level: 'B-B', ledgerIndex: file.index, sha256: digest(file.name) };
}
