import { describe, expect, it } from 'vitest';
import { isCkrCode } from '../../../shared/contract/ckr-codes.ts';
import { ckrSentence } from '../../../shared/contract/ckr-sentence.ts';
import { type DoctorStep, doctorFinding } from '../../../shared/domain/doctor.ts';
import { doctorDe } from '../../../shared/domain/doctor-de.ts';
import { doctorEn } from '../../../shared/domain/doctor-en.ts';
import { causeOf, nextOf, saysOf, withFacts } from '../../../shared/domain/doctor-text.ts';

describe('what the doctor says', () => {
  it.each([
    ['en', doctorEn],
    ['de', doctorDe],
  ] as const)('has a cause for every finding, and for every failure what to do next (%s)', (_language, sentences) => {
    const fine = /_(FOUND|READY|PRESENT|FITS|HIDDEN|GOOD|NEEDED|CANCELLED)$|^NOT_REACHED$/;
    for (const finding of doctorFinding.options) {
      const { says, next } = sentences.findings[finding];
      expect(says.length, finding).toBeGreaterThan(5);
      expect(next === null, finding).toBe(fine.test(finding));
      const places = (text: string | null) => [...(text ?? '').matchAll(/\{\w+\}/g)].map(String).sort();
      expect(places(says), finding).toEqual(places(doctorEn.findings[finding].says));
      expect(places(next), finding).toEqual(places(doctorEn.findings[finding].next));
    }
  });

  it('a failure that no finding explains is told with its sentence, any other by its code', () => {
    const step = { step: 'trial', state: 'failed', facts: {}, error: 'CKR_DEVICE_ERROR' } as const;
    const causes = (['TRIAL_FAILED', 'TRIAL_KEY_MISSING'] as const).map((finding) =>
      causeOf({ ...step, finding }, () => 'It broke.'),
    );
    expect(causes).toEqual(['[CKR_DEVICE_ERROR] It broke.', '[CKR_DEVICE_ERROR]']);
    expect(causeOf({ ...step, finding: 'TRIAL_FAILED' }, () => null)).toBe('[CKR_DEVICE_ERROR]');
    expect(causeOf({ ...step, finding: 'TRIAL_GOOD', error: null }, () => 'It broke.')).toBeNull();
  });

  it('leaves no gap where a fact is not known', () => {
    const step: DoctorStep = {
      step: 'card',
      state: 'ok',
      finding: 'CARD_PRESENT',
      facts: { reader: 'R', atr: '3B' },
      error: null,
    };
    expect(saysOf(step, doctorEn)).toBe('A card is in R. Answer to reset: 3B');
    expect(nextOf(step, doctorDe)).toBeNull();
    expect(withFacts('{a} of {b}.', { a: 1 })).toBe('1 of.');
  });
});

it('a return value that says something of a PIN is not explained as one of a signature', () => {
  const step = { step: 'trial', state: 'failed', facts: {}, error: 'CKR_DATA_INVALID' } as const;
  const reasonOf = (code: string, name?: string) => (isCkrCode(code) ? ckrSentence(code, name) : null);
  expect(causeOf({ ...step, finding: 'TRIAL_PIN_REFUSED' }, reasonOf)).toContain(
    'the PIN in the form in which it came',
  );
  expect(causeOf({ ...step, finding: 'TRIAL_FAILED' }, reasonOf)).not.toContain('PIN');
});
