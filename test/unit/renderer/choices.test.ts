import { describe, expect, it } from 'vitest';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { Habit } from '../../../shared/contract/settings.ts';
import { drawing } from '../../../shared/contract/signing-choices.ts';
import type { SigningPurpose } from '../../../shared/domain/doctor.ts';
import { checkTemplate, PLACEHOLDERS } from '../../../src-main/pades/appearance/template.ts';
import { usualCertificate } from '../../../src-renderer/app/usual-certificate.ts';
import { pagesOf } from '../../../src-renderer/features/placement/page-choice.ts';
import { seenAt } from '../../../src-renderer/features/placement/spot.ts';
import { drawingOf, extended, outline } from '../../../src-renderer/features/placement/strokes.ts';
import { TEMPLATE_NAMES, unfillable } from '../../../src-renderer/features/placement/template-names.ts';
import { habitOf, kindOf, USUAL, visible, withHabit } from '../../../src-renderer/features/signing/draft.ts';
import { certificate } from '../../support/fake-bridge/samples.ts';

describe('the certificate that is offered first', () => {
  const [alice, bob, card] = ['Alice', 'Bob', 'Card'].map((name) => certificate({ name }));
  const all = [alice, bob, card].flatMap((one) => one ?? []);
  const chosen = (name: string, ...purposes: SigningPurpose[]) =>
    all.map((one) => (one.name === name ? { ...one, chosenFor: purposes } : one));

  it('is the one that was chosen for this purpose, then the last one, then the only one', () => {
    expect(usualCertificate(chosen('Bob', 'pdf'), 'pdf', alice?.id ?? null)?.name).toBe('Bob');
    expect(usualCertificate(chosen('Bob', 'file'), 'pdf', alice?.id ?? null)?.name).toBe('Alice');
    const both = chosen('Bob', 'pdf').map((one) =>
      one.name === 'Card' ? { ...one, chosenFor: ['pdf' as const] } : one,
    );
    expect(usualCertificate(both, 'pdf', card?.id ?? null)?.name, 'of two the last').toBe('Card');
    expect(usualCertificate(all, 'pdf', null)).toBeNull();
    expect(usualCertificate(all.slice(0, 1), 'pdf', null)?.name).toBe('Alice');
    expect(usualCertificate([], 'pdf', alice?.id ?? null)).toBeNull();
  });
});

describe('further pages', () => {
  it.each([
    [{ kind: 'none' }, []],
    [{ kind: 'all' }, [1, 3, 4, 5]],
    [{ kind: 'odd' }, [1, 3, 5]],
    [{ kind: 'even' }, [4]],
    [{ kind: 'last' }, [5]],
    [{ kind: 'these', text: '4, 1-2;1' }, [1, 4]],
    [{ kind: 'these', text: '3–5' }, [3, 4, 5]],
    [{ kind: 'these', text: '' }, null],
    [{ kind: 'these', text: '0' }, null],
    [{ kind: 'these', text: '2-6' }, null],
    [{ kind: 'these', text: '3-2' }, null],
    [{ kind: 'these', text: '1,x' }, null],
  ] as const)('%o of five, the mark on page 2', (choice, pages) => {
    expect(pagesOf(choice, 5, 2)).toEqual(pages);
  });
});

describe('handwriting', () => {
  const point = (x: number, y: number, pressure = 0.5) => ({ x, y, pressure });

  it('leaves out points that add nothing', () => {
    const stroke = [point(0, 0)];
    expect(extended(stroke, point(0.5, 0.5))).toBe(stroke);
    expect(extended(stroke, point(3, 0))).toHaveLength(2);
  });
  it('is cut to its ink and is what the contract takes', () => {
    const cut = drawingOf([[point(100, 50, 7), point(140, 70)], [point(120, 90, -1)]]);
    expect(drawing.parse(cut)).toEqual(cut);
    expect(cut?.width).toBeLessThan(50);
    expect(cut?.height).toBeLessThan(50);
    const xs = cut?.strokes.flat().map(({ x }) => x) ?? [];
    expect(Math.min(...xs)).toBeGreaterThan(0);
    expect(Math.min(...xs)).toBeLessThan(4);
    expect(drawingOf([])).toBeNull();
  });
  it('is wider where the pen was pressed', () => {
    const thickness = (pressure: number) => {
      const ys = [...outline([point(0, 0, pressure), point(50, 0, pressure)]).matchAll(/[ML]\S+ (\S+?)(?=[LZ])/g)];
      return Math.max(...ys.map((match) => Math.abs(Number(match[1]))));
    };
    expect(thickness(1)).toBeGreaterThan(2 * thickness(0));
    expect(outline([point(5, 5)])).toMatch(/^M/);
    expect(outline([])).toBe('');
  });
});

