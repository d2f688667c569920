import pkcs11js from 'pkcs11js';
import type { MechanismSpec } from './protocol.ts';

/** A mechanism as the binding wants it (CK_MECHANISM, with CK_RSA_PKCS_PSS_PARAMS where there are some). */
export function mechanismOf(spec: MechanismSpec): pkcs11js.Mechanism {
  if (spec.pss === undefined) return { mechanism: spec.mechanism };
  const { hash, mgf, saltLength } = spec.pss;
  const parameter: pkcs11js.RsaPSS = {
    type: pkcs11js.CK_PARAMS_RSA_PSS,
    hashAlg: hash,
    mgf,
    saltLen: saltLength,
  };
  return { mechanism: spec.mechanism, parameter };
}
