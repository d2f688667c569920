import type { TokenInfo } from '../token-info.ts';

/** A module with what it reads. */
interface WithTokens {
  /** True for the maker's own module. */
  readonly vendor: boolean;
  readonly tokens: readonly TokenInfo[];
}

/**
 * Leaves each token to one module: the maker's own before a general one, otherwise the one that comes first. Two modules read the same
 * token where its serial number is the same and they have a certificate in common, or neither sees one.
 */
export function onceEach<T extends WithTokens>(modules: readonly T[]): T[] {
  const owners = [...modules].sort((a, b) => Number(b.vendor) - Number(a.vendor));
  const kept = new Map<T, TokenInfo[]>(modules.map((module) => [module, []]));
  const seen: TokenInfo[] = [];
  for (const module of owners) {
    // Two tokens of one module are two tokens, however alike they are.
    const own = module.tokens.filter((token) => !seen.some((other) => isSame(token, other)));
    kept.set(module, own);
    seen.push(...own);
  }
  return modules.map((module) => ({ ...module, tokens: kept.get(module) ?? [] }));
}

function isSame(a: TokenInfo, b: TokenInfo): boolean {
  const shared = a.certificates.some(({ sha256 }) => b.certificates.some((other) => other.sha256 === sha256));
  const bare = a.certificates.length === 0 && b.certificates.length === 0;
  // Modules cut serial numbers to what they have room for, and some leave them out.
  const serial = a.serial === b.serial || a.serial === '' || b.serial === '';
  return shared
    ? serial || a.slotDescription === b.slotDescription
    : bare && serial && a.serial !== '' && a.label === b.label;
}
