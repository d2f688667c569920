import { createHash } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
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
  const documents = createDocumentRegistry(testWorkflow());
  const opening = documents.open(file);
  writeFileSync(file, '%PDF-1 and more');
  utimesSync(file, 5, 5);
  await expect(opening).rejects.toMatchObject({ code: expect.stringMatching(/DOCUMENT_CHANGED|INPUT_UNREADABLE/) });
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

it('stops digesting when the window is gone', async () => {
  const documents = createDocumentRegistry(testWorkflow());
  const file = write('stop.pdf', '%PDF-');
  await expect(documents.open(file, { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(documents.list()).toEqual([]);
});
