import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { removeDrafts } from '../platform/drafts.ts';
import { type Home, locateHome } from '../platform/home.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { openPendingRuns, type PendingRuns } from './pending.ts';
import { reconcile } from './reconcile.ts';
import { loadTrust, type TrustMaterial, type TrustPaths } from './trust-store.ts';

/** What every use case that writes shares: one home, one clock, one ledger. */
export interface Session {
  readonly home: Home;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly pending: PendingRuns;
  readonly outbox: Outbox;
  readonly trust: TrustMaterial;
  /** What it was read from. */
  readonly trustPaths: TrustPaths;
  /** What start-up found and mended after a crash, one sentence each. */
  readonly reconciled: readonly string[];
  /** Time of the newest ledger entry; undefined for an empty ledger. */
  newestEntryTime(): Promise<Date | undefined>;
  close(): Promise<void>;
}

/**
 * Opens the home (created when it is new), the ledger and the trust material, and reconciles what a crash left.
 * @throws AppError HOME_NOT_WRITABLE, LEDGER_*, TRUST_UNREADABLE, INPUT_*
 */
export async function openSession(
  paths: TrustPaths,
  { home = locateHome(), clock = systemClock }: { home?: Home; clock?: Clock } = {},
): Promise<Session> {
  const trust = await loadTrust(paths, home);
  const ledger = await openLedger({ home, clock });
  try {
    await removeDrafts(home.path);
    const pending = await openPendingRuns(home);
    const outbox = openOutbox(home);
    const reconciled = await reconcile(pending, ledger, outbox);
    return {
      home,
      clock,
      ledger,
      pending,
      outbox,
      trust,
      trustPaths: paths,
      reconciled,
      newestEntryTime: async () => {
        const [newest] = ledger.entries(0, 1);
        return newest === undefined ? undefined : new Date(newest.time);
      },
      close: async () => ledger.close(),
    };
  } catch (error) {
    ledger.close();
    throw error;
  }
}
