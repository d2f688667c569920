import path from 'node:path';
import type { CertificateId } from '../../shared/contract/ids.ts';
import { plainLine } from '../../shared/domain/plain-text.ts';
import type { Certificate } from '../cms/certificate.ts';
import { markDrawing } from '../pades/appearance/appearance.ts';
import { previewAppearance } from '../pades/appearance/preview.ts';
import { DEADLINES } from '../tokens/host-launcher.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { certificateWords } from './appearance-text.ts';
import type { Choices } from './choices.ts';
import { coverWarnings } from './covered-place.ts';
import { planSignature, weighForField } from './field-rules.ts';
import type { KeyCatalogue } from './key-catalogue.ts';
import { chooseKey } from './keys.ts';
import { viewOf } from './ledger-view.ts';
import { readMark } from './look-files.ts';
import { openForSigning } from './open-document.ts';
import { openedKind } from './opened-kind.ts';
import { pageRenderer } from './page-renderer.ts';
import type { PinTries } from './pin-tries.ts';
import type { Session } from './session.ts';
import type { SignJob, SignStage } from './sign-document.ts';
import type { FileSignJob } from './sign-file.ts';
import { clockWarnings, signingWarnings } from './signing-checks.ts';
import { SigningRun } from './signing-run.ts';
import { freeTarget } from './target-name.ts';
import { loadTrust } from './trust-store.ts';
import { settingOf } from './verification-setting.ts';
import { jobOf, lookOf } from './window-choices.ts';
import type { WindowCompletion } from './window-completion.ts';
import type { WindowNetwork } from './window-network.ts';
import type {
  FinishedDocument,
  OpenedFile,
  PreparedSigning,
  PrepareRequest,
  PreviewRequest,
  SignRequest,
  TaskOptions,
} from './workflow-api.ts';

interface Parts {
  readonly session: Session;
  readonly tokens: Tokens;
  readonly catalogue: KeyCatalogue;
  readonly network: WindowNetwork;
  readonly completion: WindowCompletion;
  readonly tries: PinTries;
}

/** Signing as the window does it: one document, looked at again and again while the person decides. */
export class WindowSigning {
  readonly #parts: Parts;
  /** Certificates that were read from their tokens, for previews. */
  readonly #certificates = new Map<CertificateId, Certificate>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws AppError with the code of what forbids the choices, before any PIN */
  async prepare(request: PrepareRequest): Promise<PreparedSigning> {
    const { source, container, certificate, choices, folder } = request;
    const { session, tokens, catalogue, network } = this.#parts;
    const { clock, home } = session;
    const isPdf = await signsPdf(request);
    const plan = isPdf ? await planPdf(source, choices) : { warnings: [] };
    if (container !== null) await refuseSameNames([source, ...container]);
    const key = await chooseKey(catalogue.wish(certificate), tokens);
    const now = clock.now();
    const said = [...plan.warnings, ...clockWarnings(now, await session.newestEntryTime())];
    if (key.certificate !== undefined) {
      this.#certificates.set(certificate, key.certificate);
      const circumstances = { now, trust: await loadTrust({}, home), chain: key.chain };
      said.push(...signingWarnings(key.certificate, circumstances));
      if ('plan' in plan) said.push(...weighForField(plan.plan, key.certificate, circumstances));
    }
    return {
      targetPath: await freeTarget(source.path, folder, container === null ? 'signed' : 'container', isPdf),
      warnings: [...new Set(said)],
      pin: key.pin,
      pinEntry: key.entry,
      pinSeconds: DEADLINES.login / 1000,
      delayed: choices.level === 'B-B' ? null : await network.check(),
    };
  }

  /** @throws AppError IMAGE_UNREADABLE, INPUT_* */
  async readImage(file: string): Promise<Uint8Array> {
    const mark = await readMark({ image: file });
    markDrawing(mark, false);
    return mark?.kind === 'image' ? mark.bytes : new Uint8Array();
  }

