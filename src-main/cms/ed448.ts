import { type EdDSA, eddsa, edwards } from '@noble/curves/abstract/edwards.js';
import { Field } from '@noble/curves/abstract/modular.js';
import { shake256 } from '@noble/hashes/sha3.js';
import { concatBytes, createHasher, utf8ToBytes } from '@noble/hashes/utils.js';

/** Made when first used: the library's own takes as long to load as a whole command. */
let made: EdDSA | undefined;

/** Ed448 as in RFC 8032, 5.2: strings of 57 octets, no context. */
function arithmetic(): EdDSA {
  if (made !== undefined) return made;
  const p = 2n ** 448n - 2n ** 224n - 1n;
  const n = 2n ** 446n - 13818066809895115352007386748515426880336692474882178609894547503885n;
  const Fp = Field(p, { BITS: 456, isLE: true });
  const Fn = Field(n, { BITS: 456, isLE: true });
  const point = edwards(
    {
      p,
      n,
      h: 4n,
      a: 1n,
      d: p - 39081n,
      Gx: 224580040295924300187604334099896036246789641632564134246125461686950415467406032909029192869357953282578032075146446173674602635247710n,
      Gy: 298819210078481492676017930443930673437544040154080242095928241372331506189835876003536878655418784733982303233503462500531545062832660n,
    },
    {
      Fp,
      Fn,
      uvRatio(u, v) {
        const value = Fp.pow(Fp.mul(u, Fp.inv(v)), (p + 1n) / 4n);
        return { isValid: Fp.eql(Fp.mul(Fp.sqr(value), v), u), value };
      },
    },
  );
  made = eddsa(
    point,
    createHasher(() => shake256.create({ dkLen: 114 })),
    {
      domain: (data: Uint8Array, context: Uint8Array, prehash: boolean) =>
        concatBytes(utf8ToBytes('SigEd448'), Uint8Array.of(prehash ? 1 : 0, context.length), context, data),
    },
  );
  return made;
}

/**
 * Checks an Ed448 signature.
 * @param publicKey 57 octets
 * @throws an error of the library for a key or a signature that is none
 */
export function verifyEd448(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return arithmetic().verify(signature, message, publicKey);
}
