import type { Indication } from '../../../shared/domain/verification.ts';

/** The colour of one result. */
export function toneOf(indication: Indication): 'good' | 'warn' | 'bad' {
  return indication === 'TOTAL-PASSED' ? 'good' : indication === 'TOTAL-FAILED' ? 'bad' : 'warn';
}
