import { plainLines } from '../../shared/domain/plain-text.ts';

/** A reply or an event with every string in it as plain text: names of files and people come from strangers. */
// SECURITY: nothing that the page shows can turn the direction of what stands beside it, or hide a part of it.
export function plainValue<T>(value: T): T {
  return plain(value) as T;
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return plainLines(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
