import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { interruptible } from '../../src-main/platform/interrupt.ts';
import { openNetwork } from '../../src-main/workflow/network.ts';
import {
  importTrustedLists,
  type SchemeState,
  type TakenLists,
  trustedListsState,
  updateTrustedLists,
} from '../../src-main/workflow/trusted-lists.ts';
import { errorBody, errorLine, exitOf, type Output, worst } from '../output.ts';

/** `countersign trust list`: which trusted lists are kept, and how old they are. */
export async function list(_files: readonly string[], _options: object, output: Output): Promise<ExitStatus> {
  const schemes = await trustedListsState(locateHome(), systemClock);
  output.object({ schemes });
  if (schemes.length === 0) {
    output.say('No trusted lists are kept. Fetch them with: countersign trust update');
  }
  for (const scheme of schemes) output.say(inWords(scheme));
  return 0;
}

/** `countersign trust update`: fetches the current lists. */
export function update(_files: readonly string[], _options: object, output: Output): Promise<ExitStatus> {
  return interruptible(async (signal) => {
    const home = locateHome();
    const { http } = await openNetwork(home, systemClock);
    return told(await updateTrustedLists(home, systemClock, { http, signal }), output);
  });
}

/** `countersign trust import FILE…`: takes lists over with no network. */
export async function take(
  files: readonly string[],
  { signer = [] }: { signer?: string[] },
  output: Output,
): Promise<ExitStatus> {
  return told(await importTrustedLists(locateHome(), systemClock, files, signer), output);
}

/** 0 where every list was taken over. */
function told({ state, taken, refused }: TakenLists, output: Output): ExitStatus {
  output.object({
    taken,
    refused: refused.map(({ list: name, failure }) => ({ list: name, error: errorBody(failure) })),
    schemes: state,
  });
  output.say(`${taken.length} taken over, ${refused.length} refused.`);
  for (const { failure } of refused) output.remark(errorLine(failure));
  for (const scheme of state) output.say(inWords(scheme));
  return worst(refused.map(({ failure }) => exitOf(failure)));
}

function inWords({ title, official, taken, listOfLists, lists }: SchemeState): string[] {
  const age = taken === null ? '' : `, taken over ${ageOf(taken)}`;
  const late = lists.filter(({ stale }) => stale);
  return [
    `${title}${official ? '' : ' (pinned by hand)'}${age}`,
    ...(listOfLists === null
      ? []
      : [`  list of lists  number ${listOfLists.sequence} of ${listOfLists.issued}${overdue(listOfLists)}`]),
    ...lists.map(
      (one) =>
        `  ${one.territory.padEnd(13)}  number ${one.sequence} of ${one.issued}, ${one.services} service${one.services === 1 ? '' : 's'}${overdue(one)}`,
    ),
    ...(late.length > 0 ? [`  ${late.length} should have been replaced by now: countersign trust update`] : []),
  ];
}

function overdue({ stale, nextUpdate }: { stale: boolean; nextUpdate: string | null }): string {
  return stale ? `, was to be replaced by ${nextUpdate}` : '';
}

function ageOf(time: string): string {
  const days = Math.floor((systemClock.now().getTime() - new Date(time).getTime()) / 86_400_000);
  return days < 1 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
}
