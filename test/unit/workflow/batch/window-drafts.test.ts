import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BatchId } from '../../../../shared/domain/batch.ts';
import { locateHome } from '../../../../src-main/platform/home.ts';
import type { BatchChoices } from '../../../../src-main/workflow/batch/batch-api.ts';
import { DocumentPasswords } from '../../../../src-main/workflow/batch/document-passwords.ts';
import { WindowDrafts } from '../../../../src-main/workflow/batch/window-drafts.ts';
import { PLAIN_CHOICES } from '../../../support/choices.ts';
import { encryptPdf } from '../../../support/encrypt.ts';
import { buildPdf } from '../../../support/pdf-builder.ts';
import { describeWithTool, temporaryFolder } from '../../../support/tools.ts';

const choices: BatchChoices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } };
const marked: BatchChoices = { ...choices, placement: { page: 1, x: 72, y: 690, width: 200, height: 72 } };
const ALL = { offset: 0, limit: 500, show: 'all' as const };
const beside = (...sources: string[]) => sources.map((source) => ({ source, folder: null }));

const opened: WindowDrafts[] = [];
afterEach(() => {
  for (const drafts of opened.splice(0)) drafts.close();
});

class Scene {
  readonly folder = temporaryFolder();
  readonly home = locateHome({ COUNTERSIGN_HOME: join(this.folder, 'home') });
  readonly passwords = new DocumentPasswords();
  readonly #waiting = new Set<() => void>();
  readonly drafts = this.open();

