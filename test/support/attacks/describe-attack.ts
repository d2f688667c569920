import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ERROR_EXIT } from '../../../shared/contract/error-codes.ts';
import { type AttackClass, isGreen, outcomeOf, verifyAsUser } from './attack.ts';

const LEAST_VARIANTS = 20;

/**
 * The tests of a class: at least 20 distinct variants, none of them green, none unsigned, each caught as it should be; a file that cannot be
 * read without guessing may be refused as such. The controls are green.
 */
export function describeAttack({ title, countermeasure, caught, variants, controls }: AttackClass): void {
  describe(`${title}: ${countermeasure}`, () => {
    it(`has at least ${LEAST_VARIANTS} distinct variants and a control`, () => {
      const digests = new Set(variants.map(({ pdf }) => createHash('sha256').update(pdf).digest('hex')));
      expect(digests.size).toBe(variants.length);
      expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
      expect(variants.length).toBeGreaterThanOrEqual(LEAST_VARIANTS);
      expect(controls.length).toBeGreaterThan(0);
    });

    it.each(variants)('$name', async ({ pdf }) => {
      const outcome = await verifyAsUser(pdf);
      expect(isGreen(outcome), outcomeOf(outcome)).toBe(false);
      if ('refused' in outcome) expect(ERROR_EXIT[outcome.refused as keyof typeof ERROR_EXIT]).toBe(66);
      else {
        expect(outcome.verdict).not.toBe('NO_SIGNATURE');
        expect(outcome.signatures.length).toBeGreaterThan(0);
      }
      expect(outcomeOf(outcome)).toMatch(caught);
    });

    it.each(controls)('control: $name', async ({ pdf }) => {
      const outcome = await verifyAsUser(pdf);
      expect(isGreen(outcome), outcomeOf(outcome)).toBe(true);
    });
  });
}
