import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { PkiServices } from '../../../scripts/pki/services.ts';
import type { NetworkSettings } from '../../../shared/contract/network-settings.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { type Home, locateHome } from '../../../src-main/platform/home.ts';
import {
  checkNetwork,
  type NetworkChoice,
  openNetwork,
  readNetworkSettings,
  tryAuthority,
  writeNetworkSettings,
} from '../../../src-main/workflow/network.ts';
import { deadPort, serve, serveProxy } from '../../support/loopback.ts';
import { temporaryFolder } from '../../support/tools.ts';

let home: Home;

beforeEach(() => {
  home = locateHome({ COUNTERSIGN_HOME: temporaryFolder('countersign-network-') });
});

const SETTINGS: NetworkSettings = {
  offline: true,
  proxy: { kind: 'address', url: 'http://me:secret@proxy.test:3128' },
  authorities: [{ url: 'http://tsa.test/#budget=5/1' }],
};

const open = (choice: NetworkChoice = {}, environment: NodeJS.ProcessEnv = {}) =>
  openNetwork(home, systemClock, choice, environment);

describe('settings of the network', () => {
  it('are the defaults at first, then what was kept, owner only', async () => {
    expect(await readNetworkSettings(home)).toEqual({ offline: false, proxy: { kind: 'system' }, authorities: [] });
    await writeNetworkSettings(home, SETTINGS);
    expect(await readNetworkSettings(home)).toEqual(SETTINGS);
    if (process.platform !== 'win32') expect(statSync(home.at('network.json')).mode & 0o777).toBe(0o600);
  });

  it('that name a part leave the rest as usual', async () => {
    writeFileSync(join(home.path, 'network.json'), '{"offline":true}');
    expect(await readNetworkSettings(home)).toEqual({ offline: true, proxy: { kind: 'system' }, authorities: [] });
  });

  it.each([
    ['{"off', 'not JSON'],
    ['null', 'not JSON'],
    ['[]', 'not JSON'],
    ['{"offline":"true"}', 'offline'],
    ['{"offlien":true}', 'offlien'],
    ['{"proxy":"http://me:secret@proxy.test"}', 'proxy'],
    ['{"authorities":["http://tsa.test/"]}', 'authorities.0'],
  ])('written wrongly by hand do not let the usual network be used: %s', async (text, place) => {
    writeFileSync(join(home.path, 'network.json'), text);
    const error = await open().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'SETTINGS_UNREADABLE' });
    expect(error).toMatchObject({ message: expect.stringContaining(place) });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  it('that cannot be used are not kept', async () => {
    const authorities = [{ url: 'http://tsa.test/#budget=none' }];
    await expect(writeNetworkSettings(home, { ...SETTINGS, authorities })).rejects.toMatchObject({ code: 'USAGE' });
    const proxy = { kind: 'address', url: 'http://' } as const;
    await expect(writeNetworkSettings(home, { ...SETTINGS, proxy })).rejects.toMatchObject({ code: 'NETWORK_PROXY' });
    expect((await readNetworkSettings(home)).offline).toBe(false);
  });

  it('yield to the environment, and both to what a run says', async () => {
    await writeNetworkSettings(home, SETTINGS);
    const kept = await open();
    expect(kept.offline).toBe(true);
    expect(kept.authorities.map(({ url }) => url)).toEqual(['http://tsa.test/']);
    const said = await open({ tsa: ['http://a.test', 'http://b.test', 'http://a.test'], offline: false });
    expect(said.offline).toBe(false);
    expect(said.authorities.map(({ url }) => url)).toEqual(['http://a.test/', 'http://b.test/']);
    await expect(open({ tsa: ['nonsense'] })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(open({}, { COUNTERSIGN_PROXY: 'socks://x' })).rejects.toMatchObject({ code: 'NETWORK_PROXY' });
  });
});

describe('the check before the PIN', () => {
  it('finds one authority that can be reached and asks it nothing', async () => {
    const server = await serve((_, response) => response.end());
    const network = await open({ tsa: [`http://127.0.0.1:${await deadPort()}`, server.url] });
    expect(await checkNetwork(network)).toBeUndefined();
    expect(server.seen).toEqual([]);
  });

  it.each<[string, () => Promise<[NetworkChoice, NodeJS.ProcessEnv]>, string]>([
    ['no authority', async () => [{}, {}], 'TSA_NOT_CONFIGURED'],
    ['no network wanted', async () => [{ tsa: ['http://tsa.test'], offline: true }, {}], 'NETWORK_OFFLINE'],
    ['nobody there', async () => [{ tsa: [`http://127.0.0.1:${await deadPort()}`] }, {}], 'NETWORK_UNREACHABLE'],
    [
      'a dead proxy',
      async () => [{ tsa: ['https://tsa.test'] }, { COUNTERSIGN_PROXY: `http://127.0.0.1:${await deadPort()}` }],
      'NETWORK_PROXY',
    ],
    [
      'a proxy that wants a password',
      async () => {
        const proxy = await serveProxy({ 'tsa.test': 1 }, 'a:b');
        return [{ tsa: ['http://tsa.test'], proxy: `http://127.0.0.1:${proxy.port}` }, {}];
      },
      'NETWORK_PROXY',
    ],
  ])('with %s says why', async (_, arrange, code) => {
    const network = await open(...(await arrange()));
    expect(await checkNetwork(network)).toMatchObject({ code });
  });
});

describe('trying an authority', () => {
  it('tells who signed and which time it states, or why there is no timestamp', async () => {
    const services = await PkiServices.start();
    onTestFinished(() => services.close());
    const network = await open();
    const { authority, time } = await tryAuthority(network, services.tsaUrl(), systemClock);
    expect(authority).toContain('Countersign Demo');
    expect(Math.abs(time.getTime() - systemClock.now().getTime())).toBeLessThan(600_000);
    services.setTsa('wrong-imprint');
    await expect(tryAuthority(network, services.tsaUrl(), systemClock)).rejects.toMatchObject({
      code: 'TSA_RESPONSE_INVALID',
    });
    await expect(tryAuthority(network, 'tsa', systemClock)).rejects.toMatchObject({ code: 'USAGE' });
  });
});