describe('the words of a mark', () => {
  it('name what main can fill in', () => {
    expect([...TEMPLATE_NAMES].sort()).toEqual([...PLACEHOLDERS].sort());
  });
  it.each([
    ['{name}, {date:de} {{x}}', []],
    ['{nmae} {', ['{nmae}', '{']],
    ['{reason:de}', ['{reason:de}']],
    ['{date:fr} }', ['{date:fr}', '}']],
  ])('%s', (template, wrong) => {
    expect(unfillable(template)).toEqual(wrong);
    const check = () => checkTemplate(template);
    if (wrong.length === 0) expect(check).not.toThrow();
    else expect(check).toThrow();
  });
});

describe('where the mark is seen', () => {
  const place = { page: 2, x: 1, y: 2, width: 100, height: 50 };
  const info = {
    emptyFields: [
      { name: 'Buyer', place },
      { name: 'Hidden', place: null },
    ],
  };
  it('is its own place, or that of the field', () => {
    expect(seenAt({ rect: place, field: null }, info)).toBe(place);
    expect(seenAt({ rect: null, field: 'Buyer' }, info)).toBe(place);
    expect(seenAt({ rect: null, field: 'Hidden' }, info)).toBeNull();
    expect(seenAt({ rect: null, field: null }, info)).toBeNull();
  });
});

describe('what was chosen last time', () => {
  const own = 'a'.repeat(64) as CertificateId;
  const other = 'b'.repeat(64) as CertificateId;
  const habit = (documents: string, certificate: CertificateId, reason: string): Habit => ({
    documents,
    certificate,
    reason,
    location: '',
    contact: '',
    level: 'B-B',
    text: 'usual',
  });

  it.each([
    ['invoice-2026-11.pdf', 'invoice'],
    ['Invoice_4711 (2).pdf', 'invoice'],
    ['lease-signed.pdf', 'lease'],
    ['Kaufvertrag Wien v3.PDF', 'kaufvertrag wien'],
    ['2026.pdf', ''],
  ])('the kind of %s is “%s”', (name, kind) => {
    expect(kindOf(name)).toBe(kind);
  });
  it('is found by kind and certificate, then by certificate', () => {
    const habits = [habit('lease', own, 'newest'), habit('invoice', own, 'approved'), habit('invoice', other, 'no')];
    expect(habitOf(habits, 'invoice', own)?.reason).toBe('approved');
    expect(habitOf(habits, 'deed', own)?.reason).toBe('newest');
    expect(habitOf([habit('invoice', other, 'no')], 'invoice', own)).toBeNull();
  });
  it('takes the place of the one before and forgets the oldest', () => {
    const habits = withHabit([habit('a', own, '1'), habit('b', own, '2')], habit('b', own, '3'), 2);
    expect(habits.map(({ reason }) => reason)).toEqual(['3', '1']);
    expect(withHabit(habits, habit('c', own, '4'), 2).map(({ reason }) => reason)).toEqual(['4', '3']);
  });
  it('a mark never shows nothing', () => {
    expect(visible({ picture: { kind: 'none' }, text: null })).toEqual(USUAL);
    const initials = { picture: { kind: 'initials', initials: 'NI' }, text: null } as const;
    expect(visible(initials)).toBe(initials);
  });
});
