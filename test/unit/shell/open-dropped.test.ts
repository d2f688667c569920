import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { createDocumentRegistry } from '../../../src-main/shell/document-registry.ts';
import { openOne } from '../../../src-main/shell/handlers/documents.ts';
import { createLockedFiles } from '../../../src-main/shell/locked-files.ts';
import { testWorkflow } from '../../security/support/test-workflow.ts';
import { temporaryFolder } from '../../support/tools.ts';

const root = temporaryFolder();

/** A copy alone in a folder of its own, as drops on the Chromium window arrive. */
function dropped(name: string): string {
  const folder = path.join(root, `upload-${name}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, name), name);
  return path.join(folder, name);
}

it('finds what a dropped signature is over among the documents that are open', async () => {
  const contents: (string | undefined)[] = [];
  const documents = createDocumentRegistry({
    openRevision: testWorkflow().openRevision,
    async openDocument(file) {
      if (!file.path.endsWith('.p7s')) return { kind: 'file', signatures: 0, warnings: [] };
      contents.push(file.content);
      if (file.content === undefined) throw new AppError('SIGNED_CONTENT_MISSING', 'It does not lie beside it.');
      const content = { name: path.basename(file.content), size: 1 };
      return { kind: 'signature', signatures: 1, warnings: [], content };
    },
  });
  const services = { documents, locked: createLockedFiles() };
  const text = dropped('notes.txt');
  const signature = dropped('notes.txt.p7s');
  await expect(openOne(services, signature, { uploaded: true })).rejects.toMatchObject({
    code: 'SIGNED_CONTENT_MISSING',
  });
  await openOne(services, text, { uploaded: true });
  const { documents: opened } = await openOne(services, signature, { uploaded: true });
  expect(opened).toMatchObject([{ kind: 'signature', content: { name: 'notes.txt' }, folder: null }]);
  expect(contents).toEqual([undefined, undefined, text]);
  await documents.closeAll();
  // A file of the person is not opened as the signature of some file that happens to be open.
  await openOne(services, text);
  await expect(openOne(services, signature)).rejects.toMatchObject({ code: 'SIGNED_CONTENT_MISSING' });
});
