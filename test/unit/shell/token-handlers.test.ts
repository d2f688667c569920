import { expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { certificateId } from '../../../shared/contract/ids.ts';
import type { DoctorStep } from '../../../shared/domain/doctor.ts';
import type { Services } from '../../../src-main/shell/handlers/services.ts';
import { tokenHandlers } from '../../../src-main/shell/handlers/tokens.ts';
import { testWorkflow } from '../../security/support/test-workflow.ts';

const certificate = certificateId.parse('ab'.repeat(32));

it('overwrites the PIN of a trial signature, whatever became of it', async () => {
  const step: DoctorStep = { step: 'trial', state: 'ok', finding: 'TRIAL_GOOD', facts: {}, error: null };
  for (const trial of [
    async () => step,
    async () => {
      throw new AppError('PIN_TOO_SOON', 'Wait.');
    },
  ]) {
    const workflow = testWorkflow({
      doctor: {
        trial,
        run: async () => {
          throw new Error('not called');
        },
      },
    });
    const pin = Buffer.from('123456');
    const { 'doctor.trial': handler } = tokenHandlers({ workflow } as Services);
    await Promise.allSettled([handler({ certificate, pin }, { signal: new AbortController().signal })]);
    expect([...pin]).toEqual([0, 0, 0, 0, 0, 0]);
  }
});
