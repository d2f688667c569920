import { AppError, codeOf, isAppError } from '../../shared/contract/app-error.ts';
import { exitStatusFor } from '../../shared/contract/exit-status.ts';
import { Certificate } from '../cms/certificate.ts';
import type { Signer } from '../platform/signer.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { type SigningPlan, weighForField } from './field-rules.ts';
import { inspectJob } from './inspect-job.ts';
import { confirmSentence, lastTryLeft, readerSentence } from './key-sentences.ts';
import { chooseKey, type KeyChoice, type KeyWish, lastTryQuestion, pinPrompt } from './keys.ts';
import { type LevelWish, openLevels } from './open-levels.ts';
import { refuseToBeChanged } from './pin-refusal.ts';
import { type PinTries, pinNameOf } from './pin-tries.ts';
import { codeWarnings, pinWarnings, type RunPin, runPin } from './run-pin.ts';
import { stopThreads, threadsFor } from './run-threads.ts';
import type { Session } from './session.ts';
import { type SignJob, type SignOutcome, signDocument } from './sign-document.ts';
import type { FileSignJob, FileSignOutcome } from './sign-file.ts';
import type { XmlReportJob } from './sign-report.ts';
import { clockWarnings, refuseUnfit, signingWarnings } from './signing-checks.ts';
import type { SigningLevels } from './signing-levels.ts';
import type { SigningThreads } from './signing-threads/signing-threads.ts';
import { signingWithin } from './signing-within.ts';
import type { Recorded } from './staged-run.ts';
import { holdToken } from './token-hold.ts';
import { Turns } from './turns.ts';

/** How a run speaks with its person. */
export interface RunOptions {
  readonly allowExpired: boolean;
  /**
   * Asked before the PIN where the token has one try left: true where it is to be used all the same. The sentence says what a lock costs.
   * Absent: it is not used.
   */
  acceptLastTry?(sentence: string): Promise<boolean>;
  /** Told when the PIN is to be typed on the reader or in a window of the token's own software, or a signature confirmed elsewhere. */
  onReader?(sentence: string): void;
  /** Holds wrong PINs apart; absent where the person types in a terminal. */
  readonly tries?: PinTries | undefined;
  /**
   * Asked once, after every check that needs no key, and again for each further signature where the key demands that. The bytes are
   * overwritten by the run.
   */
  readPin(prompt: string | readonly string[]): Promise<Uint8Array>;
  warn(sentence: string): void;
  /** The first document, looked at before the PIN is asked, so that nobody types a PIN for nothing. */
  readonly first?: SignJob | FileSignJob | undefined;
  /** How many will be signed; one where absent. */
  readonly documents?: number | undefined;
  /** B-B where absent. */
  readonly level?: LevelWish | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface RunParts {
  readonly session: Session;
  readonly key: KeyChoice;
  readonly pin: RunPin;
  readonly acceptLastTry: boolean;
  /** Lets the token go. */
  readonly letGo: () => Promise<void>;
  readonly options: RunOptions;
  readonly levels: SigningLevels | undefined;
  readonly threads: Promise<SigningThreads> | undefined;
}

/** One key, opened once with one PIN, for any number of documents. */
export class SigningRun {
  /** Everything that was warned of, in order. */
  readonly warnings: string[] = [];
  #prove = (): void => undefined;
  /** Resolves when the key has signed: others may be prepared then. Beyond B-B never, since what is fetched for the first document serves them. */
  readonly proven = new Promise<void>((resolve) => {
    this.#prove = resolve;
  });
  readonly #session: Session;
  readonly #options: RunOptions;
  readonly #key: KeyChoice;
  readonly #pin: RunPin;
  readonly #acceptLastTry: boolean;
  readonly #letGo: () => Promise<void>;
  readonly #levels: SigningLevels | undefined;
  readonly #turns = new Turns();
  /** Set at the first use and kept, failed or not: a PIN is tried once. */
  #signer: Promise<Signer> | undefined;
  /** Where many documents are signed. */
  readonly #threads: Promise<SigningThreads> | undefined;

  private constructor(parts: RunParts) {
    this.#session = parts.session;
    this.#levels = parts.levels;
    this.#threads = parts.threads;
    this.#key = parts.key;
    this.#pin = parts.pin;
    this.#acceptLastTry = parts.acceptLastTry;
    this.#letGo = parts.letGo;
    this.#options = parts.options;
  }

