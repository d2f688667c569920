import { AppError } from '../../shared/contract/app-error.ts';
import type { TakenTrustedLists, TrustedScheme } from '../../shared/contract/verification-calls.ts';
import { background } from './background/background.ts';
import { placeAndTime } from './background/verify-in-background.ts';
import { certificatesOf } from './certificates-of.ts';
import { systemAnchors } from './further-anchors.ts';
import type { Session } from './session.ts';
import type { Progress } from './staged-file.ts';
import { trustSystem, trustsSystem } from './trust-setting.ts';
import { addTrust, keepTrusted, loadTrust } from './trust-store.ts';
import type { Answer, OpenedFile, TaskOptions, TrustApi } from './workflow-api.ts';

/** Work that nobody waits for long enough to stop it. */
const SHORT: Progress = { report: () => undefined };

/** Anchors of the person and of the operating system in the home, and the trusted lists, which a background thread reads. */
export class WindowTrust implements TrustApi {
  readonly #session: Pick<Session, 'home' | 'clock'>;

  constructor(session: Pick<Session, 'home' | 'clock'>) {
    this.#session = session;
  }

  async list(): Promise<Answer<'trust.list'>> {
    const { home } = this.#session;
    const system = await trustsSystem(home);
    const { anchors, origins } = await loadTrust({}, home);
    return {
      system,
      anchors: anchors
        .filter(({ sha256 }) => origins?.has(sha256) !== true)
        .map(({ subject, sha256, notAfter }) => ({ subject, sha256, notAfter: notAfter.toISOString() })),
    };
  }

  async takeSystem(on: boolean): Promise<void> {
    if (on) await systemAnchors('named');
    await trustSystem(this.#session.home, on);
  }

  add(files: readonly string[]): Promise<number> {
    return addTrust(this.#session.home, files);
  }

  async addFrom(file: OpenedFile, sha256: string): Promise<boolean> {
    const certificate = (await certificatesOf(file)).find((candidate) => candidate.sha256 === sha256);
    if (certificate === undefined) {
      throw new AppError('INPUT_INVALID', 'This certificate is not in the document. Check the document again.', {
        sha256,
      });
    }
    return keepTrusted(this.#session.home, certificate.der);
  }

  async lists(): Promise<TrustedScheme[]> {
    return [...(await background.perform('trustedLists', placeAndTime(this.#session), SHORT))];
  }

  updateLists({ signal, onProgress }: TaskOptions): Promise<TakenTrustedLists> {
    const report = (fraction: number) => onProgress({ stage: 'collecting', fraction });
    return background.perform('updateTrustedLists', placeAndTime(this.#session), { signal, report });
  }

  importLists(files: readonly string[]): Promise<TakenTrustedLists> {
    return background.perform('importTrustedLists', { ...placeAndTime(this.#session), files }, SHORT);
  }
}
