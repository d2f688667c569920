import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { DoctorReport } from '../../../shared/domain/doctor.ts';
import { doctor } from '../../../src-cli/commands/doctor.ts';
import { sign } from '../../../src-cli/commands/sign.ts';
import { foundKey } from '../../../src-cli/found-key.ts';
import type { Output } from '../../../src-cli/output.ts';
import { ModuleHost } from '../../../src-main/tokens/module-host.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { describeWithSoftHsm, PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

describeWithSoftHsm('countersign doctor', () => {
  const folder = temporaryFolder();
  let module: string;

  beforeAll(() => {
    process.env.COUNTERSIGN_HOME = folder;
    process.env.DOCTOR_PIN = PIN;
    process.env.DOCTOR_WRONG = '000000';
    ({ module } = softHsmWith(folder, [
      { label: 'Alice', objects: [tokenObject('01', generateKey('p-256'), 'Alice')] },
      { label: 'Bob', objects: [tokenObject('02', generateKey('p-256'), 'Bob')] },
    ]));
  });

  async function run(options: Parameters<typeof doctor>[1], where: { readonly module?: string } = { module }) {
    const said: string[] = [];
    let report: DoctorReport | undefined;
    const output: Output = {
      json: true,
      say: (text) => said.push(...[text].flat()),
      remark: (text) => said.push(text),
      object: (value) => {
        report = value as DoctorReport;
      },
    };
    const status = await doctor([], { ...where, ...options }, output);
    return { status, said, trials: report?.ways.map(({ steps }) => steps.at(-1)?.finding) ?? [] };
  }

  it('makes the trial with the token that is named: 0 where a token can be signed with, 77 where its PIN was refused, 69 where none can', async () => {
    const { status, said, trials } = await run({ trial: true, token: 'Bob', pinEnv: 'DOCTOR_PIN' });
    expect(status).toBe(0);
    expect(trials.toSorted()).toEqual(['TRIAL_GOOD', 'TRIAL_NOT_ASKED']);
    expect(said.join('\n')).toMatch(/ok +Slot +SoftHSM/);
    const refused = await run({ trial: true, keyId: '01', token: 'Alice', pinEnv: 'DOCTOR_WRONG' });
    expect([refused.status, refused.trials.includes('TRIAL_PIN_WRONG')]).toEqual([77, true]);
    expect((await run({ module: '/nowhere/module.so' })).status).toBe(69);
  });

  it('a token is found without its module being named', async () => {
    const tokens = new Tokens();
    onTestFinished(() => tokens.close());
    expect(await foundKey({ token: 'Bob', keyId: '02' }, tokens)).toEqual({
      kind: 'pkcs11',
      module,
      token: 'Bob',
      keyId: '02',
    });
    await expect(foundKey({ token: 'Carol' }, tokens)).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND' });
    await expect(foundKey({ token: 'Bob', p12: 'a.p12' }, tokens)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('the module in which a token was found is loaded once, and signs', async () => {
    const opened = vi.spyOn(ModuleHost, 'open');
    onTestFinished(() => opened.mockRestore());
    const document = join(folder, 'contract.pdf');
    writeFileSync(document, buildPdf());
    const quiet: Output = { json: true, say: () => undefined, remark: () => undefined, object: () => undefined };
    expect(await sign([document], { token: 'Bob', pinEnv: 'DOCTOR_PIN' }, quiet)).toBe(0);
    expect(opened.mock.calls.filter(([loaded]) => loaded === module)).toHaveLength(1);
  });

  it('finds the token of the trial without its module, and says which tokens there are where it is none of them', async () => {
    const { status, trials } = await run({ trial: true, token: 'Bob', pinEnv: 'DOCTOR_PIN' }, {});
    expect([status, trials.includes('TRIAL_GOOD')]).toEqual([0, true]);
    const nobody = run({ trial: true, token: 'Carol', pinEnv: 'DOCTOR_PIN' }, {});
    await expect(nobody).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND', message: expect.stringContaining('“Bob”') });
  });

  it('asks which certificate where there are several, and takes no PIN that it would not use', async () => {
    await expect(run({ trial: true, pinEnv: 'DOCTOR_PIN' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(run({ pinEnv: 'DOCTOR_PIN' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(run({ token: 'Bob' })).rejects.toMatchObject({ code: 'USAGE' });
  });
});
