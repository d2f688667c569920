import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { qualifiedSigner } from '../../../scripts/pki/trusted-lists.ts';
import { codeOf } from '../../../shared/contract/app-error.ts';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { type Home, locateHome } from '../../../src-main/platform/home.ts';
import { createHttp } from '../../../src-main/platform/net/client.ts';
import { systemAuthorities } from '../../../src-main/platform/net/system-authorities.ts';
import { loadTrust } from '../../../src-main/workflow/trust-store.ts';
import { importTrustedLists, trustedListsState, updateTrustedLists } from '../../../src-main/workflow/trusted-lists.ts';
import { verifyDocument } from '../../../src-main/workflow/verify-document.ts';
import { serve } from '../../support/loopback.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { signBytes } from '../../support/sign-bytes.ts';
import { temporaryFolder } from '../../support/tools.ts';
import { days, listOfLists, lotl, NOW, nationalList, pivot, SIGNERS, service } from '../../support/trust-scheme.ts';

const clock = { now: () => NOW };
let signed: Uint8Array;
beforeAll(async () => {
  signed = await signBytes(buildPdf(), {}, qualifiedSigner(testPki(), NOW));
});

let folder: string;
let home: Home;
beforeEach(() => {
  folder = temporaryFolder();
  home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
});
const put = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const published = () => put('published.pem', toPem(SIGNERS.published.certificate, 'CERTIFICATE'));
const take = (files: Readonly<Record<string, Uint8Array>>) =>
  importTrustedLists(
    home,
    clock,
    Object.entries(files).map(([name, bytes]) => put(name, bytes)),
    [published()],
  );
const codes = (refused: readonly { list: string; failure: { code: string } }[]) =>
  refused.map(({ list, failure }) => `${list} ${failure.code}`);

async function verify(at = NOW): Promise<VerificationReport> {
  const trust = await loadTrust({ crls: [put('issuing.crl', testPki().issuingCrl)] }, home);
  return verifyDocument(put('signed.pdf', signed), trust, at);
}

/** The same value once for each member that it has anywhere, without that member. */
function without(value: unknown, place = ''): [place: string, damaged: unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((one, index) =>
      without(one, `${place}[${index}]`).map(([where, other]): [string, unknown] => [where, value.with(index, other)]),
    );
  }
  return Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const { [name]: _, ...rest } = value as Record<string, unknown>;
    const within = without(member, `${place}.${name}`);
    const gone: [string, unknown][] = name === 'identities' ? [] : [[`${place}.${name}`, rest]];
    return [...gone, ...within.map(([where, other]): [string, unknown] => [where, { ...value, [name]: other }])];
  });
}