  /**
   * Finds the key, says what is to be said, takes the PIN. The key itself is asked when the first document is ready.
   * @throws AppError with the code of what stopped it: INPUT_*, PDF_*, TARGET_*, TOKEN_*, CERTIFICATE_*, PIN_*, CKR_*, TSA_NOT_CONFIGURED, NETWORK_*
   */
  static async begin(session: Session, tokens: Tokens, wish: KeyWish, options: RunOptions): Promise<SigningRun> {
    const plan =
      options.first === undefined ? undefined : await inspectJob({ ...options.first, level: options.level?.level });
    // They start while the key is looked for and the PIN is typed.
    const started = threadsFor(session, options);
    let key: KeyChoice | undefined;
    try {
      key = await chooseKey(wish, tokens, session.clock, options.signal);
      const threads = key.pinPerSignature === 'yes' ? undefined : started;
      if (threads === undefined) await stopThreads(started);
      return await SigningRun.#with(key, { session, options, plan, threads });
    } catch (error) {
      await stopThreads(started);
      await key?.letGo?.();
      throw error;
    }
  }

  static async #with(
    key: KeyChoice,
    {
      session,
      options,
      plan,
      threads,
    }: Pick<RunParts, 'session' | 'options' | 'threads'> & { plan: SigningPlan | undefined },
  ): Promise<SigningRun> {
    session.ledger.requireInPlace();
    const newestEntry = await session.newestEntryTime();
    // Read after the ledger: what another process records meanwhile is no sign of a wrong clock.
    const warnings = clockWarnings(session.clock.now(), newestEntry);
    for (const sentence of warnings) options.warn(sentence);
    const say = (sentence: string) => {
      warnings.push(sentence);
      options.warn(sentence);
    };
    if (key.certificate !== undefined) warnings.push(...weigh(session, key.certificate, key.chain, options));
    for (const sentence of plan === undefined ? [] : fieldWarnings(session, plan, key)) say(sentence);
    const { documents = 1 } = options;
    for (const sentence of [...pinWarnings(key, documents), ...codeWarnings(key, documents)]) say(sentence);
    const { token } = key;
    const letGo =
      token === undefined
        ? async () => undefined
        : await holdToken(session.home, token, { documents, signal: options.signal });
    try {
      if (token !== undefined) refuseToBeChanged(key.pin, { token: token.label, where: key.home });
      const levelWish = options.level ?? { level: 'B-B', queue: true };
      const levels = await openLevels(session, levelWish, { warn: say, signal: options.signal });
      const acceptLastTry = key.pin === 'final-try' && ((await options.acceptLastTry?.(lastTryQuestion(key))) ?? false);
      if (key.pin === 'final-try' && !acceptLastTry) throw lastTryLeft(key);
      const first = key.entry === 'here' ? await options.readPin(pinPrompt(key)) : new Uint8Array();
      // A token counts an empty PIN as a wrong one. The password of a key store may be empty.
      if (key.entry === 'here' && key.secret === 'PIN' && first.length === 0) {
        throw new AppError('PIN_REQUIRED', `The PIN for ${key.home} is empty, so it was not tried. Give the PIN.`);
      }
      const pin = runPin(first, { key, documents, readPin: (prompt) => options.readPin(prompt) });
      const run = new SigningRun({ session, key, pin, acceptLastTry, letGo, options, levels, threads });
      run.warnings.push(...warnings);
      return run;
    } catch (error) {
      await letGo();
      throw error;
    }
  }

  /** Where the key lives, in words. */
  get keyHome(): string {
    return this.#key.home;
  }

  /** Who signs; undefined for a key store that is not open yet. */
  get signer(): string | undefined {
    return this.#key.certificate?.commonName;
  }

  /** True once the key has wanted its PIN for a signature and will for the next one. */
  get pinIsRepeated(): boolean {
    return this.#pin.isRepeated;
  }

  /**
   * Signs one document. See signDocument.
   * @param handOver called when the document has its name and waits for the disk and the ledger only
   */
  async sign(job: SignJob, handOver: () => void = () => undefined): Promise<SignOutcome> {
    const level = this.#options.level?.level;
    const turn = this.#turns.next();
    const pass = () => {
      turn.pass();
      handOver();
    };
    const parts = {
      ...this.#session,
      levels: this.#levels,
      turn: { come: turn.come, pass },
      unlock: () => this.#unlock(job.signal),
      warn: (sentence: string) => this.#warn(sentence),
    };
    const wish = level === undefined ? job : { ...job, level };
    try {
      const threads = await this.#threads;
      return await (threads === undefined ? signDocument(wish, parts) : threads.sign(wish, parts));
    } finally {
      turn.pass();
    }
  }

