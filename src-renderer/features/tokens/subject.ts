/** A distinguished name as RFC 4514 writes it, its parts in the order given; those that are empty are left out. */
export function subjectOf(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .map(([type, value]) => [type, value.trim()] as const)
    .filter(([, value]) => value !== '')
    .map(([type, value]) => `${type}=${escaped(value)}`)
    .join(',');
}

/** RFC 4514, 2.4: characters with a meaning of their own are escaped; a number sign only at the beginning. */
function escaped(value: string): string {
  return value.replace(/["+,;<>\\]/g, '\\$&').replace(/^#/, '\\#');
}
