import { createHash } from 'node:crypto';
import { chmodSync, closeSync, openSync, renameSync, statSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDocumentRegistry } from '../../../src-main/shell/document-registry.ts';
import { testWorkflow } from '../../security/support/test-workflow.ts';
import { temporaryFolder } from '../../support/tools.ts';

const root = temporaryFolder();
const write = (name: string, content: string | Buffer) => {
  const file = path.join(root, name);
  writeFileSync(file, content);
  return file;
};

it('digests the bytes that it will show, also over several pieces', async () => {
  const bytes = Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(3 * 1024 * 1024 + 17, 7)]);
  const info = await createDocumentRegistry(testWorkflow()).open(write('large.pdf', bytes));
  expect(info).toMatchObject({ name: 'large.pdf', size: bytes.length });
  expect(info.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
});

it('gives a file that is open and unchanged the id it has, and a changed one a new id', async () => {
  const documents = createDocumentRegistry(testWorkflow());
  const file = write('twice.pdf', '%PDF-1');
  const first = await documents.open(file);
  expect((await documents.open(path.join(root, '.', 'twice.pdf'))).id).toBe(first.id);
  writeFileSync(file, '%PDF-2');
  utimesSync(file, 1, 1);
  const second = await documents.open(file);
  expect(second.id).not.toBe(first.id);
  expect(second.sha256).not.toBe(first.sha256);
});

it('refuses a file that changes while it is read', async () => {
  const file = write('moving.pdf', '%PDF-1');
  const workflow = testWorkflow();
  const documents = createDocumentRegistry({
    openRevision: workflow.openRevision,
    openDocument: (opened, signal) => {
      writeFileSync(file, '%PDF-2');
      return workflow.openDocument(opened, signal);
    },
  });
  await expect(documents.open(file)).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
  expect(documents.list()).toEqual([]);
});

it('keeps nothing of a file that the reader refuses', async () => {
  const documents = createDocumentRegistry(testWorkflow());
  await expect(documents.open(write('x.txt', 'hello'))).rejects.toMatchObject({ code: 'INPUT_NOT_PDF' });
  await expect(documents.open(path.join(root, 'absent.pdf'))).rejects.toMatchObject({ code: 'INPUT_MISSING' });
  await expect(documents.open(root)).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' });
  expect(documents.list()).toEqual([]);
});

it('names the copy to be removed when an upload is closed, and nothing for a file of the person', async () => {
  const documents = createDocumentRegistry(testWorkflow());
  const own = await documents.open(write('own.pdf', '%PDF-'));
  const copy = await documents.open(write('copy.pdf', '%PDF-'), { uploaded: true });
  expect(await documents.close(own.id)).toBeUndefined();
  expect(await documents.close(copy.id)).toBe(path.join(root, 'copy.pdf'));
  expect(await documents.close(copy.id)).toBeUndefined();
  expect(() => documents.get(copy.id)).toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_OPEN' }));
});

it('gives no bytes of what is no PDF, and names its folder only where it is the person’s own', async () => {
  const documents = createDocumentRegistry({
    openRevision: testWorkflow().openRevision,
    openDocument: async () => ({ kind: 'file', signatures: 0, warnings: [] }),
  });
  const own = await documents.open(write('notes.txt', 'hello'));
  expect(own).toMatchObject({ kind: 'file', folder: path.basename(root) });
  expect(documents.sizeOf(own.id)).toBeUndefined();
  const copy = await documents.open(write('copy.txt', 'hello'), { uploaded: true });
  expect(copy).toMatchObject({ kind: 'file', folder: null });
});

it('stops digesting when the window is gone', async () => {
  const documents = createDocumentRegistry(testWorkflow());
  const file = write('stop.pdf', '%PDF-');
  await expect(documents.open(file, { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(documents.list()).toEqual([]);
});

describe('an open file that is touched by others', () => {
  const overwrite = (file: string, text: string) => {
    const handle = openSync(file, 'r+');
    writeSync(handle, text, 0);
    closeSync(handle);
  };

  it('is not shown any more where other bytes were written, also where its times were put back, also under another name', async () => {
    const documents = createDocumentRegistry(testWorkflow());
    const file = write('written.pdf', '%PDF-one');
    const { id } = await documents.open(file);
    expect(Buffer.from(await documents.read(id, 0, 8)).toString()).toBe('%PDF-one');
    const { atime, mtime } = statSync(file);
    renameSync(file, path.join(root, 'elsewhere.pdf'));
    overwrite(path.join(root, 'elsewhere.pdf'), '%PDF-two');
    utimesSync(path.join(root, 'elsewhere.pdf'), atime, mtime);
    await expect(documents.read(id, 0, 8)).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
    await expect(documents.unchanged(id)).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
    overwrite(path.join(root, 'elsewhere.pdf'), '%PDF-one');
    await expect(documents.read(id, 0, 8), 'for good').rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
  });

  it('stays in view where only its rights, name or times changed, or another file took its place', async () => {
    const documents = createDocumentRegistry(testWorkflow());
    const file = write('touched.pdf', '%PDF-one');
    const { id } = await documents.open(file);
    chmodSync(file, 0o600);
    utimesSync(file, 9, 9);
    expect(await Promise.all([documents.read(id, 0, 5), documents.read(id, 5, 3)])).toHaveLength(2);
    writeFileSync(`${file}.new`, '%PDF-two');
    renameSync(`${file}.new`, file);
    expect(Buffer.from(await documents.read(id, 0, 8)).toString()).toBe('%PDF-one');
    expect((await documents.open(file)).id).not.toBe(id);
  });

  it('is opened once where it is opened twice at the same time', async () => {
    const documents = createDocumentRegistry(testWorkflow());
    const file = write('double-click.pdf', '%PDF-');
    const [first, second] = await Promise.all([documents.open(file), documents.open(file)]);
    expect(second.id).toBe(first.id);
    expect(documents.list()).toHaveLength(1);
  });
});
