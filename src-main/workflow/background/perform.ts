import path from 'node:path';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import type { Clock } from '../../platform/clock.ts';
import { sharedFile } from '../../platform/files.ts';
import { type Home, locateHome } from '../../platform/home.ts';
import type { Progress } from '../staged-file.ts';
import { loadTrust } from '../trust-store.ts';
import { settingOf } from '../verification-setting.ts';
import { verifyOpened } from '../verify-opened.ts';
import type { BackgroundCall, BackgroundCalls, HomeArgs, VerifyArgs } from './calls.ts';

type Perform<K extends BackgroundCall> = (
  args: BackgroundCalls[K]['args'],
  progress: Progress,
) => Promise<BackgroundCalls[K]['result']>;

/** What each call does. What only one of them needs is loaded when it is asked. */
export const PERFORM: { readonly [K in BackgroundCall]: Perform<K> } = {
  verify,
  async trustedLists(args) {
    const { home, clock } = placeOf(args);
    const { trustedListsState } = await import('../trusted-lists.ts');
    const { schemeView } = await import('../trusted-lists-view.ts');
    return (await trustedListsState(home, clock)).map(schemeView);
  },
  async importTrustedLists({ files, ...args }) {
    const { home, clock } = placeOf(args);
    const { importTrustedLists } = await import('../trusted-lists.ts');
    const { takenView } = await import('../trusted-lists-view.ts');
    return takenView(await importTrustedLists(home, clock, files));
  },
  async updateTrustedLists(args, { signal, report }) {
    const { home, clock } = placeOf(args);
    const { updateTrustedLists } = await import('../trusted-lists.ts');
    const { takenView } = await import('../trusted-lists-view.ts');
    const { openNetwork } = await import('../network.ts');
    const { http } = await openNetwork(home, clock);
    return takenView(await updateTrustedLists(home, clock, { http, signal, report }));
  },
};

async function verify(args: VerifyArgs, progress: Progress): Promise<VerificationReport> {
  const { home, clock } = placeOf(args);
  const material = await loadTrust({}, home);
  const trust = { ...material, online: args.online ? await onlineFor(home, clock, material) : undefined };
  const opened = { ...args, source: sharedFile(args.file) };
  const found = await verifyOpened(opened, trust, clock.now(), progress);
  return { file: path.basename(args.path), setting: settingOf(trust, clock.now(), found.signatures), ...found };
}

async function onlineFor(...where: [Home, Clock, Awaited<ReturnType<typeof loadTrust>>]) {
  const { evidenceFor } = await import('../online-over.ts');
  return evidenceFor(...where);
}

/** The clock stands while a call is worked on: a report names one time. */
function placeOf({ home, now }: HomeArgs): { home: Home; clock: Clock } {
  return { home: locateHome({ COUNTERSIGN_HOME: home }), clock: { now: () => new Date(now) } };
}
