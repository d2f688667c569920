import { codeOf } from '../../../shared/contract/app-error.ts';
import type { VerifiedDocument } from '../../../shared/domain/verification.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { readCrls } from '../../../src-main/cms/crl.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { verifySource } from '../../../src-main/workflow/verify-document.ts';
import { testPki } from '../pki.ts';

/** One file of a class of attacks. */
export interface Variant {
  /** Unique within its class. */
  readonly name: string;
  readonly pdf: Uint8Array;
}

export interface AttackClass {
  /** How the class is called in the literature. */
  readonly title: string;
  /** What has to catch it. */
  readonly countermeasure: string;
  /** What may become of a variant, tried on `outcomeOf`. */
  readonly caught: RegExp;
  readonly variants: readonly Variant[];
  /** Files of the same shape that nobody attacked. */
  readonly controls: readonly Variant[];
}

export type Outcome = VerifiedDocument | { readonly refused: string };

/** Verifies a file as the program does for whoever trusts the root of the test PKI and has its revocation lists. Fetches nothing. */
export async function verifyAsUser(pdf: Uint8Array): Promise<Outcome> {
  const pki = testPki();
  const trust = {
    anchors: [new Certificate(pki.root.certificate)],
    certificates: [],
    crls: [pki.rootCrl, pki.issuingCrl, pki.timeCrl].flatMap((der) => readCrls(der)),
    ocsps: [],
  };
  try {
    return await verifySource(bytesSource(pdf), trust, systemClock.now());
  } catch (error) {
    return { refused: codeOf(error) };
  }
}

/** An outcome in one line: "TOTAL-FAILED unclear FORMAT_FAILURE", "TOTAL-PASSED changed-permitted visual", "refused PDF_DAMAGED". */
export function outcomeOf(outcome: Outcome): string {
  if ('refused' in outcome) return `refused ${outcome.refused}`;
  const { verdict, documentStatus, visualChange, signatures } = outcome;
  const subs = new Set(signatures.flatMap(({ subIndication }) => subIndication ?? []));
  return [verdict, documentStatus, ...(visualChange ? ['visual'] : []), ...subs].join(' ');
}

/** True for what the program shows in green: valid, and looking as it was signed. */
export function isGreen(outcome: Outcome): boolean {
  return !('refused' in outcome) && outcome.verdict === 'TOTAL-PASSED' && !outcome.visualChange;
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function seeded(seed: number): { below(limit: number): number; pick<T>(items: readonly [T, ...T[]]): T } {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}
