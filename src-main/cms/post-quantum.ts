import { createRequire } from 'node:module';

/** A parameter set of FIPS 204 or FIPS 205, for pure signatures. */
export interface ParameterSet {
  readonly family: 'ml-dsa' | 'slh-dsa';
  readonly name: string;
  /** Octets of a public key. */
  readonly keyLength: number;
  /** Bits of its security strength: 128, 192 or 256. A digest that goes with it has at least twice as many. */
  readonly strength: number;
}

const mlDsa = (name: string, keyLength: number, strength: number): ParameterSet => ({
  family: 'ml-dsa',
  name,
  keyLength,
  strength,
});

const slhDsa = (name: string, strength: number): ParameterSet => ({
  family: 'slh-dsa',
  name: `SLH-DSA-${name}`,
  keyLength: strength / 4,
  strength,
});

/**
 * By OID, which names key and signature alike (RFC 9881, 2; RFC 9909, 3). The variants that sign a digest (HashML-DSA, HashSLH-DSA) are
 * not among them: CMS and X.509 have no use for them (RFC 9882, 2; RFC 9881, 2).
 */
export const PARAMETER_SETS: Readonly<Record<string, ParameterSet>> = {
  '2.16.840.1.101.3.4.3.17': mlDsa('ML-DSA-44', 1312, 128),
  '2.16.840.1.101.3.4.3.18': mlDsa('ML-DSA-65', 1952, 192),
  '2.16.840.1.101.3.4.3.19': mlDsa('ML-DSA-87', 2592, 256),
  '2.16.840.1.101.3.4.3.20': slhDsa('SHA2-128s', 128),
  '2.16.840.1.101.3.4.3.21': slhDsa('SHA2-128f', 128),
  '2.16.840.1.101.3.4.3.22': slhDsa('SHA2-192s', 192),
  '2.16.840.1.101.3.4.3.23': slhDsa('SHA2-192f', 192),
  '2.16.840.1.101.3.4.3.24': slhDsa('SHA2-256s', 256),
  '2.16.840.1.101.3.4.3.25': slhDsa('SHA2-256f', 256),
  '2.16.840.1.101.3.4.3.26': slhDsa('SHAKE-128s', 128),
  '2.16.840.1.101.3.4.3.27': slhDsa('SHAKE-128f', 128),
  '2.16.840.1.101.3.4.3.28': slhDsa('SHAKE-192s', 192),
  '2.16.840.1.101.3.4.3.29': slhDsa('SHAKE-192f', 192),
  '2.16.840.1.101.3.4.3.30': slhDsa('SHAKE-256s', 256),
  '2.16.840.1.101.3.4.3.31': slhDsa('SHAKE-256f', 256),
};

/**
 * The libraries are loaded when the first such signature is met: few runs meet one, and every start would pay. The bundler resolves
 * `require`, where there is one; sources that run as they are have none.
 */
function mlDsaLibrary(): typeof import('@noble/post-quantum/ml-dsa.js') {
  return typeof require === 'undefined'
    ? createRequire(import.meta.url)('@noble/post-quantum/ml-dsa.js')
    : require('@noble/post-quantum/ml-dsa.js');
}

function slhDsaLibrary(): typeof import('@noble/post-quantum/slh-dsa.js') {
  return typeof require === 'undefined'
    ? createRequire(import.meta.url)('@noble/post-quantum/slh-dsa.js')
    : require('@noble/post-quantum/slh-dsa.js');
}

interface Verifier {
  verify(signature: Uint8Array, message: Uint8Array, key: Uint8Array, options?: { context?: Uint8Array }): boolean;
}

function verifierOf({ family, name }: ParameterSet): Verifier {
  const found: Readonly<Record<string, unknown>> = family === 'ml-dsa' ? mlDsaLibrary() : slhDsaLibrary();
  const exported = name.toLowerCase().replaceAll('-', '_').replace('ml_dsa_', 'ml_dsa');
  return found[exported] as Verifier;
}

/**
 * Checks a pure signature (FIPS 204, 5.3; FIPS 205, 10.3).
 * @param context empty in CMS and X.509 (RFC 9882, 2; RFC 9881, 2; RFC 9814, 3)
 * @throws an error of the library for a key or a signature that is none
 */
export function verifyPostQuantum(
  parameters: ParameterSet,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  context: Uint8Array = new Uint8Array(),
): boolean {
  return verifierOf(parameters).verify(signature, message, publicKey, { context });
}
