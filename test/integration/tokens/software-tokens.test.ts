import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { addTokens, createSoftHsm, softHsmModule } from '../../../scripts/pki/softhsm-token.ts';
import { TokenWatch } from '../../../src-main/tokens/token-watch.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { describeWithSoftHsm, PIN, SO_PIN } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

describeWithSoftHsm('software tokens', () => {
  it('are seen as they are made and removed, though the module itself looks only when it is initialised', async () => {
    const folder = temporaryFolder();
    const softHsm = createSoftHsm(folder, softHsmModule() ?? '');
    process.env.SOFTHSM2_CONF = softHsm.conf;
    const make = (label: string) => addTokens(softHsm, [{ label, pin: PIN, soPin: SO_PIN, objects: [] }]);
    make('One');
    const tokens = new Tokens();
    const stop = new AbortController();
    const events: string[] = [];
    const watching = new TokenWatch(softHsm.module, {
      present: tokens.presentTokens.bind(tokens),
      onEvent: (event) =>
        events.push(event.kind === 'failed' ? event.error.code : `${event.kind} ${event.token.label}`),
      signal: stop.signal,
      period: 50,
      keepsAlive: true,
    }).run();
    const told = (event: string) => vi.waitUntil(() => events.includes(event), { timeout: 20_000, interval: 20 });
    await told('inserted One');
    make('Two');
    await told('inserted Two');
    for (const token of readdirSync(join(folder, 'tokens'))) rmSync(join(folder, 'tokens', token), { recursive: true });
    await told('removed One');
    await told('removed Two');
    stop.abort();
    await watching;
    // What is left is the slot in which SoftHSM offers a token that was never set up.
    await expect(tokens.selectKey({ module: softHsm.module, token: { label: 'One' } })).rejects.toMatchObject({
      code: 'TOKEN_NOT_INITIALIZED',
    });
    expect(events).toHaveLength(4);
    await tokens.close();
  });
});
