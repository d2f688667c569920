import { plainLine } from '../shared/domain/plain-text.ts';
import { openInBrowser } from '../src-main/platform/system-browser.ts';
import type { Browser } from '../src-main/tokens/csc/oauth-client.ts';

const WHY = { 'sign-in': 'sign in to', signatures: 'allow the signature at' } as const;

/** Says which page to open, and opens it where that can be done: the browser may be on another screen, or there is none. */
export const terminalBrowser: Browser = async ({ address, host, purpose }, back, signal) => {
  // Before the page is open: whoever is signed in already comes back at once.
  const came = back(signal);
  process.stderr.write(`To ${WHY[purpose]} ${plainLine(host)}, open in your browser on this computer:\n${address}\n`);
  const [answer] = await Promise.all([came, openInBrowser(address)]);
  return answer;
};
