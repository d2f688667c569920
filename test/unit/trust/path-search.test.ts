import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../../src-main/cms/certificate.ts';
import { PathIndex } from '../../../src-main/trust/path-index.ts';
import { PathSearch } from '../../../src-main/trust/path-search.ts';
import { type Entity, entity, issue, mesh } from '../../support/certificate-graph.ts';

const at = new Date('2026-11-20T12:00:00Z');
const root = entity('Root');
const anchor = issue({ subject: root, issuer: root });
const person = entity('Person');
const leafUnder = (issuer: Entity) => issue({ subject: person, issuer, ca: false });
const entities = (count: number, name: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => entity(name(index)));

/** Every path in the order in which it is found. */
function search(leaf: Certificate, certificates: readonly Certificate[]) {
  const found = new PathSearch(leaf, new PathIndex([anchor], certificates), at);
  const paths: string[] = [];
  for (let path = found.next(); path !== undefined; path = found.next()) {
    paths.push(path.map(({ commonName }) => commonName).join(' '));
  }
  return { paths, checks: found.checks, longest: found.longest.length, rejected: found.rejected };
}

/** The first path and what it cost. */
function first(leaf: Certificate, certificates: readonly Certificate[]) {
  const found = new PathSearch(leaf, new PathIndex([anchor], certificates), at);
  return { path: found.next()?.map(({ commonName }) => commonName), checks: found.checks };
}

describe('a thousand certificates', () => {
  const named = entities(32, (index) => `Authority ${index}`);
  const [nearest, , farthest] = named;
  if (nearest === undefined || farthest === undefined) throw new Error('no authorities');
  const everybody = mesh(named);
  const start = leafUnder(farthest);

  it('that certify one another lead to the anchor by the shortest way, at once', () => {
    const certified = issue({ subject: nearest, issuer: root });
    const { path, checks } = first(start, [...everybody, certified]);
    expect(path).toEqual(['Person', 'Authority 2', 'Authority 0', 'Root']);
    expect(checks).toBeLessThan(10);
  });

  it('that certify one another and lead nowhere are each come to once', () => {
    const { paths, checks, longest } = search(start, everybody);
    expect(paths).toEqual([]);
    expect(longest).toBeGreaterThan(1);
    expect(checks).toBeLessThanOrEqual(everybody.length + 1);
  });

  it('in a ring end where they began', () => {
    const ring = entities(1_000, (index) => `Ring ${index}`);
    const certificates = ring.map((subject, index) => issue({ subject, issuer: ring.at(index - 1) ?? subject }));
    const { paths, checks } = search(leafUnder(ring[0] ?? root), certificates);
    expect(paths).toEqual([]);
    expect(checks).toBeLessThan(25);
  });

  it.each([true, false])('of one name are told apart by key identifiers, and without them end (%s)', (keyIds) => {
    const same = entities(32, () => 'Authority');
    const [top, , bottom] = same;
    if (top === undefined || bottom === undefined) throw new Error('no authorities');
    const certificates = [...mesh(same, { keyIds }), issue({ subject: top, issuer: root, keyIds })];
    const leaf = issue({ subject: person, issuer: bottom, ca: false, keyIds });
    const { path, checks } = first(leaf, certificates);
    if (keyIds) expect(path).toEqual(['Person', 'Authority', 'Authority', 'Root']);
    expect(checks).toBeLessThanOrEqual(1_500);
  });

  it('that borrow a name and a key identifier do not hide the one that did sign', () => {
    const forged = Array.from({ length: 1_000 }, () => issue({ subject: nearest, issuer: root, forged: true }));
    const right = issue({ subject: nearest, issuer: root });
    expect(first(leafUnder(nearest), [...forged, right]).path).toEqual(['Person', 'Authority 0', 'Root']);
  });

  it('of which each signs wrongly cost no more signatures than are allowed, and the report says so', () => {
    const forged = mesh(named, { forged: true });
    const certified = issue({ subject: nearest, issuer: root, forged: true });
    const { paths, checks, rejected } = search(start, [...forged, certified]);
    expect(paths).toEqual([]);
    expect(checks).toBeLessThanOrEqual(1_500);
    expect(rejected[0]).toMatchObject({ code: 'SIGNATURE_INVALID', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
  });

  it('give no more than 32 paths', () => {
    const certified = named.map((subject) => issue({ subject, issuer: root }));
    const { paths, checks } = search(start, [...everybody, ...certified]);
    expect(paths).toHaveLength(32);
    expect(checks).toBeLessThanOrEqual(1_500);
  });
});

describe('paths are found in the order of how much speaks for them', () => {
  const [good, other] = entities(2, (index) => `Authority ${index}`);
  if (good === undefined || other === undefined) throw new Error('no authorities');
  const leaf = leafUnder(good);

  it.each([
    ['that has expired', { notAfter: new Date('2025-01-01T00:00:00Z') }],
    ['that is not one of an authority', { ca: false }],
  ])('a certificate of the authority %s comes after one that is right', (_, changes) => {
    const bad = issue({ subject: good, issuer: root, ...changes });
    const right = issue({ subject: good, issuer: root });
    const found = new PathSearch(leaf, new PathIndex([anchor], [bad, right]), at);
    expect(found.next()?.[1]).toBe(right);
    expect(found.next()?.[1]).toBe(bad);
  });

  it('a longer way comes after a shorter one, and no way goes through the same key twice', () => {
    const certificates = [
      issue({ subject: good, issuer: other }),
      issue({ subject: other, issuer: good }),
      issue({ subject: other, issuer: root }),
      issue({ subject: good, issuer: root }),
    ];
    expect(search(leaf, certificates).paths).toEqual([
      'Person Authority 0 Root',
      'Person Authority 0 Authority 1 Root',
    ]);
  });

  it('a key identifier that does not fit is no hindrance', () => {
    const renamed = { ...good, keyId: Uint8Array.of(1, 2, 3) };
    expect(first(leaf, [issue({ subject: renamed, issuer: root })]).path).toEqual(['Person', 'Authority 0', 'Root']);
  });
});
