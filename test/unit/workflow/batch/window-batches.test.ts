import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../../../shared/contract/app-error.ts';
import type { CertificateId } from '../../../../shared/contract/ids.ts';
import type { BatchId, BatchView } from '../../../../shared/domain/batch.ts';
import { Ledger } from '../../../../src-main/ledger/ledger.ts';
import { listSignatureFields } from '../../../../src-main/pades/format/fields.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { locateHome } from '../../../../src-main/platform/home.ts';
import type { Choices } from '../../../../src-main/workflow/choices.ts';
import { openWorkflow } from '../../../../src-main/workflow/window-workflow.ts';
import type { WorkflowApi } from '../../../../src-main/workflow/workflow-api.ts';
import { PLAIN_CHOICES } from '../../../support/choices.ts';
import { diskWith } from '../../../support/full-disk.ts';
import { buildPdf } from '../../../support/pdf-builder.ts';
import { filesUnder, keyStoreOf, PASSWORD } from '../../../support/signing-scene.ts';
import { temporaryFolder } from '../../../support/tools.ts';

const choices: Choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } };
/** A mark on the last page of each file. */
const marked: Choices = { ...choices, placement: { page: -1, x: 36, y: 36, width: 200, height: 72 } };
const right = () => ({ pin: new TextEncoder().encode(PASSWORD), acceptLastTry: false });
const ALL = { offset: 0, limit: 500, show: 'all' as const };
const added = (sources: readonly string[]) => sources.map((source) => ({ source, folder: null }));

const opened: WorkflowApi[] = [];
afterEach(async () => {
  for (const workflow of opened.splice(0)) await workflow.close();
});

class Scene {
  readonly folder = temporaryFolder();
  readonly documents = join(this.folder, 'documents');
  workflow = undefined as unknown as WorkflowApi;
  certificate = undefined as unknown as CertificateId;

  static async make(count: number): Promise<{ scene: Scene; files: string[] }> {
    const scene = new Scene();
    await mkdir(scene.documents);
    writeFileSync(join(scene.folder, 'alice.p12'), await keyStoreOf('p-256'));
    await scene.start();
    const files = Array.from({ length: count }, (_, index) => join(scene.documents, `${index}.pdf`));
    for (const [index, file] of files.entries()) writeFileSync(file, buildPdf({ pages: [{ text: `${index}` }] }));
    return { scene, files };
  }

  /** The program is started, anew where it ran before. */
  async start(): Promise<void> {
    this.workflow = await openWorkflow({ home: locateHome({ COUNTERSIGN_HOME: join(this.folder, 'home') }) });
    opened.push(this.workflow);
    this.certificate = (await this.workflow.addKeyStore(join(this.folder, 'alice.p12'))).id;
  }

  get batches(): WorkflowApi['batches'] {
    return this.workflow.batches;
  }

  /** Resolves with the batch as soon as it is as wanted. */
  until(wanted: (view: BatchView) => boolean): Promise<BatchView> {
    return new Promise((resolve) => {
      const unsubscribe = this.batches.onChanged((view) => {
        if (!wanted(view)) return;
        unsubscribe();
        resolve(view);
      });
    });
  }

  /** What a crash may leave of the journal. */
  loseLastOutcome(id: BatchId): void {
    const file = join(this.folder, 'home', 'batches', `${id}.batch`);
    const lines = readFileSync(file, 'utf8').split('\n');
    lines.splice(
      lines.findLastIndex((line) => line.startsWith('{"outcome"')),
      1,
    );
    writeFileSync(file, lines.join('\n'));
  }

  signedFiles(): string[] {
    return filesUnder(this.documents).filter((name) => name.endsWith('-signed.pdf'));
  }

  async states(id: BatchId): Promise<string[]> {
    return (await this.batches.files(id, ALL)).files.map(({ state }) => state);
  }
}

/** A batch that was stopped since the ledger has no room for what is saved, until `ledger` is restored. */
async function unrecorded(count: number) {
  const { scene, files } = await Scene.make(count);
  const { batches, certificate } = scene;
  const { id } = await batches.add(null, added(files));
  const full = new AppError('DISK_FULL', 'There is no space left to write “ledger.db”.');
  const ledger = vi.spyOn(Ledger.prototype, 'append').mockRejectedValue(full);
  onTestFinished(() => ledger.mockRestore());
  const stopped = scene.until(({ state }) => state === 'stopped');
  await batches.start(id, { certificate, choices }, right());
  expect(await stopped).toMatchObject({ signed: 0, failed: 0, problem: { code: 'DISK_FULL' } });
  return { scene, batches, id, full, ledger };
}

