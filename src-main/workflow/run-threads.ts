import type { LevelWish } from './open-levels.ts';
import type { Session } from './session.ts';
import type { SigningThreads } from './signing-threads/signing-threads.ts';

/** So many that starting threads costs less than they save. */
const MANY = 200;

/**
 * Threads for many documents at B-B: what is beyond asks the network, which takes longer than the rest. That they do not start is told
 * with the first document.
 */
export function threadsFor(
  session: Session,
  { documents = 1, level }: { readonly documents?: number | undefined; readonly level?: LevelWish | undefined },
): Promise<SigningThreads> | undefined {
  if (documents < MANY || (level?.level ?? 'B-B') !== 'B-B') return undefined;
  const started = start(session);
  started.catch(() => undefined);
  return started;
}

/** Loaded only where there are many. */
async function start({ home, trustPaths }: Session): Promise<SigningThreads> {
  const { SigningThreads: Threads } = await import('./signing-threads/signing-threads.ts');
  return Threads.start({ home: home.path, trust: trustPaths });
}

export async function stopThreads(threads: Promise<SigningThreads> | undefined): Promise<void> {
  await threads?.then(
    (started) => started.stop(),
    () => undefined,
  );
}