describe('trusted lists from files', () => {
  it('make a signature a qualified one, and the report says by which list', async () => {
    const { taken, refused } = await take({
      'NA.xml': nationalList(),
      'lotl.xml': listOfLists(),
      'pivot-9.xml': pivot(),
    });
    expect([taken, refused]).toEqual([['lotl.xml', 'NA.xml'], []]);
    const { signatures, setting } = await verify();
    expect(signatures[0]).toMatchObject({
      indication: 'TOTAL-PASSED',
      qualified: 'QES',
      qualification: { result: 'QES', purpose: 'signature', service: { country: 'NA', status: 'granted' } },
    });
    expect(signatures[0]?.qualification?.reasons.join(' ')).toContain('not those of the European Union');
    expect(setting.anchors).toMatchObject([{ origin: 'trusted list NA' }]);
    expect(setting.trustedLists).toMatchObject([{ territory: 'NA', sequence: 5, stale: false }]);
  });

  it('trust nobody without them', async () => {
    const { signatures, setting } = await verify();
    expect(signatures[0]).toMatchObject({
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      qualified: null,
      qualification: null,
    });
    expect([setting.anchors, setting.trustedLists]).toEqual([[], []]);
  });

  it('trust a service no longer that was withdrawn, as nothing proves that the signature is older', async () => {
    const states = [
      { status: 'withdrawn', since: days(-0.5) },
      { status: 'granted', since: days(-1000) },
    ];
    await take({
      'lotl.xml': listOfLists(),
      'pivot-9.xml': pivot(),
      'NA.xml': nationalList({ services: [service(states)] }),
    });
    const { signatures } = await verify();
    expect(signatures[0]).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
      qualified: null,
    });
  });

  it('that are not verified are not taken over, the others are', async () => {
    const { taken, refused } = await take({
      'lotl.xml': listOfLists(),
      'pivot-9.xml': pivot(),
      'NA.xml': nationalList(),
      'stranger.xml': nationalList({}, SIGNERS.stranger),
      'changed.xml': Buffer.from(Buffer.from(nationalList()).toString().replace('granted', 'withdrawn')),
      'note.xml': Buffer.from('a note'),
      'other.xml': nationalList({ territory: 'XX' }),
    });
    expect(taken).toEqual(['lotl.xml', 'NA.xml']);
    expect(codes(refused).sort()).toEqual([
      'changed.xml TRUSTED_LIST_SIGNATURE',
      'note.xml TRUSTED_LIST_UNREADABLE',
      'other.xml TRUSTED_LIST_SIGNER',
      'stranger.xml TRUSTED_LIST_SIGNER',
    ]);
  });

  it.each<[string, () => Readonly<Record<string, Uint8Array>>, string]>([
    [
      'the pivot is missing',
      () => ({ 'lotl.xml': listOfLists(), 'NA.xml': nationalList() }),
      'lotl.xml TRUSTED_LIST_PIVOT',
    ],
    ['there is no list of lists', () => ({ 'XX.xml': nationalList() }), 'XX.xml TRUSTED_LIST_SIGNER'],
  ])('are none where %s', async (_, files, refusal) => {
    const { taken, refused, state } = await take(files());
    expect([taken, state]).toEqual([[], []]);
    expect(codes(refused)).toEqual([refusal]);
  });

  it('may be one list alone whose signer is pinned', async () => {
    const signer = put('national.pem', toPem(SIGNERS.national.certificate, 'CERTIFICATE'));
    const { taken } = await importTrustedLists(home, clock, [put('NA.xml', nationalList())], [signer]);
    expect(taken).toEqual(['NA.xml']);
    expect((await verify()).signatures[0]?.qualified).toBe('QES');
  });

  it('are not those of the European Union because somebody says so', async () => {
    const files = [put('lotl.xml', listOfLists()), put('pivot-9.xml', pivot())];
    expect(codes((await importTrustedLists(home, clock, files)).refused)).toEqual(['lotl.xml TRUSTED_LIST_PIVOT']);
  });

  it('are not replaced by older ones', async () => {
    await take({ 'lotl.xml': listOfLists(), 'pivot-9.xml': pivot(), 'NA.xml': nationalList() });
    const older = await take({ 'NA.xml': nationalList({ sequence: 4 }) });
    expect(codes(older.refused)).toEqual(['NA.xml TRUSTED_LIST_OLDER']);
    expect(older.state[0]?.lists).toMatchObject([{ territory: 'NA', sequence: 5 }]);
    const newer = await take({ 'NA.xml': nationalList({ sequence: 6 }) });
    expect(newer.state[0]?.lists).toMatchObject([{ territory: 'NA', sequence: 6 }]);
    const lists = await take({ 'lotl.xml': listOfLists({ sequence: 9 }), 'pivot-9.xml': pivot() });
    expect(codes(lists.refused)).toContain('lotl.xml TRUSTED_LIST_OLDER');
  });

  it('tell how old they are', async () => {
    await take({ 'lotl.xml': listOfLists(), 'pivot-9.xml': pivot(), 'NA.xml': nationalList() });
    const later = { now: () => days(101) };
    expect((await trustedListsState(home, clock))[0]?.lists[0]?.stale).toBe(false);
    expect((await trustedListsState(home, later))[0]).toMatchObject({
      listOfLists: { stale: true },
      lists: [{ stale: true }],
    });
    const { signatures, setting } = await verify(days(101));
    expect(setting.trustedLists[0]?.stale).toBe(true);
    expect(signatures[0]?.qualified).toBeNull();
  });

  it('that were damaged in their place are not passed over', async () => {
    mkdirSync(home.at('trusted-lists'), { recursive: true });
    writeFileSync(home.at('trusted-lists', 'eu.json'), '{"version": 1');
    await expect(loadTrust({}, home)).rejects.toMatchObject({ code: 'TRUSTED_LIST_UNREADABLE' });
  });

  it('that lack something are damaged, wherever it is', async () => {
    await take({ 'lotl.xml': listOfLists(), 'pivot-9.xml': pivot(), 'NA.xml': nationalList() });
    const [name = ''] = readdirSync(home.at('trusted-lists'));
    const file = home.at('trusted-lists', name);
    const whole: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const damages = without(whole);
    // Every member of every object, but the one that older programs did not keep.
    expect(damages.length).toBeGreaterThan(40);
    for (const [place, damaged] of damages) {
      writeFileSync(file, JSON.stringify(damaged));
      const outcome = await trustedListsState(home, clock).catch(codeOf);
      expect([place, outcome]).toEqual([place, 'TRUSTED_LIST_UNREADABLE']);
    }
    writeFileSync(file, JSON.stringify(whole));
    await expect(loadTrust({}, home)).resolves.toMatchObject({ lists: [{ territory: 'NA' }] });
  });

  it.skipIf(process.platform === 'win32')('are not waited for where a pipe stands in their place', async () => {
    mkdirSync(home.at('trusted-lists'), { recursive: true });
    execFileSync('mkfifo', [home.at('trusted-lists', 'eu.json')]);
    await expect(loadTrust({}, home)).rejects.toMatchObject({ code: 'TRUSTED_LIST_UNREADABLE' });
  });

  it('that were damaged do not stand in the way of others, and an import of their own puts them right', async () => {
    mkdirSync(home.at('trusted-lists'), { recursive: true });
    writeFileSync(home.at('trusted-lists', 'eu.json'), '{"version": 1');
    const lists = { 'lotl.xml': listOfLists(), 'pivot-9.xml': pivot(), 'NA.xml': nationalList() };
    const { taken, refused, state } = await take(lists);
    expect(taken).toContain('NA.xml');
    expect(codes(refused)).toEqual(['eu TRUSTED_LIST_UNREADABLE']);
    expect(state.map(({ lists: [one] }) => one?.territory)).toEqual(['NA']);
    const [scheme] = state;
    writeFileSync(home.at('trusted-lists', `${scheme?.id}.json`), 'gone');
    rmSync(home.at('trusted-lists', 'eu.json'));
    expect((await take(lists)).refused).toEqual([]);
    await expect(loadTrust({}, home)).resolves.toMatchObject({ lists: [{ territory: 'NA' }] });
  });
});

