import { AppError, codeOf, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import { type NetworkSettings, networkSettings } from '../../shared/contract/network-settings.ts';
import { parseTimestampToken, timestampSigner } from '../cms/timestamp-token.ts';
import type { Clock } from '../platform/clock.ts';
import { readOwnText, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { createHttp } from '../platform/net/client.ts';
import type { Http } from '../platform/net/http.ts';
import { chooseProxy, readProxySettings } from '../platform/net/proxy.ts';
import { randomBytes } from '../platform/random.ts';
import { EvidenceFinder } from './evidence.ts';
import type { LevelServices } from './level-services.ts';
import type { TrustMaterial } from './trust-store.ts';
import { type Authority, httpTimestamper, joined, readAuthority } from './tsa-client.ts';

const DEFAULTS: NetworkSettings = { offline: false, proxy: { kind: 'system' }, authorities: [] };
const FILE = 'network.json';

/**
 * The settings kept in the home; what they do not name has its default. A file that says something else than settings is not passed
 * over: who wrote it wanted another network than the usual one. The proxy's address may hold a password, so nothing of it is said.
 * @throws AppError SETTINGS_UNREADABLE
 */
export async function readNetworkSettings(home: Home): Promise<NetworkSettings> {
  const file = home.at(FILE);
  const text = await readOwnText(file).catch((error: unknown) => {
    if (codeOf(error) === 'INPUT_MISSING') return '{}';
    const system = isAppError(error) ? error.details.system : undefined;
    throw unreadable(file, system === undefined ? 'it is no regular file' : `it cannot be read (${system})`, error);
  });
  const found = networkSettings.partial().safeParse(parsed(text));
  if (found.success) return networkSettings.parse({ ...DEFAULTS, ...found.data });
  const [issue] = found.error.issues;
  const place = issue?.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue?.path;
  throw unreadable(
    file,
    place === undefined || place.length === 0
      ? 'it is not JSON of the right form'
      : `“${place.join('.')}” is not right`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(file: string, why: string, cause?: unknown): AppError {
  return new AppError(
    'SETTINGS_UNREADABLE',
    `The network settings “${file}” cannot be used: ${why}. Correct the file, or delete it to begin anew.`,
    { file },
    { cause },
  );
}

/**
 * Keeps settings in the home, readable by its owner only.
 * @throws AppError USAGE, NETWORK_PROXY for an address that cannot be used; HOME_NOT_WRITABLE, DISK_FULL
 */
export async function writeNetworkSettings(home: Home, settings: NetworkSettings): Promise<void> {
  for (const { url } of settings.authorities) readAuthority(url);
  if (settings.proxy.kind === 'address') readProxySettings(settings.proxy.url);
  await ensureHome(home);
  await writeFileAtomic(home.at(FILE), JSON.stringify(networkSettings.parse(settings), undefined, 2));
}

/** What one run says instead of the settings. */
export interface NetworkChoice {
  /** As written on the command line; instead of those in the settings where there is at least one. */
  readonly tsa?: readonly string[] | undefined;
  /** `none`, `system` or an address; else COUNTERSIGN_PROXY, else the settings. */
  readonly proxy?: string | undefined;
  readonly offline?: boolean | undefined;
}

/** The network for one run, and who is asked for timestamps. */
export interface Network {
  readonly http: Http;
  /** In order of preference. */
  readonly authorities: readonly Authority[];
  readonly offline: boolean;
}

/**
 * Puts together what the run says, the environment and the settings of the home, in this order.
 * @throws AppError SETTINGS_UNREADABLE; USAGE for an authority, NETWORK_PROXY for a proxy, whose address cannot be used
 */
export async function openNetwork(
  home: Home,
  clock: Clock,
  choice: NetworkChoice = {},
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Network> {
  const settings = await readNetworkSettings(home);
  const named = choice.tsa ?? [];
  const written = named.length > 0 ? named : settings.authorities.map(({ url }) => url);
  const proxyText = choice.proxy ?? (environment.COUNTERSIGN_PROXY || undefined);
  const proxy = proxyText === undefined ? settings.proxy : readProxySettings(proxyText);
  const offline = choice.offline ?? settings.offline;
  return {
    http: createHttp({ home, clock, proxy: chooseProxy(proxy, environment), offline }),
    authorities: [...new Set(written)].map(readAuthority),
    offline,
  };
}

/**
 * Whether a timestamp can be had: asked before the PIN, it spends nothing of any authority's budget. One authority that can be reached is
 * enough.
 * @returns why none can be, or undefined
 * @throws AppError CANCELLED
 */
export async function checkNetwork({ http, authorities }: Network, signal?: AbortSignal): Promise<Failure | undefined> {
  const failures: Failure[] = [];
  for (const { url, budget } of authorities) {
    try {
      await http.probe({ url, budget, purpose: 'A timestamp' }, signal);
      return undefined;
    } catch (error) {
      if (!isAppError(error) || error.code === 'CANCELLED') throw error;
      failures.push(error);
    }
  }
  return joined(failures);
}

/**
 * Has an authority timestamp random octets, to show that it works. Spends one request of its budget.
 * @returns who signed, and the time stated
 * @throws AppError USAGE for an address that cannot be used; as `Timestamper`
 */
export async function tryAuthority(
  { http }: Pick<Network, 'http'>,
  url: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<{ readonly authority: string; readonly time: Date }> {
  const bytes = await httpTimestamper([readAuthority(url)], { http, clock }).timestamp(
    randomBytes(32),
    'sha256',
    signal,
  );
  const token = parseTimestampToken(bytes);
  const signer = timestampSigner(token, token.signedData.certificates);
  return { authority: signer?.commonName ?? new URL(url).host, time: token.genTime };
}

/** What takes signatures beyond B-B over this network. For one run. */
export function levelServices(network: Network, trust: TrustMaterial, clock: Clock): LevelServices {
  const { http, authorities } = network;
  const finder = new EvidenceFinder({ http, trust, clock });
  return {
    timestamper: authorities.length === 0 ? undefined : httpTimestamper(authorities, { http, clock }),
    findEvidence: (wish) => finder.find(wish),
  };
}
