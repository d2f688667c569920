import type { AppError } from '../../shared/contract/app-error.ts';

/** Remembers which modules crash, so that one that does so again and again is put aside. */
export interface ModuleHealth {
  /** @throws AppError MODULE_QUARANTINED */
  check(module: string): Promise<void>;
  /** The module crashed, hung while nobody was asked for anything, or used up the memory. */
  failed(module: string, reason: AppError): Promise<void>;
  /** The module signed: what was before is forgiven. */
  worked(module: string): Promise<void>;
}
