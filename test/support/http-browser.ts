import type { Browser, PageVisit } from '../../src-main/tokens/csc/oauth-client.ts';

/** What a browser that is sent to a page ends at. */
export interface Landing {
  readonly status: number;
  readonly text: string;
}

/** A browser that follows redirects and does nothing else. */
export interface HttpBrowser {
  readonly open: Browser;
  /** Pages that it was sent to. */
  readonly visits: PageVisit[];
  /** Where it ended, oldest first; of an address that nobody listens on, status 0. */
  readonly landings: Promise<Landing>[];
}

/** @param before takes part in each visit before the browser goes there */
export function httpBrowser(before: (visit: PageVisit) => Promise<unknown> = async () => undefined): HttpBrowser {
  const visits: PageVisit[] = [];
  const landings: Promise<Landing>[] = [];
  return {
    visits,
    landings,
    open: async (visit, back, signal) => {
      visits.push(visit);
      const came = back(signal);
      await before(visit);
      landings.push(land(visit.address));
      return came;
    },
  };
}

/** Goes to an address and follows where it leads. */
export async function land(address: string, init: RequestInit = {}): Promise<Landing> {
  try {
    const answer = await fetch(address, init);
    return { status: answer.status, text: await answer.text() };
  } catch {
    return { status: 0, text: '' };
  }
}
