import { type FieldLock, isLocked, stricter } from '../format/mdp.ts';

/**
 * One lock that locks what either does, since a signature carries one.
 * @param names fully qualified names of all fields of the document: what two unlike locks leave open is told by name
 */
export function combinedLock(a: FieldLock | null, b: FieldLock | null, names: readonly string[]): FieldLock | null {
  if (a === null || b === null) return a ?? b;
  const permission = stricter(a.permission, b.permission);
  if (a.action === 'Include' && b.action === 'Include') {
    return { action: 'Include', fields: [...new Set([...a.fields, ...b.fields])], permission };
  }
  const open = names.filter((name) => !isLocked(a, name) && !isLocked(b, name));
  // Nothing to exclude is everything: fields that are added later are locked, too.
  return open.length === 0
    ? { action: 'All', fields: [], permission }
    : { action: 'Exclude', fields: [...new Set(open)], permission };
}