describe('trusted lists from the network', () => {
  /** The services of a scheme, and a network in which there is nothing else. */
  async function scheme(files: Readonly<Record<string, () => Uint8Array>>) {
    const server = await serve(({ url = '' }, answer) => {
      const file = files[url];
      if (file === undefined) answer.writeHead(404).end();
      else answer.end(file());
    });
    const nowhere = await serve((_, answer) => answer.writeHead(403).end());
    nowhere.stop();
    const http = createHttp({
      home,
      clock: { now: () => new Date() },
      proxy: ({ protocol }) => (protocol === 'https:' ? new URL(nowhere.url) : undefined),
    });
    return { place: server.url, http };
  }

  const here = { place: '' };
  const list = (request: Parameters<typeof lotl>[1] = {}) => listOfLists({ ...lotl(here.place), ...request });
  const names = {
    '/lotl.xml': () => list(),
    '/pivot-9.xml': () => pivot(here.place),
    '/NA.xml': () => nationalList({ sequence: 7 }),
  };

  it('replace those that are kept, where they lie now', async () => {
    const { place, http } = await scheme(names);
    here.place = place;
    await take({ 'lotl.xml': list(), 'pivot-9.xml': pivot(place), 'NA.xml': nationalList() });
    const reported: number[] = [];
    const { taken, refused, state } = await updateTrustedLists(home, clock, {
      http,
      report: (one) => reported.push(one),
    });
    expect(taken).toEqual([`${place}/lotl.xml`, `${place}/NA.xml`]);
    expect(state[0]?.lists).toMatchObject([{ sequence: 7 }]);
    expect(reported.at(-1)).toBe(1);
    // Those of the Union cannot be reached from here.
    expect(refused.map(({ list: address }) => address)).toEqual(['https://ec.europa.eu/tools/lotl/eu-lotl.xml']);
  });

  it('leave in place what cannot be had or does not hold', async () => {
    const { place, http } = await scheme({
      ...names,
      '/NA.xml': () => nationalList({ sequence: 8 }, SIGNERS.stranger),
    });
    here.place = place;
    await take({ 'lotl.xml': list(), 'pivot-9.xml': pivot(place), 'NA.xml': nationalList() });
    const { taken, refused, state } = await updateTrustedLists(home, clock, { http });
    expect(taken).toEqual([`${place}/lotl.xml`]);
    expect(codes(refused)).toContain(`${place}/NA.xml TRUSTED_LIST_SIGNER`);
    expect(state[0]?.lists).toMatchObject([{ sequence: 5 }]);
  });

  it('fail where nothing can be had, and nothing is written', async () => {
    const { http } = await scheme({});
    await expect(updateTrustedLists(home, clock, { http })).rejects.toMatchObject({
      code: expect.stringMatching(/^NETWORK_/u),
    });
    expect(() => readdirSync(home.at('trusted-lists'))).toThrow('ENOENT');
  });

  it('are not fetched offline', async () => {
    const http = createHttp({ home, clock, proxy: () => undefined, offline: true });
    await expect(updateTrustedLists(home, clock, { http })).rejects.toMatchObject({ code: 'NETWORK_OFFLINE' });
  });
});

describe('anchors of the operating system', () => {
  it('are taken where they are asked for, and say where they come from', async () => {
    const there = await systemAuthorities();
    if (there.length === 0) {
      await expect(loadTrust({ trust: ['system'] }, home)).rejects.toMatchObject({ code: 'TRUST_UNREADABLE' });
      return;
    }
    const trust = await loadTrust({ trust: ['system'] }, home);
    expect(trust.anchors.length).toBeGreaterThan(0);
    expect(new Set(trust.origins?.values())).toEqual(new Set(['operating system']));
    expect((await loadTrust({}, home)).anchors).toEqual([]);
  });

  it('keep being named ones where they are named, too', async () => {
    const root = put('root.cer', testPki().root.certificate);
    const trust = await loadTrust({ trust: [root] }, home);
    expect(trust.origins).toBeUndefined();
    await take({ 'lotl.xml': listOfLists(), 'pivot-9.xml': pivot(), 'NA.xml': nationalList() });
    const issuing = put('issuing.cer', testPki().issuing.certificate);
    const both = await loadTrust({ trust: [root, issuing] }, home);
    expect([both.anchors.length, both.origins?.size]).toEqual([2, 0]);
  });
});