  async preview(request: PreviewRequest): Promise<Uint8Array> {
    const { width, height, reason, location, contact, appearance, name } = request;
    const certificate = request.certificate === null ? undefined : await this.#certificateOf(request.certificate);
    const words = certificate === undefined ? { name } : certificateWords(certificate);
    const time = this.#parts.session.clock.now();
    const { pdf } = await previewAppearance({
      size: { width, height },
      text: { ...words, name: plainLine(words.name), time, reason, location, contact },
      look: lookOf(appearance),
    });
    return pdf;
  }

  async sign(request: SignRequest, { signal, onProgress }: TaskOptions): Promise<FinishedDocument> {
    const { source, choices, certificate, targetPath, overwrite, pin, acceptLastTry } = request;
    const { tokens, catalogue, completion, tries } = this.#parts;
    const session = { ...this.#parts.session, trust: await loadTrust({}, this.#parts.session.home) };
    const common = {
      target: targetPath,
      replace: overwrite,
      signal,
      onProgress: (stage: SignStage, fraction: number | null) => onProgress({ stage, fraction }),
    };
    const job: SignJob | FileSignJob = (await signsPdf(request))
      ? {
          ...jobOf(choices),
          ...common,
          source: source.path,
          shownSha256: source.sha256,
          password: source.password,
        }
      : { ...fileJobOf(request), ...common };
    if (choices.level !== 'B-B') onProgress({ stage: 'checking-network', fraction: null });
    const run = await SigningRun.begin(session, tokens, catalogue.wish(certificate), {
      allowExpired: false,
      readPin: async () => pin,
      acceptLastTry: async () => acceptLastTry,
      tries,
      warn: () => undefined,
      first: job,
      level: { level: choices.level, queue: true },
      signal,
    });
    // What was to be known before was shown while it was prepared.
    const known = new Set(run.warnings);
    try {
      const outcome = 'form' in job ? await run.signFile(job) : await run.sign(job);
      await catalogue.keepChoice(certificate, 'form' in job ? 'file' : 'pdf');
      return {
        targetPath: outcome.target,
        report: {
          file: path.basename(outcome.target),
          setting: settingOf(session.trust, session.clock.now(), outcome.report.signatures),
          ...outcome.report,
        },
        entry: viewOf(session.ledger.entry(outcome.ledgerIndex)),
        level: completion.outcome(outcome.level, source.password),
        warnings: run.warnings.filter((sentence) => !known.has(sentence)),
      };
    } finally {
      await run.end();
    }
  }

  /** Undefined for a key store, whose certificates are encrypted, and for what is gone. */
  async #certificateOf(id: CertificateId): Promise<Certificate | undefined> {
    const known = this.#certificates.get(id);
    if (known !== undefined) return known;
    const { catalogue, tokens } = this.#parts;
    const { certificate } = await Promise.resolve()
      .then(() => chooseKey(catalogue.wish(id), tokens))
      .catch(() => ({ certificate: undefined }));
    if (certificate !== undefined) this.#certificates.set(id, certificate);
    return certificate;
  }
}

/** A PDF that goes into no container is signed in itself. */
async function signsPdf({ source, container }: Pick<SignRequest, 'source' | 'container'>): Promise<boolean> {
  return container === null && (await openedKind(source)) === 'pdf';
}

async function planPdf(source: OpenedFile, choices: Choices) {
  const { document, warnings } = await openForSigning(source);
  const plan = await planSignature(document, jobOf(choices));
  const covered = await coverWarnings(document, plan.choice, pageRenderer(), source.password);
  return { plan, warnings: [...warnings, ...plan.warnings, ...covered] };
}

function fileJobOf({
  source,
  container,
  choices,
}: SignRequest): Pick<FileSignJob, 'form' | 'sources' | 'shownSha256' | 'level'> {
  const others = container ?? [];
  return {
    form: container === null ? 'cades' : 'asic-e',
    sources: [source.path, ...others.map((other) => other.path)],
    shownSha256: [source, ...others].map(({ sha256 }) => sha256),
    level: choices.level,
  };
}

async function refuseSameNames(files: readonly OpenedFile[]): Promise<void> {
  const { refuseNames } = await import('./sign-file.ts');
  refuseNames(files.map((file) => file.path));
}
