import { codeOf, type Failure } from '../../shared/contract/app-error.ts';
import { isCkrCode } from '../../shared/contract/ckr-codes.ts';
import { ckrSentence } from '../../shared/contract/ckr-sentence.ts';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { type DoctorReport, doctorVerdict } from '../../shared/domain/doctor.ts';
import { doctorEn } from '../../shared/domain/doctor-en.ts';
import { doctorText, type ReasonOf } from '../../shared/domain/doctor-text.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import type { Tokens } from '../../src-main/tokens/tokens.ts';
import { type Diagnosis, diagnose } from '../../src-main/workflow/doctor/diagnose.ts';
import { withStep } from '../../src-main/workflow/doctor/steps.ts';
import { trialSignature } from '../../src-main/workflow/doctor/trial.ts';
import { chooseKey, type KeyChoice, pinPrompt } from '../../src-main/workflow/keys.ts';
import { openTokens } from '../../src-main/workflow/module-health.ts';
import { usage } from '../arguments.ts';
import { type KeyOptions, keyWish } from '../key-options.ts';
import { namedToken } from '../named-token.ts';
import type { Output } from '../output.ts';
import { readPin } from '../pin.ts';

/** What `countersign doctor` is told. */
type DoctorOptions = Pick<KeyOptions, 'module' | 'token' | 'cert' | 'keyId' | 'pinEnv' | 'pinStdin'> & {
  readonly trial?: boolean;
};

/** `countersign doctor`: 0 where a token can be signed with, 69 where none can, 77 where the PIN of a trial was refused. */
export async function doctor(_args: readonly string[], options: DoctorOptions, output: Output): Promise<ExitStatus> {
  const { module, trial = false } = options;
  if (!trial && (options.pinEnv !== undefined || options.pinStdin === true)) {
    throw usage('A PIN is wanted for a trial signature only. Add --trial, or leave the PIN out.');
  }
  if (!trial && [options.token, options.cert, options.keyId].some((name) => name !== undefined)) {
    throw usage('A token, key or certificate is named for a trial signature only. Add --trial, or leave the name out.');
  }
  const home = locateHome();
  const tokens = openTokens(home);
  try {
    const diagnosis = await diagnose({ home, tokens, clock: systemClock, module });
    const id = trial ? await chosen(diagnosis, options, tokens) : undefined;
    const wish = id === undefined ? undefined : diagnosis.keys.get(id);
    let unread: unknown;
    const readOnce = (key: KeyChoice) =>
      readPin(options, pinPrompt(key)).catch((error: unknown) => {
        unread = error;
        throw error;
      });
    let failure: Failure | undefined;
    const onFailure = (error: Failure) => {
      failure = error;
    };
    const trialOptions = { home, readPin: readOnce, onFailure };
    const found = wish === undefined ? undefined : await trialSignature(wish, tokens, trialOptions);
    // Where no PIN was had none was refused: that is no finding about the token.
    if (unread !== undefined && codeOf(unread) !== 'CANCELLED') throw unread;
    const report: DoctorReport =
      found === undefined
        ? diagnosis.report
        : {
            ...diagnosis.report,
            ways: diagnosis.report.ways.map((way) =>
              way.certificates.some((one) => one.id === id)
                ? { ...way, steps: withStep(way.steps, 'trial', found) }
                : way,
            ),
          };
    output.object(report);
    output.say(doctorText(report, doctorEn, reasonOf));
    // What names the token is told here and stands in no report.
    if (failure !== undefined) output.remark(`countersign: ${failure.message} [${failure.code}]`);
    return statusOf(report);
  } finally {
    await tokens.close();
  }
}

/**
 * The certificate of the trial: the one that is named, by itself or by its token and key, or the only one; undefined where there is none.
 * A token without its module is looked for in all modules of this machine.
 * @throws AppError USAGE; TOKEN_*, CERTIFICATE_*, KEY_MISSING, DRIVER_MISSING, CARD_NOT_READ where a token is named
 */
async function chosen({ keys }: Diagnosis, options: DoctorOptions, tokens: Tokens): Promise<string | undefined> {
  if (options.token !== undefined || options.keyId !== undefined) {
    const { module } = await namedToken(tokens, options);
    const { certificate } = await chooseKey(keyWish({ ...options, module }), tokens);
    return certificate?.sha256;
  }
  if (options.cert !== undefined) {
    const id = options.cert.toLowerCase().replaceAll(':', '');
    if (!keys.has(id))
      throw usage('There is no certificate of this SHA-256 that could sign. “countersign tokens” lists them.');
    return id;
  }
  if (keys.size > 1) {
    throw usage(`Several certificates could sign; choose one with --cert SHA-256: ${[...keys.keys()].join(', ')}.`);
  }
  return [...keys.keys()][0];
}

const reasonOf: ReasonOf = (code, name) => (isCkrCode(code) ? ckrSentence(code, name) : null);

function statusOf({ ways }: DoctorReport): ExitStatus {
  const trial = ways.map(({ steps }) => steps.at(-1)?.finding);
  if (trial.some((finding) => finding === 'TRIAL_PIN_WRONG' || finding === 'TRIAL_PIN_REFUSED')) return 77;
  return ways.some((way) => doctorVerdict(way) !== 'failed') ? 0 : 69;
}
