import { copyOf, type PinSource } from '../tokens/pin.ts';
import type { KeyChoice } from './keys.ts';

/** The PIN of one run: typed once, or for each signature where the key demands that. */
export interface RunPin {
  readonly source: PinSource;
  /** True once the key has wanted it for a signature: it will for the next one, too. */
  readonly isRepeated: boolean;
  /** The key is open: what it needs no more is overwritten. */
  opened(): void;
  /** Overwrites what is left. */
  wipe(): void;
}

interface PinOfRun {
  readonly key: Pick<KeyChoice, 'home' | 'entry' | 'pinPerSignature'>;
  /** How many will be signed. */
  readonly documents: number;
  readPin(prompt: string): Promise<Uint8Array>;
}

/**
 * @param first what was typed; becomes the run's
 */
export function runPin(first: Uint8Array, { key, documents, readPin }: PinOfRun): RunPin {
  const wipe = () => void first.fill(0);
  if (!asksAgain(key, documents)) return { source: first, isRepeated: false, opened: wipe, wipe };
  let asked = 0;
  let before: Promise<unknown> = Promise.resolve();
  const next = async (): Promise<Uint8Array> => {
    asked += 1;
    // The PIN that the login proves right serves the first signature, too.
    if (asked > 2) return readPin(`PIN for ${key.home}, signature ${asked - 1} of ${documents}: `);
    const own = copyOf(first);
    if (asked === 2) wipe();
    return own;
  };
  const source = () => {
    const given = before.then(next);
    // One question at a time.
    before = given.catch(() => undefined);
    return given;
  };
  return {
    source,
    get isRepeated() {
      return asked > 1;
    },
    opened: () => undefined,
    wipe,
  };
}

/** How often the PIN is typed into this program; null where only the open key tells. */
export function pinEntries(key: Pick<KeyChoice, 'entry' | 'pinPerSignature'>, documents: number): number | null {
  if (key.entry !== 'here') return 0;
  if (documents <= 1 || key.pinPerSignature === 'no') return 1;
  return key.pinPerSignature === 'yes' ? documents : null;
}

/** What a person should know of the PIN of several documents before typing it. */
export function pinWarnings(key: Pick<KeyChoice, 'home' | 'entry' | 'pinPerSignature'>, documents: number): string[] {
  if (documents <= 1 || key.pinPerSignature === 'no') return [];
  const where = key.entry === 'reader' ? 'on the reader ' : '';
  if (key.entry === 'none') return [];
  return key.pinPerSignature === 'yes'
    ? [
        `${key.home} wants the PIN for each signature: it is asked for ${where}${documents} times for ${documents} documents.`,
      ]
    : [`${key.home} may want the PIN for each signature: that is known once it is open.`];
}

/** What a person should know of the one-time codes of several documents, and of what they confirm elsewhere, before they begin. */
export function codeWarnings(
  { home, codes, confirmed }: Pick<KeyChoice, 'home' | 'codes' | 'confirmed'>,
  documents: number,
): string[] {
  if (documents <= 1) return [];
  const times = ({ signatures }: { readonly signatures: number }) => Math.ceil(documents / signatures);
  const said: string[] = [];
  if (codes !== undefined) {
    said.push(
      times(codes) === 1
        ? `${home} wants one one-time code for all ${documents} documents.`
        : `${home} wants ${times(codes)} one-time codes for ${documents} documents.`,
    );
  }
  if (confirmed !== undefined) {
    said.push(confirmedWords(home, confirmed.where, documents, times(confirmed)));
  }
  return said;
}

function confirmedWords(home: string, where: 'elsewhere' | 'browser', documents: number, times: number): string {
  if (where === 'browser') {
    return times === 1
      ? `${home} is allowed to sign on a page in your browser, once for all ${documents} documents.`
      : `${home} is allowed to sign on a page in your browser, ${times} times for ${documents} documents.`;
  }
  return times === 1
    ? `${home} is confirmed elsewhere, as on your telephone, once for all ${documents} documents.`
    : `${home} is confirmed elsewhere, as on your telephone, ${times} times for ${documents} documents.`;
}

function asksAgain(
  { entry, pinPerSignature }: Pick<KeyChoice, 'entry' | 'pinPerSignature'>,
  documents: number,
): boolean {
  return entry === 'here' && documents > 1 && pinPerSignature !== 'no';
}
