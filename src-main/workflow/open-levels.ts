import path from 'node:path';
import { codeOf, errorOf, isAppError } from '../../shared/contract/app-error.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { identityOf } from '../platform/files.ts';
import type { NetworkChoice } from './network.ts';
import { authorityOf } from './raise-level.ts';
import type { Session } from './session.ts';
import { SigningLevels } from './signing-levels.ts';

/** How far a run wants to go, and how. */
export interface LevelWish {
  readonly level: SignatureLevel;
  readonly network?: NetworkChoice | undefined;
  /** True: what cannot be had now is completed from the outbox. False: it is refused, and nothing is saved. */
  readonly queue: boolean;
  /** Files and folders of trusted certificates that the person named. */
  readonly trust?: readonly string[] | undefined;
}

/**
 * Gets ready for levels beyond B-B, and finds out before any PIN whether the network and the proxy let an authority be reached. Undefined
 * for B-B where no authority is set up.
 * @throws AppError TSA_NOT_CONFIGURED, SETTINGS_UNREADABLE, USAGE; where nothing is to be queued, why no authority can be reached
 */
export async function openLevels(
  session: Session,
  { level, network: choice, queue, trust = [] }: LevelWish,
  { warn, signal }: { warn: (sentence: string) => void; signal?: AbortSignal | undefined },
): Promise<SigningLevels | undefined> {
  const { home, clock, outbox } = session;
  const isPlain = level === 'B-B';
  const named = choice?.tsa ?? [];
  if (isPlain && named.length === 0 && (await identityOf(home.at('network.json'))) === undefined) return undefined;
  // Loaded only where it is needed: it takes longer to load than a signature takes to make.
  const { checkNetwork, levelServices, openNetwork } = await import('./network.ts');
  const network = await openNetwork(home, clock, choice).catch((error: unknown) => {
    // B-B needs no network: settings that nobody can read do not stop it.
    if (!isPlain || codeOf(error) !== 'SETTINGS_UNREADABLE' || !isAppError(error)) throw error;
    warn(error.message);
    return undefined;
  });
  if (network === undefined) return undefined;
  const services = levelServices(network, session.trust, clock);
  const levels = new SigningLevels(services, {
    outbox: queue ? outbox : undefined,
    authorities: [...named],
    trust: trust.map((item) => path.resolve(item)),
  });
  if (isPlain) return levels;
  authorityOf(services);
  const failure = await checkNetwork(network, signal);
  if (failure === undefined) return levels;
  if (!queue) throw errorOf(failure);
  warn(`${failure.message} The signature is made at B-B now and completed to ${level} from the outbox.`);
  levels.giveUp(failure);
  return levels;
}
