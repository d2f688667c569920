import type { PinState, SigningCertificate } from '../../../shared/contract/contract.ts';

export interface TokenState {
  readonly label: string;
  readonly pin: PinState;
}

/** The tokens behind a list of certificates, each once, the most worrying PIN first. Key files are no tokens. */
export function tokensOf(certificates: readonly SigningCertificate[]): readonly TokenState[] {
  const found = new Map<string, TokenState>();
  for (const { home } of certificates)
    if (home.kind === 'pkcs11') found.set(`${home.label}\n${home.detail}`, { label: home.label, pin: home.pin });
  return [...found.values()].sort((a, b) => WORRY.indexOf(a.pin) - WORRY.indexOf(b.pin));
}

const WORRY: readonly PinState[] = ['locked', 'final-try', 'to-be-changed', 'count-low', 'unknown', 'ok'];
