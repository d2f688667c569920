import { expect, it } from 'vitest';
import { AppError } from '../../../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../../../shared/contract/error-codes.ts';
import { stopsBatch } from '../../../../src-main/workflow/batch/stops-batch.ts';
import { SigningRun } from '../../../../src-main/workflow/signing-run.ts';

it.each<[ErrorCode, string, boolean]>([
  ['DISK_FULL', 'ENOSPC', true],
  ['DISK_FULL', 'EDQUOT', true],
  // One file is too large for its file system; the next one may not be.
  ['DISK_FULL', 'EFBIG', false],
  ['INPUT_NOT_PDF', '', false],
  ['CANCELLED', '', true],
  ['CKR_DEVICE_REMOVED', 'C_Sign', true],
  ['CKR_DATA_LEN_RANGE', 'C_Sign', false],
  ['CKR_DATA_LEN_RANGE', 'C_Login', true],
  ['CKR_FUNCTION_CANCELED', 'C_Login', true],
])('%s %s stops a batch: %s', (code, word, stops) => {
  const error = new AppError(code, 'It failed.', { system: word, function: word });
  expect(stopsBatch(Object.create(SigningRun.prototype) as SigningRun, error)).toBe(stops);
});
