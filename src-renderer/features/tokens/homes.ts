import type { PresentToken } from '../../../shared/contract/object-calls.ts';
import type { SigningCertificate } from '../../../shared/contract/token-list-calls.ts';

/** A token or key file, and the certificates that it holds; none only on a token. */
export interface KeyHome {
  /** Tells it from the others. */
  readonly name: string;
  readonly home: SigningCertificate['home'];
  readonly certificates: readonly SigningCertificate[];
  /** The token as it is managed; null for what is none. */
  readonly token: PresentToken | null;
}

/**
 * Certificates by the place where their keys live, in the order in which they came, those that can sign first; then the tokens that hold
 * no certificate.
 */
export function homesOf(certificates: readonly SigningCertificate[], tokens: readonly PresentToken[]): KeyHome[] {
  const found = new Map<string, SigningCertificate[]>();
  for (const certificate of certificates) {
    const name = nameOf(certificate.home);
    found.set(name, [...(found.get(name) ?? []), certificate]);
  }
  const empty = tokens.flatMap((token): KeyHome[] => {
    const home = homeOf(token);
    return found.has(nameOf(home)) ? [] : [{ name: nameOf(home), home, certificates: [], token }];
  });
  const full = [...found].flatMap(([name, all]): KeyHome[] => {
    const [first] = all;
    if (first === undefined) return [];
    const token = tokens.find((one) => nameOf(homeOf(one)) === name) ?? null;
    const sorted = all.toSorted((a, b) => Number(b.usable) - Number(a.usable));
    return [{ name, home: first.home, certificates: sorted, token }];
  });
  return [...full, ...empty];
}

function homeOf({ label, detail, pin, pinEntry }: PresentToken): SigningCertificate['home'] {
  return { kind: 'pkcs11', label, detail, pin, pinEntry };
}

function nameOf({ kind, label, detail }: SigningCertificate['home']): string {
  return `${kind}\n${label}\n${detail}`;
}
