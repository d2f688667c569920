import type { Signer } from '../platform/signer.ts';

/** The same key, each of whose signatures is made within `around`. */
export function signingWithin(
  signer: Signer,
  around: (sign: () => Promise<Uint8Array>) => Promise<Uint8Array>,
): Signer {
  const { certificate, chain, algorithms, keyHome } = signer;
  return {
    certificate,
    chain,
    algorithms,
    keyHome,
    sign: (toBeSigned, algorithm, signal) => around(() => signer.sign(toBeSigned, algorithm, signal)),
    close: () => signer.close(),
  };
}
