import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenForRedirect } from '../../../../src-main/platform/net/loopback-redirect.ts';
import { land } from '../../../support/http-browser.ts';

describe('the place to which a browser comes back', () => {
  async function open() {
    const redirect = await listenForRedirect('/countersign/here', 'state');
    onTestFinished(() => redirect.close());
    return redirect;
  }
  const codeOf = (given: URLSearchParams) => given.get('code');

  it('takes one answer, in the language of the browser, and shows nothing of it', async () => {
    const redirect = await open();
    expect(redirect.uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/countersign\/here$/);
    const answer = `${redirect.uri}?code=%3Cb%3E1?&state=state`;
    expect((await land(answer)).status, 'before anybody waits').toBe(410);
    const [found, page] = await Promise.all([
      redirect.answer(codeOf, 60_000),
      land(answer, { headers: { 'accept-language': 'de-AT,de;q=0.9' } }),
    ]);
    expect(found).toBe('<b>1?');
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Sie können dieses Fenster schließen') });
    expect(page.text).not.toContain('1&');
    expect((await land(answer)).status, 'once').toBe(410);
  });

  it('what is thrown over the answer ends the waiting, and the page says so', async () => {
    const redirect = await open();
    const judged = redirect.answer(() => {
      throw new Error('no');
    }, 60_000);
    const [outcome, page] = await Promise.allSettled([judged, land(`${redirect.uri}?state=state`)]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'no' } });
    expect(page).toMatchObject({ value: { status: 400, text: expect.stringContaining('did not work') } });
  });

  it.each(['', 'GET /countersign/here HTTP/1.1\r\n'])('waits for nobody who said only “%s”', async (begun) => {
    const redirect = await open();
    const ahead = connect(Number(new URL(redirect.uri).port), '127.0.0.1');
    await once(ahead, 'connect');
    ahead.on('error', () => undefined).write(begun);
    const over = once(ahead, 'close');
    const [, page] = await Promise.all([
      redirect.answer(codeOf, 60_000),
      land(`${redirect.uri}?code=1&state=state`).finally(() => redirect.close()),
    ]);
    await over;
    expect(page.status).toBe(200);
  });

  it('who opens connections and says nothing keeps the browser out no longer', async () => {
    const redirect = await open();
    const port = Number(new URL(redirect.uri).port);
    const silent = Array.from({ length: 80 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    onTestFinished(() => {
      for (const socket of silent) socket.destroy();
    });
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    const [found] = await Promise.all([redirect.answer(codeOf, 60_000), land(`${redirect.uri}?code=1&state=state`)]);
    expect(found).toBe('1');
  });

  it('nobody comes, or is wanted any more', async () => {
    const redirect = await open();
    await expect(redirect.answer(codeOf, 1)).rejects.toMatchObject({ code: 'REMOTE_SIGN_IN_FAILED' });
    const stop = new AbortController();
    const waiting = redirect.answer(codeOf, 60_000, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(redirect.answer(codeOf, 60_000, stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    const left = redirect.answer(codeOf, 60_000);
    redirect.close();
    await expect(left, 'closed').rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
