import path from 'node:path';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Home } from '../../platform/home.ts';
import type { Progress } from '../staged-file.ts';
import type { OpenedFile } from '../workflow-api.ts';
import { background } from './background.ts';
import type { HomeArgs } from './calls.ts';

/** Where and when a thread works. */
export function placeAndTime({ home, clock }: { readonly home: Home; readonly clock: Clock }): HomeArgs {
  return { home: home.path, now: clock.now().getTime() };
}

/**
 * Verifies what is open, whatever it is, with what the home trusts.
 * @param online what is missing may be asked of the addresses that certificates name
 * @throws AppError CANCELLED, WORK_STOPPED; as verifyOpened
 */
export function verifyInBackground(
  file: OpenedFile,
  { online, ...where }: { readonly home: Home; readonly clock: Clock; readonly online: boolean },
  progress: Progress,
): Promise<VerificationReport> {
  const { path: place, source, password, content } = file;
  const { descriptor, size } = source;
  const shared = { descriptor, size, name: path.basename(place) };
  const request = { ...placeAndTime(where), path: place, file: shared, password, content, online };
  return background.perform('verify', request, progress);
}
