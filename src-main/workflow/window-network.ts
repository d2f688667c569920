import { codeOf, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import type { Problem } from '../../shared/contract/level-outcome.ts';
import type { NetworkSettings } from '../../shared/contract/network-settings.ts';
import { hashState } from '../pades/sign/sign-pdf.ts';
import type { Http } from '../platform/net/http.ts';
import { problemOf } from './problem.ts';
import type { Session } from './session.ts';
import type { Answer, TaskOptions } from './workflow-api.ts';

/** What was found out about the way to the authorities counts for so long: milliseconds. */
const CHECK_HOLDS = 20_000;

/** How the window knows and sets the network. Loaded parts of the network are loaded when it is first used. */
export class WindowNetwork {
  readonly #session: Pick<Session, 'home' | 'clock'>;
  #door: { readonly settings: string; readonly http: Http } | undefined;
  #lastContact: { time: string; ok: boolean } | null = null;
  #checked: { until: number; failure: Failure | undefined } | undefined;

  constructor(session: Pick<Session, 'home' | 'clock'>) {
    this.#session = session;
  }

  /** Those kept; where these cannot be read, what holds until they are saved anew: nothing is asked of the network. */
  async settings(): Promise<NetworkSettings> {
    const { readNetworkSettings } = await import('./network.ts');
    return readNetworkSettings(this.#session.home).catch((error: unknown) => {
      if (codeOf(error) !== 'SETTINGS_UNREADABLE') throw error;
      return { offline: true, proxy: { kind: 'system' }, authorities: [] };
    });
  }

  /** @throws AppError USAGE, NETWORK_PROXY, HOME_NOT_WRITABLE, DISK_FULL */
  async set(settings: NetworkSettings): Promise<NetworkSettings> {
    const { writeNetworkSettings } = await import('./network.ts');
    await writeNetworkSettings(this.#session.home, settings);
    this.#checked = undefined;
    return this.settings();
  }

  async status(): Promise<Answer<'app.status'>['network']> {
    const { offline, authorities } = await this.settings();
    return { offline, authorities: authorities.length, lastContact: this.#lastContact };
  }

  /** The door to the network as it is set now; connections are kept as long as it is. @throws AppError SETTINGS_UNREADABLE, USAGE, NETWORK_PROXY */
  async http(): Promise<Http> {
    const settings = JSON.stringify(await this.settings());
    if (this.#door?.settings !== settings) {
      const { openNetwork } = await import('./network.ts');
      this.#door = { settings, http: (await openNetwork(this.#session.home, this.#session.clock)).http };
    }
    return this.#door.http;
  }

  /**
   * Why nothing can be had from the authorities now, or null. What was found out a moment ago is not asked again.
   * @throws AppError TSA_NOT_CONFIGURED, USAGE, NETWORK_PROXY
   */
  async check(signal?: AbortSignal): Promise<Problem | null> {
    const now = this.#session.clock.now().getTime();
    if (this.#checked === undefined || this.#checked.until <= now) {
      const { checkNetwork, openNetwork } = await import('./network.ts');
      const { joined } = await import('./tsa-client.ts');
      const network = await openNetwork(this.#session.home, this.#session.clock);
      if (network.authorities.length === 0) throw joined([]);
      const failure = await checkNetwork(network, signal);
      this.note(failure === undefined ? [] : [failure]);
      this.#checked = { until: now + CHECK_HOLDS, failure };
    }
    const { failure } = this.#checked;
    return failure === undefined ? null : problemOf(failure);
  }

  /** Has the empty string timestamped by one authority, and says who did it. */
  async test(url: string, { signal, onProgress }: TaskOptions): Promise<Answer<'network.test'>> {
    onProgress({ stage: 'timestamping', fraction: null });
    try {
      const { openNetwork } = await import('./network.ts');
      const { httpTimestamper } = await import('./tsa-client.ts');
      const { parseTimestampToken, timestampSigner } = await import('../cms/timestamp-token.ts');
      const { clock, home } = this.#session;
      const { http, authorities } = await openNetwork(home, clock, { tsa: [url] });
      const digest = hashState('sha256').digest();
      const token = parseTimestampToken(
        await httpTimestamper(authorities, { http, clock }).timestamp(digest, 'sha256', signal),
      );
      this.note([]);
      return {
        problem: null,
        authority: timestampSigner(token)?.subject ?? null,
        time: token.genTime.toISOString(),
      };
    } catch (error) {
      if (!isAppError(error) || error.code === 'CANCELLED') throw error;
      this.note([error]);
      return { problem: problemOf(error), authority: null, time: null };
    }
  }

  /** Remembers how the last use of the network went. */
  note(problems: readonly { readonly code: string }[]): void {
    const isCutOff = problems.some(({ code }) => code.startsWith('NETWORK_') || code === 'TSA_UNREACHABLE');
    this.#lastContact = { time: this.#session.clock.now().toISOString(), ok: !isCutOff };
    this.#checked = undefined;
  }
}