  /** As the window begins. */
  open(): WindowDrafts {
    const onChanged = () => {
      for (const told of this.#waiting) told();
    };
    const drafts = new WindowDrafts({ home: this.home, passwords: this.passwords, onChanged });
    opened.push(drafts);
    return drafts;
  }

  write(name: string, content: string | Uint8Array = buildPdf()): string {
    const file = join(this.folder, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Resolves when all files of the draft were looked at. */
  looked(id: BatchId): Promise<void> {
    return new Promise((resolve) => {
      const told = () => {
        if (this.drafts.view(id).look?.running !== false) return;
        this.#waiting.delete(told);
        resolve();
      };
      this.#waiting.add(told);
      told();
    });
  }

  outputs(id: BatchId): (string | null)[] {
    return this.drafts.files(id, ALL).files.map(({ output }) => output);
  }
}

describe('files that are gathered', () => {
  it('are told where they go: names that exist, and names that two of them would get, are numbered beforehand', async () => {
    const scene = new Scene();
    const { drafts } = scene;
    const files = ['a/invoice.pdf', 'b/invoice.pdf', 'c/INVOICE.PDF', 'c/letter.pdf'].map((name) => scene.write(name));
    const target = join(scene.folder, 'signed');
    scene.write('signed/letter-signed.pdf');
    const { id } = await drafts.add(null, beside(...files));
    drafts.look(id, choices);
    await scene.looked(id);
    expect(scene.outputs(id)).toEqual([
      'invoice-signed.pdf',
      'invoice-signed.pdf',
      'INVOICE-signed.pdf',
      'letter-signed.pdf',
    ]);
    await drafts.chooseFolder(id, target);
    await scene.looked(id);
    expect(scene.outputs(id)).toEqual([
      'invoice-signed.pdf',
      'invoice-signed-2.pdf',
      'INVOICE-signed-3.pdf',
      'letter-signed-2.pdf',
    ]);
    expect(drafts.view(id)).toMatchObject({ targetFolder: 'signed', look: { numbered: 3, refused: 0 } });
    const tasks = await drafts.tasks(id, choices);
    expect(tasks.map((task) => task.target)).toEqual(scene.outputs(id).map((name) => join(target, name ?? '')));

    await drafts.chooseFolder(id, join(scene.folder, 'gone'));
    await scene.looked(id);
    expect(drafts.view(id).look).toMatchObject({ refused: 4 });
    expect(drafts.files(id, ALL).files[0]?.problem).toMatchObject({ code: 'TARGET_NOT_WRITABLE' });
    await drafts.chooseFolder(id, target);
    await scene.looked(id);
    expect(drafts.view(id).look).toMatchObject({ refused: 0, numbered: 3 });

    const again = scene.open();
    expect(again.view((await again.add(null, beside(...files))).id).targetFolder, 'offered the next time').toBe(
      'signed',
    );
    await drafts.chooseFolder(id, null);
    const last = scene.open();
    expect(last.view((await last.add(null, beside(...files))).id).targetFolder).toBeNull();
  });

  it('are looked at one by one for what the mark lies over; what was found stays until another place is chosen', async () => {
    const scene = new Scene();
    const { drafts } = scene;
    const free = scene.write('free.pdf', buildPdf({ pages: [{ content: '% nothing' }] }));
    const covered = scene.write('covered.pdf', buildPdf({ pages: [{ text: 'I owe you 100 euros' }] }));
    const damaged = scene.write('damaged.pdf', 'no document');
    // What draws pages has a time limit for each and is started with the first.
    const first = await drafts.add(null, beside(covered));
    drafts.look(first.id, marked);
    await scene.looked(first.id);
    const { id } = await drafts.add(null, beside(free, covered, damaged));
    drafts.look(id, marked);
    await scene.looked(id);
    expect(drafts.view(id).look).toMatchObject({ done: 3, refused: 1, warned: 1 });
    const { total, files } = drafts.files(id, { ...ALL, show: 'warned' });
    expect(total).toBe(1);
    expect(files[0]).toMatchObject({ index: 1, name: 'covered.pdf', problem: null });
    expect(files[0]?.warnings).toEqual([expect.stringContaining('“I owe you')]);
    expect(drafts.files(id, { ...ALL, show: 'failed' }).files).toMatchObject([
      { index: 2, output: null, problem: { code: 'INPUT_NOT_PDF' } },
    ]);

    writeFileSync(damaged, buildPdf());
    drafts.look(id, { ...marked, reason: 'Agreed' });
    await scene.looked(id);
    expect(drafts.view(id).look, 'words change nothing').toMatchObject({ refused: 1, warned: 1 });
    drafts.look(id, choices);
    await scene.looked(id);
    expect(drafts.view(id).look).toMatchObject({ refused: 0, warned: 0 });
    drafts.look(id, marked);
    drafts.stopLooking(id);
    expect(drafts.view(id).look).toMatchObject({ running: false, done: 0 });
  });

  it('come with folders: their PDFs, each once, no hidden ones, no links to folders', async () => {
    const scene = new Scene();
    const { drafts } = scene;
    for (const name of ['in/10.pdf', 'in/9.PDF', 'in/deep/1.pdf', 'in/.hidden.pdf', 'in/notes.txt']) scene.write(name);
    symlinkSync(scene.folder, join(scene.folder, 'in', 'around'));
    const note = scene.write('note.txt', 'signed as any file');
    const first = await drafts.addDropped(null, beside(join(scene.folder, 'in'), note));
    expect(first).toMatchObject({ added: 4, known: 0, passedOver: 2 });
    const id = first.id as BatchId;
    expect(drafts.files(id, ALL).files.map(({ name }) => name)).toEqual(['9.PDF', '10.pdf', '1.pdf', 'note.txt']);
    expect(await drafts.addDropped(id, beside(join(scene.folder, 'in', 'deep')))).toMatchObject({ added: 0, known: 1 });
    const none = await drafts.addDropped(null, beside(scene.folder).slice(1));
    expect(none).toEqual({ id: null, added: 0, known: 0, passedOver: 0 });
    await expect(drafts.addDropped(id, beside(join(scene.folder, 'gone')))).rejects.toMatchObject({
      code: 'INPUT_MISSING',
    });

    drafts.look(id, choices);
    await scene.looked(id);
    expect(scene.outputs(id).at(-1)).toBe('note.txt.p7s');
    expect(drafts.view(id).look).toMatchObject({ others: 1 });
    drafts.look(id, { ...choices, others: 'container' });
    await scene.looked(id);
    expect(scene.outputs(id).at(-1)).toBe('note.asice');
  });

  it('that are copies go to the folder for such, unless another one is chosen', async () => {
    const scene = new Scene();
    const { drafts } = scene;
    const results = join(scene.folder, 'Documents');
    mkdirSync(results);
    const copy = { source: scene.write('uploads/1/contract.pdf'), folder: results };
    const { id } = await drafts.add(null, [copy, ...beside(scene.write('other.pdf'))]);
    expect(drafts.view(id)).toMatchObject({ copies: 1, folderOfCopies: 'Documents' });
    const targets = async () => (await drafts.tasks(id, choices)).map(({ target }) => target);
    expect(await targets()).toEqual([join(results, 'contract-signed.pdf'), join(scene.folder, 'other-signed.pdf')]);
    const chosen = join(scene.folder, 'chosen');
    await drafts.chooseFolder(id, chosen);
    expect(await targets()).toEqual([join(chosen, 'contract-signed.pdf'), join(chosen, 'other-signed.pdf')]);
    expect(existsSync(chosen)).toBe(false);
  });
});

describeWithTool('qpdf', 'documents that want a password', () => {
  it('open with the one that is given; those that do not are named', async () => {
    const scene = new Scene();
    const { drafts, passwords } = scene;
    const locked = await Promise.all(
      ['one', 'two'].map((user) => encryptPdf(buildPdf(), temporaryFolder(), { words: ['256'], user })),
    );
    const { id } = await drafts.add(null, beside(scene.write('plain.pdf'), ...locked));
    const codes = () => drafts.files(id, ALL).files.map(({ problem }) => problem?.code);
    drafts.look(id, choices);
    await scene.looked(id);
    expect(codes()).toEqual([undefined, 'PDF_PASSWORD_REQUIRED', 'PDF_PASSWORD_REQUIRED']);
    expect(drafts.view(id)).toMatchObject({ locked: 2, hasPassword: false });

    const bytes = new TextEncoder().encode('one');
    passwords.give(id, bytes);
    bytes.fill(0);
    drafts.passwordGiven(id);
    await scene.looked(id);
    expect(codes()).toEqual([undefined, undefined, 'PDF_PASSWORD_WRONG']);
    expect(drafts.view(id)).toMatchObject({ locked: 1, hasPassword: true });
    passwords.forgetAll();
    expect(passwords.of(id)).toBeUndefined();
  });
});