  /** Signs files of any kind. See signFile. */
  async signFile(job: FileSignJob): Promise<FileSignOutcome> {
    const turn = this.#turns.next();
    try {
      const { signFile } = await import('./sign-file.ts');
      const level = this.#options.level?.level;
      return await signFile(level === undefined ? job : { ...job, level }, {
        ...this.#session,
        levels: this.#levels,
        turn,
        unlock: () => this.#unlock(job.signal),
      });
    } finally {
      turn.pass();
    }
  }

  /** Signs a report in XML. See signXmlReport. */
  async signReport(job: XmlReportJob): Promise<Recorded> {
    const turn = this.#turns.next();
    try {
      const { signXmlReport } = await import('./sign-report.ts');
      return await signXmlReport(job, { ...this.#session, turn, unlock: () => this.#unlock(job.signal) });
    } finally {
      turn.pass();
    }
  }

  /**
   * True where the key is gone, did not open or signs as another one than its certificate’s, or the person asked to stop: the next document
   * would fail too.
   */
  isOver(error: unknown): boolean {
    if (isAppError(error) && error.details.function === 'C_Login') return true;
    return ['CANCELLED', 'KEY_MISMATCH'].includes(codeOf(error)) || [69, 77].includes(exitStatusFor(error));
  }

  /** Logs out, lets the key go, overwrites the PIN. */
  async end(): Promise<void> {
    this.#pin.wipe();
    await stopThreads(this.#threads);
    await this.#signer?.then(
      (signer) => signer.close(),
      () => undefined,
    );
    await this.#key.letGo?.();
    await this.#letGo();
  }

  /** Says a sentence once, however many documents it fits. */
  #warn(sentence: string): void {
    if (this.warnings.includes(sentence)) return;
    this.warnings.push(sentence);
    this.#options.warn(sentence);
  }

  #unlock(signal: AbortSignal | undefined): Promise<Signer> {
    this.#signer ??= this.#open(signal).then((signer) =>
      (this.#options.level?.level ?? 'B-B') === 'B-B' ? this.#proven(signer) : signer,
    );
    return this.#signer;
  }

  /** A key store tells its certificate only once it is open: then it is weighed here, before it signs. */
  async #open(signal: AbortSignal | undefined): Promise<Signer> {
    const { documents } = this.#options;
    const how = { signal, acceptLastTry: this.#acceptLastTry, documents };
    const unlock = () => this.#key.unlock(this.#pin.source, how);
    if (this.#key.entry === 'reader') this.#options.onReader?.(readerSentence(this.#key));
    if (this.#key.confirmed !== undefined) this.#options.onReader?.(confirmSentence(this.#key));
    const signer = await this.#paced(unlock).finally(() => this.#pin.opened());
    if (this.#key.certificate !== undefined) return signer;
    try {
      const chain = signer.chain.map((der) => new Certificate(der));
      this.warnings.push(...weigh(this.#session, new Certificate(signer.certificate), chain, this.#options));
      return signer;
    } catch (error) {
      await signer.close();
      throw error;
    }
  }

  /** Tells once the key has signed: then its PIN was right and it is there. */
  #proven(signer: Signer): Signer {
    return signingWithin(signer, async (sign) => {
      const signature = await sign();
      this.#prove();
      return signature;
    });
  }

  /** Opens the key so that wrong PINs are held apart, whenever they are tried. */
  async #paced(unlock: () => Promise<Signer>): Promise<Signer> {
    const { tries } = this.#options;
    if (tries === undefined) return unlock();
    const name = pinNameOf(this.#key);
    if (this.#key.tried === 'opening') return tries.attempt(name, unlock);
    return signingWithin(await unlock(), (sign) => tries.attempt(name, sign));
  }
}

/** What the field says of the signature, and of a certificate that is known before the PIN. @throws AppError SEED_VALUE_UNMET */
function fieldWarnings(session: Session, plan: SigningPlan, { certificate, chain }: KeyChoice): readonly string[] {
  if (certificate === undefined) return plan.warnings;
  const circumstances = { now: session.clock.now(), trust: session.trust, chain };
  return [...plan.warnings, ...weighForField(plan, certificate, circumstances)];
}

function weigh(
  session: Session,
  certificate: Certificate,
  chain: readonly Certificate[],
  options: RunOptions,
): string[] {
  const now = session.clock.now();
  refuseUnfit(certificate, now, options.allowExpired);
  const { trust } = session;
  const warnings = signingWarnings(certificate, { now, trust, chain });
  for (const sentence of warnings) options.warn(sentence);
  return warnings;
}
