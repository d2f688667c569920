import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { BatchId, BatchView } from '../../../shared/domain/batch.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import type { Choices } from '../../../src-main/workflow/choices.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import type { WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { PLAIN_CHOICES } from '../../support/choices.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithSoftHsm, PIN, softHsmWith } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';
import { wholeList } from '../../support/whole-list.ts';

const choices: Choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } };
const pin = (text = PIN) => new TextEncoder().encode(text);
const FILES = 4;

describeWithSoftHsm('a batch with a key that wants its PIN for each signature', () => {
  const folder = temporaryFolder();
  let workflow: WorkflowApi;
  let certificate: CertificateId;

  beforeAll(async () => {
    const { key, certificate: der } = testPki().signer('p-256');
    const object = { id: '01', label: 'Signature', key, certificates: [der], pinPerSignature: true };
    const { module } = softHsmWith(folder, [{ label: 'Often', objects: [object] }]);
    workflow = await openWorkflow({ home: locateHome({ COUNTERSIGN_HOME: join(folder, 'home') }) });
    await workflow.addModule(module);
    const { certificates } = await wholeList(workflow);
    const found = certificates.find(({ usable }) => usable);
    if (found === undefined) throw new Error('the key is not listed');
    certificate = found.id;
  });
  afterAll(() => workflow?.close());

  async function draft(name: string): Promise<BatchId> {
    const files = Array.from({ length: FILES }, (_, index) => join(folder, `${name}-${index}.pdf`));
    for (const file of files) writeFileSync(file, buildPdf());
    const added = files.map((source) => ({ source, folder: null }));
    return (await workflow.batches.add(null, added)).id;
  }

  function until(wanted: (view: BatchView) => boolean): Promise<BatchView> {
    return new Promise((resolve) => {
      const unsubscribe = workflow.batches.onChanged((view) => {
        if (!wanted(view)) return;
        unsubscribe();
        resolve(view);
      });
    });
  }

  it('says what it knows beforehand, and asks as often as there are files', async () => {
    const id = await draft('asked');
    // This token hides its keys until somebody has logged in.
    expect((await workflow.batches.prepare(id, { certificate, choices })).pinEntries).toBeNull();
    let entries = 1;
    const unsubscribe = workflow.batches.onChanged((view) => {
      if (!view.pinWanted) return;
      entries += 1;
      void workflow.batches.givePin(id, pin());
    });
    const done = until(({ state }) => state === 'done');
    await workflow.batches.start(id, { certificate, choices }, { pin: pin(), acceptLastTry: false });
    expect(await done).toMatchObject({ signed: FILES, failed: 0 });
    unsubscribe();
    expect(entries).toBe(FILES);
    const { certificates } = await workflow.listCertificates({ refresh: true });
    expect(certificates.find(({ id: one }) => one === certificate)?.chosenFor, 'offered first next time').toEqual([
      'pdf',
    ]);
  });

  it('a wrong one at the first file gives the draft back, and that is what is told', async () => {
    const id = await draft('first');
    let told = '';
    const unsubscribe = workflow.batches.onChanged((view) => {
      told = view.state;
    });
    const given = until(({ state }) => state === 'draft');
    const begun = workflow.batches.start(id, { certificate, choices }, { pin: pin('000000'), acceptLastTry: false });
    await expect(begun).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    await given;
    unsubscribe();
    expect(told).toBe('draft');
    await workflow.batches.forget(id);
  });

  it('a wrong one ends the batch: what was signed stays signed, the token counts one wrong PIN', async () => {
    const id = await draft('wrong');
    const wanted = until(({ pinWanted }) => pinWanted);
    await workflow.batches.start(id, { certificate, choices }, { pin: pin(), acceptLastTry: false });
    await wanted;
    const stopped = until(({ state }) => state === 'stopped');
    await workflow.batches.givePin(id, pin('000000'));
    expect(await stopped).toMatchObject({ signed: 1, failed: 0, problem: { code: 'CKR_PIN_INCORRECT' } });
    const again = workflow.batches.resume(id, { pin: pin('000000'), acceptLastTry: true });
    await expect(again).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    const listed = async () => (await workflow.batches.list()).filter((one) => one.id === id);
    expect(await listed()).toMatchObject([{ state: 'stopped', signed: 1 }]);
    await workflow.batches.forget(id);
    expect(await listed()).toEqual([]);
  });
});
