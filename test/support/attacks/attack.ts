import { codeOf } from '../../../shared/contract/app-error.ts';
import type { VerifiedDocument } from '../../../shared/domain/verification.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { readCrls } from '../../../src-main/cms/crl.ts';
import { verifyPdf } from '../../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { pdfiumRenderer } from '../../../src-main/render/pdfium-renderer.ts';
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

/** One for all files of a test process; starts when a page has to be drawn. */
const renderer = pdfiumRenderer();

/**
 * Verifies a file as the program does for whoever trusts the root of the test PKI and has its revocation lists: pages that changed are
 * drawn and compared. Fetches nothing.
 */
export async function verifyAsUser(pdf: Uint8Array): Promise<Outcome> {
  const pki = testPki();
  const options = {
    anchors: [new Certificate(pki.root.certificate)],
    certificates: [],
    crls: [pki.rootCrl, pki.issuingCrl, pki.timeCrl].flatMap((der) => readCrls(der)),
    at: systemClock.now(),
    renderer,
  };
  try {
    return await verifyPdf(bytesSource(pdf), options);
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
