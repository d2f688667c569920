import type { Snapshot } from './snapshot.ts';

type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === 'string';
const flag: Shape = (value) => typeof value === 'boolean';
const count: Shape = (value) => Number.isSafeInteger(value);
const time: Shape = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const oneOf =
  (...allowed: readonly unknown[]): Shape =>
  (value) =>
    allowed.includes(value);
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
const record = (members: Readonly<Record<string, Shape>>): Shape => {
  const names = Object.keys(members);
  const shapes = Object.values(members);
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const has = value as Readonly<Record<string, unknown>>;
    return names.every((name, index) => shapes[index]?.(has[name]) === true);
  };
};
const texts = listOf(text);

const bit: Shape = (value) => Array.isArray(value) && value.length === 2 && text(value[0]) && flag(value[1]);
const criterion: Shape = (value) => {
  const kind: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  if (kind === 'keyUsage') return record({ bits: listOf(bit) })(value);
  return kind === 'list' ? record({ list: criteriaList })(value) : kind === 'unknown' || record({ oids: texts })(value);
};
const criteriaList: Shape = (value) =>
  record({ assert: oneOf('all', 'atLeastOne', 'none'), criteria: listOf(criterion) })(value);

const state = record({
  type: text,
  status: text,
  since: time,
  qualifications: listOf(record({ qualifiers: texts, criteria: criteriaList })),
  additional: texts,
  unknown: texts,
});
const service = record({ provider: text, name: text, certificates: texts, states: listOf(state) });
const identity = record({ service: count, certificate: count, sha256: text, subject: text, key: text });
const about = { operator: text, sequence: count, issued: time, nextUpdate: orNull(time) };
const list = record({
  territory: text,
  ...about,
  official: flag,
  services: listOf(service),
  identities: (value) => value === undefined || listOf(identity)(value),
});
const pointer = record({ location: text, territory: text, type: text, signers: texts });
const snapshot = record({
  version: oneOf(1),
  id: text,
  title: text,
  official: flag,
  location: text,
  publications: listOf(record({ title: text, marks: texts, signers: texts })),
  taken: time,
  listOfLists: orNull(record({ ...about, pointers: listOf(pointer) })),
  lists: listOf(list),
});

/** Whether this has every member that a snapshot has. By hand and not by a parser's schema: every verification reads what is kept. */
export function isSnapshot(value: unknown): value is Snapshot {
  return snapshot(value);
}
