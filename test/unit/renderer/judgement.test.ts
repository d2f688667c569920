import { describe, expect, it } from 'vitest';
import { verdict } from '../../../shared/domain/verification.ts';
import { alteredPages, judge, revisionToCompare, toneOf } from '../../../src-renderer/features/verdict/judgement.ts';
import { REPORTS, report, signatureReport } from '../../support/fake-bridge/samples.ts';

describe('the verdict in one line', () => {
  it('is green only when everything passed and nothing that is seen was altered', () => {
    expect(judge(report('a.pdf')).tone).toBe('good');
    expect(judge(REPORTS.good('a.pdf'))).toMatchObject({ tone: 'good', next: 'goodChangedNext', action: null });
    expect(judge(REPORTS.visual('a.pdf'))).toMatchObject({ tone: 'warn', headline: 'visual', action: 'compare' });
    for (const documentStatus of ['changed-forbidden', 'unclear'] as const)
      expect(judge(report('a.pdf', { documentStatus })).tone).not.toBe('good');
    expect(judge(report('a.pdf', { visualChange: true })).tone).toBe('warn');
    for (const other of verdict.options.filter((option) => option !== 'TOTAL-PASSED'))
      expect(judge(report('a.pdf', { verdict: other })).tone).not.toBe('good');
  });

  it('says that only the revocation is open when only the revocation is open', () => {
    expect(judge(REPORTS.amber('a.pdf'))).toEqual({
      tone: 'warn',
      headline: 'tryLater',
      next: 'tryLaterNext',
      action: 'online',
    });
    const mixed = report('a.pdf', {
      verdict: 'INDETERMINATE',
      signatures: [
        signatureReport({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' }),
        signatureReport({ indication: 'INDETERMINATE', subIndication: 'NO_POE' }),
      ],
    });
    expect(judge(mixed).headline).toBe('warn');
  });

  it('leads to the trusted issuers when the issuer is not known', () => {
    const alone = REPORTS.unknown('a.pdf');
    expect(judge(alone)).toMatchObject({ headline: 'unknownSigner', action: 'trustSigner' });
    const signatures = alone.signatures.map((one) => ({
      ...one,
      chain: one.signer === null ? [] : [one.signer, one.signer],
    }));
    expect(judge({ ...alone, signatures })).toMatchObject({ next: 'unknownSignerNext', action: 'trust' });
  });

  it('is red for a changed document even where a signature is only indeterminate', () => {
    expect(judge(REPORTS.red('a.pdf'))).toMatchObject({ tone: 'bad', headline: 'changed' });
    expect(judge(report('a.pdf', { verdict: 'INDETERMINATE', documentStatus: 'changed-forbidden' })).tone).toBe('bad');
  });

  it('offers to complete what holds today without proofs of its own', () => {
    for (const level of ['B-B', 'B-T'] as const)
      expect(judge(report('a.pdf', { signatures: [signatureReport({ level })] })).action).toBe('extend');
    for (const level of ['B-LT', 'B-LTA', null] as const)
      expect(judge(report('a.pdf', { signatures: [signatureReport({ level })] })).action).toBe(null);
  });

  it('compares with the version that was signed before the gravest change', () => {
    expect(revisionToCompare(REPORTS.visual('a.pdf'))).toBe(2);
    const signedAt = (coversRevision: number, changesAfter: 'permitted' | 'forbidden') =>
      signatureReport({ coversRevision, changesAfter, revisions: 5 });
    const signatures = [signedAt(2, 'permitted'), signedAt(3, 'forbidden'), signedAt(5, 'permitted')];
    expect(revisionToCompare(report('a.pdf', { signatures }))).toBe(3);
    expect(revisionToCompare(report('a.pdf', { signatures: [signedAt(5, 'permitted')] }))).toBe(null);
  });

  it('names revocation', () => {
    const revoked = [signatureReport({ indication: 'TOTAL-FAILED', subIndication: 'REVOKED' })];
    expect(judge(report('a.pdf', { verdict: 'TOTAL-FAILED', signatures: revoked })).headline).toBe('revoked');
  });

  it('does not call one signature good whose later changes were not judged', () => {
    expect(toneOf(signatureReport({ changesAfter: 'indeterminate' }))).toBe('warn');
    expect(toneOf(signatureReport({ changesAfter: 'forbidden' }))).toBe('bad');
    expect(toneOf(signatureReport({ changesAfter: 'permitted' }))).toBe('good');
    expect(alteredPages(REPORTS.visual('a.pdf'), 0)).toEqual([2, 3]);
    expect(alteredPages(REPORTS.visual('a.pdf'), 1)).toEqual([]);
    expect(toneOf(signatureReport({ changesAfter: 'permitted' }), true)).toBe('warn');
  });
});
