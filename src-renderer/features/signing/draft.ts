import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { Habit, Settings } from '../../../shared/contract/settings.ts';
import type { Appearance, SigningChoices } from '../../../shared/contract/signing-choices.ts';

/** What the person has decided so far, apart from where the mark goes. */
export type Draft = Omit<SigningChoices, 'placement' | 'field'>;

/** The look of most marks, and of none. */
export const USUAL: Appearance = { picture: { kind: 'none' }, text: 'usual' };

/** A mark that would show nothing shows the usual words. */
export function visible(appearance: Appearance): Appearance {
  return appearance.picture.kind === 'none' && appearance.text === null ? USUAL : appearance;
}

/** How a signature begins: with the words of last time. */
export function firstDraft({ reason, location }: Settings): Draft {
  return {
    appearance: USUAL,
    furtherPages: null,
    level: 'B-B',
    certify: 'none',
    lock: { kind: 'none' },
    reason,
    location,
    contact: '',
    acceptShadow: false,
  };
}

/** What kind of document a file name speaks of: its words, without dates, numbers, marks of copies and endings. */
export function kindOf(fileName: string): string {
  const words = fileName
    .replace(/\.[^.]+$/, '')
    .replace(/[\d_\-.,()[\]#]+/g, ' ')
    .replace(/\b(?:signed|extended|copy|final|v)\b/giu, ' ')
    .trim()
    .toLowerCase();
  return words.replace(/\s+/g, ' ').slice(0, 255);
}

/** What was chosen last for this kind of document with this certificate; else with this certificate at all. */
export function habitOf(habits: readonly Habit[], documents: string, certificate: CertificateId): Habit | null {
  const own = habits.filter((habit) => habit.certificate === certificate);
  return own.find((habit) => habit.documents === documents) ?? own[0] ?? null;
}

/** The habits with a new one in front, which takes the place of the one before. */
export function withHabit(habits: readonly Habit[], habit: Habit, most: number): Habit[] {
  const others = habits.filter((old) => old.documents !== habit.documents || old.certificate !== habit.certificate);
  return [habit, ...others].slice(0, most);
}
