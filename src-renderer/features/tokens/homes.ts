import type { SigningCertificate } from '../../../shared/contract/contract.ts';

/** A token or key file, and the certificates that it holds; never none. */
export interface KeyHome {
  /** Tells it from the others. */
  readonly name: string;
  readonly home: SigningCertificate['home'];
  readonly certificates: readonly SigningCertificate[];
}

/** Certificates by the place where their keys live, in the order in which they came; those that can sign first. */
export function homesOf(certificates: readonly SigningCertificate[]): KeyHome[] {
  const found = new Map<string, SigningCertificate[]>();
  for (const certificate of certificates) {
    const { kind, label, detail } = certificate.home;
    const name = `${kind}\n${label}\n${detail}`;
    found.set(name, [...(found.get(name) ?? []), certificate]);
  }
  return [...found].flatMap(([name, all]) => {
    const [first] = all;
    if (first === undefined) return [];
    return [{ name, home: first.home, certificates: all.toSorted((a, b) => Number(b.usable) - Number(a.usable)) }];
  });
}