describe('a batch in the window', () => {
  it('is gathered, looked at, signed, told of and written down; what failed can be tried again', async () => {
    const { scene, files } = await Scene.make(6);
    const { batches, certificate } = scene;
    writeFileSync(files[2] ?? '', 'no document');
    const { id } = await batches.add(null, added(files.slice(0, 4)));
    expect(await batches.add(id, added(files))).toMatchObject({ id, state: 'draft', files: 6 });
    expect(await batches.remove(id, 5)).toMatchObject({ files: 5 });
    const looked = scene.until(({ look }) => look?.running === false);
    expect((await batches.prepare(id, { certificate, choices })).pinEntries).toBe(1);
    expect((await looked).look).toEqual({ running: false, done: 5, refused: 1, warned: 0, numbered: 0, others: 0 });
    const refused = await batches.files(id, { ...ALL, show: 'failed' });
    expect(refused).toMatchObject({ total: 1, files: [{ index: 2, problem: { code: 'INPUT_NOT_PDF' } }] });

    const done = scene.until(({ state }) => state === 'done');
    expect(await batches.start(id, { certificate, choices }, right())).toMatchObject({ id, files: 5 });
    expect(await done).toMatchObject({ signed: 4, failed: 1, problem: null });
    expect(await scene.states(id)).toEqual(['signed', 'signed', 'failed', 'signed', 'signed']);
    const failed = await batches.files(id, { ...ALL, show: 'failed' });
    expect(failed).toMatchObject({ total: 1, files: [{ index: 2, problem: { code: 'INPUT_NOT_PDF' } }] });

    const table = join(scene.folder, 'results.csv');
    await batches.writeResults(id, 'csv', { path: table, overwrite: false });
    const lines = readFileSync(table, 'utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(6);
    expect(lines[3]).toMatch(/2\.pdf,failed,.*INPUT_NOT_PDF/);
    await expect(batches.writeResults(id, 'csv', { path: table, overwrite: false })).rejects.toMatchObject({
      code: 'TARGET_EXISTS',
    });

    writeFileSync(files[2] ?? '', buildPdf());
    const again = scene.until(({ state }) => state === 'done');
    await batches.resume(id, right());
    expect(await again).toMatchObject({ signed: 5, failed: 0 });
    expect((await scene.workflow.ledger.list({ offset: 0, limit: 500 })).size).toBe(5);
    await batches.forget(id);
    expect(await batches.list()).toEqual([]);
    expect(scene.signedFiles()).toHaveLength(5);
  });

  it('pauses and goes on; stopped, it is taken up after a restart, and no file is signed twice', async () => {
    const { scene, files } = await Scene.make(60);
    const { batches, certificate } = scene;
    const last = files.at(-1) ?? '';
    writeFileSync(last, buildPdf({ pages: [{ text: 'first' }, { text: 'last' }] }));
    const { id } = await batches.add(null, added(files));
    const paused = scene.until(({ state }) => state === 'paused');
    await batches.start(id, { certificate, choices: marked }, right());
    await batches.pause(id);
    const { signed } = await paused;
    expect(signed).toBeGreaterThan(0);
    expect(signed).toBeLessThan(60);
    expect(scene.signedFiles()).toHaveLength(signed);
    const further = scene.until((view) => view.signed > signed);
    await batches.resume(id, { pin: new Uint8Array(), acceptLastTry: false });
    await further;
    const stopped = await batches.stop(id);
    expect(stopped).toMatchObject({ state: 'stopped', problem: { code: 'CANCELLED' } });
    expect(stopped.signed).toBeLessThan(60);
    const twice = await batches.add(null, added(files.slice(0, 2)));
    const warned = await batches.prepare(twice.id, { certificate, choices });
    expect(warned.warnings).toContainEqual(expect.stringMatching(/^2 of these files are in the batch of .* UTC that/));
    await batches.forget(twice.id);
    await scene.workflow.close();
    opened.length = 0;

    scene.loseLastOutcome(id);
    await scene.start();
    const left = { id, state: 'stopped', signed: stopped.signed - 1, files: 60 };
    expect(await scene.batches.list()).toMatchObject([left]);
    const done = scene.until(({ state }) => state === 'done');
    await scene.batches.resume(id, right());
    expect(await done).toMatchObject({ signed: 60, failed: 0 });
    expect(scene.signedFiles()).toHaveLength(60);
    const levels = (await scene.batches.files(id, ALL)).files.map(({ level }) => level);
    expect(new Set(levels), 'the file tells what the journal lost').toEqual(new Set(['B-B']));
    expect((await scene.workflow.ledger.list({ offset: 0, limit: 1 })).size).toBe(60);
    const signedLast = bytesSource(readFileSync(last.replace('.pdf', '-signed.pdf')));
    const [field] = await listSignatureFields(await PdfDocument.open(signedLast));
    expect(field?.widget, 'what was decided is read again').toEqual({
      page: 2,
      rect: { x0: 36, y0: 36, x1: 236, y1: 108 },
    });
  });

  it.each([0, 3])('pauses where the disk is full after %i files, and goes on once there is room', async (room) => {
    const { scene, files } = await Scene.make(8);
    const { batches, certificate } = scene;
    const { id } = await batches.add(null, added(files));
    const disk = diskWith(room);
    onTestFinished(() => disk.restore());
    const paused = scene.until(({ state }) => state === 'paused');
    await batches.start(id, { certificate, choices }, right());
    expect(await paused).toMatchObject({ signed: room, failed: 0, problem: { code: 'DISK_FULL' } });
    expect(scene.signedFiles()).toHaveLength(room);
    disk.makeRoom();
    const done = scene.until(({ state }) => state === 'done');
    await batches.resume(id, { pin: new Uint8Array(), acceptLastTry: false });
    expect(await done).toMatchObject({ signed: 8, failed: 0, problem: null });
    expect(scene.signedFiles()).toHaveLength(8);
  });

  it('stopped while it waits for room, it can be taken up again', async () => {
    const { scene, files } = await Scene.make(3);
    const { batches, certificate } = scene;
    const { id } = await batches.add(null, added(files));
    const disk = diskWith(1);
    onTestFinished(() => disk.restore());
    const paused = scene.until(({ state }) => state === 'paused');
    await batches.start(id, { certificate, choices }, right());
    await paused;
    expect(await batches.stop(id)).toMatchObject({ state: 'stopped', signed: 1, failed: 0 });
    disk.makeRoom();
    const done = scene.until(({ state }) => state === 'done');
    await batches.resume(id, right());
    expect(await done).toMatchObject({ signed: 3, failed: 0 });
  });

  it('what is saved and could not be recorded is recorded when it goes on, and is not signed anew', async () => {
    const { scene, batches, id, full, ledger } = await unrecorded(3);
    const saved = scene.signedFiles().map((name) => [name, readFileSync(join(scene.documents, name))] as const);
    expect(saved).not.toEqual([]);
    await expect(batches.resume(id, right())).rejects.toBe(full);
    ledger.mockRestore();
    const done = scene.until(({ state }) => state === 'done');
    await batches.resume(id, right());
    expect(await done).toMatchObject({ signed: 3, failed: 0, problem: null });
    expect(scene.signedFiles()).toHaveLength(3);
    for (const [name, bytes] of saved) expect(readFileSync(join(scene.documents, name))).toEqual(bytes);
  });

  it('of which nothing is left to sign it is done without its key, when it is looked at or goes on', async () => {
    const { scene, batches, id, ledger } = await unrecorded(1);
    ledger.mockRestore();
    unlinkSync(join(scene.folder, 'alice.p12'));
    const nothing = { pin: new Uint8Array(), acceptLastTry: false };
    expect(await batches.resume(id, nothing)).toMatchObject({ state: 'done', signed: 1, problem: null });
    scene.loseLastOutcome(id);
    expect(await batches.list()).toMatchObject([{ id, state: 'done', signed: 1 }]);
  });

  it('with a wrong PIN nothing is begun: it stays what it was', async () => {
    const { scene, files } = await Scene.make(3);
    const { batches, certificate } = scene;
    const { id } = await batches.add(null, added(files));
    const wrong = { pin: new TextEncoder().encode('wrong'), acceptLastTry: false };
    await expect(batches.start(id, { certificate, choices }, wrong)).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(await batches.list()).toMatchObject([{ id, state: 'draft', files: 3 }]);
    expect(scene.signedFiles()).toEqual([]);
  });
});
