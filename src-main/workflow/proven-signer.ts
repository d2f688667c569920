import type { Signer } from '../platform/signer.ts';

/** The same key; `onProof` is called once it has signed: then its PIN was right and it is there. */
export function provenSigner(signer: Signer, onProof: () => void): Signer {
  const { certificate, chain, algorithms, keyHome } = signer;
  return {
    certificate,
    chain,
    algorithms,
    keyHome,
    async sign(toBeSigned, algorithm, signal) {
      const signature = await signer.sign(toBeSigned, algorithm, signal);
      onProof();
      return signature;
    },
    close: () => signer.close(),
  };
}
