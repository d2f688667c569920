import { AppError } from '../../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../../shared/contract/error-codes.ts';

/** What may be wrong with a trusted list, each with a code of its own. */
export type ListFault = Extract<ErrorCode, `TRUSTED_LIST_${string}`>;

/** A list that is not used. @param why the rest of the sentence “The trusted list NAME …”, with what to do */
export function listError(code: ListFault, name: string, why: string): AppError {
  return new AppError(code, `The trusted list “${name}” ${why}`, { list: name });
}
