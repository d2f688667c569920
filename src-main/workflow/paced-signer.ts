import type { Signer } from '../platform/signer.ts';
import type { PinTries } from './pin-tries.ts';

/**
 * A key whose PIN is tried at each signature and not when it is opened: refused ones are held apart as those of a token are.
 * @param name as in PinTries.attempt
 */
export function pacedSigner(signer: Signer, tries: PinTries, name: string): Signer {
  const { certificate, chain, algorithms, keyHome } = signer;
  return {
    certificate,
    chain,
    algorithms,
    keyHome,
    sign: (toBeSigned, algorithm, signal) => tries.attempt(name, () => signer.sign(toBeSigned, algorithm, signal)),
    close: () => signer.close(),
  };
}
