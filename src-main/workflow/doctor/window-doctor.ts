import { AppError, isAppError } from '../../../shared/contract/app-error.ts';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { DoctorReport, DoctorStep } from '../../../shared/domain/doctor.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Home } from '../../platform/home.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import type { PinTries } from '../pin-tries.ts';
import { type Diagnosis, diagnose } from './diagnose.ts';
import { trialSignature } from './trial.ts';

interface Parts {
  readonly home: Home;
  readonly clock: Clock;
  readonly tokens: Tokens;
  /** Holds wrong PINs apart. */
  readonly tries: PinTries;
}

/** The doctor as the window calls it: a report, then a trial with one of its certificates. */
export class WindowDoctor {
  readonly #parts: Parts;
  #keys: Diagnosis['keys'] = new Map();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Asks nobody for anything. */
  async run(): Promise<DoctorReport> {
    const { report, keys } = await diagnose(this.#parts);
    this.#keys = keys;
    return report;
  }

  /**
   * The PIN stays the caller's.
   * @throws AppError CERTIFICATE_NOT_FOUND where the last report has no such key, PIN_TOO_SOON
   */
  async trial(given: { readonly certificate: CertificateId; readonly pin: Uint8Array }): Promise<DoctorStep> {
    const wish = this.#keys.get(given.certificate);
    if (wish === undefined) {
      throw new AppError('CERTIFICATE_NOT_FOUND', 'This certificate is no longer there. Examine the tokens again.');
    }
    const { home, tokens, tries } = this.#parts;
    let haste: unknown;
    const found = await trialSignature(wish, tokens, {
      home,
      readPin: async () => given.pin,
      attempt: async (key, work) =>
        tries.attempt(key, work).catch((error: unknown) => {
          if (isAppError(error) && error.code === 'PIN_TOO_SOON') haste = error;
          throw error;
        }),
    });
    // Not a finding about the token.
    if (haste !== undefined) throw haste;
    return { step: 'trial', ...found };
  }
}
