import { AppError } from '../../shared/contract/app-error.ts';
import { plainLine } from '../../shared/domain/plain-text.ts';
import { digestOf } from '../cms/algorithms.ts';
import type { FieldLock, Permission } from '../pades/format/mdp.ts';
import type { Seed, SeedValues } from '../pades/format/seed-value.ts';
import type { SigningHash } from '../pades/sign/sign-pdf.ts';
import type { SignatureAlgorithm } from '../platform/signer.ts';

/** What the person chose, as far as the author of a field may have a say in it. */
export interface SeedableChoices {
  readonly certify: Permission | null;
  readonly lock: FieldLock | null;
  readonly reason: string | undefined;
  readonly level: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';
}

/** The choices with what the field asks for, where nothing was chosen otherwise. */
export interface SeededChoices {
  readonly certify: Permission | null;
  readonly lock: FieldLock | null;
  readonly reason: string | undefined;
  /** Digests that the field allows, the preferred one first; undefined where it does not say. */
  readonly hashes: Seed<readonly SigningHash[]> | undefined;
  /** Sentences to read before the PIN: suggestions that are not followed, and what was taken over from the field. */
  readonly warnings: readonly string[];
}

const OUR_FILTER = 'Adobe.PPKLite';
const OUR_FORMAT = 'ETSI.CAdES.detached';
/** Seed values up to PDF 2.0 (ISO 32000-2, table 237) are known. */
const KNOWN_VERSION = 3;
const DIGESTS: ReadonlyMap<string, SigningHash> = new Map([
  ['SHA256', 'sha256'],
  ['SHA384', 'sha384'],
  ['SHA512', 'sha512'],
]);
/** What /LockDocument asks for: every field locked, and nothing else open either. */
const WHOLE_DOCUMENT: FieldLock = { action: 'All', fields: [], permission: 1 };
/** Members of a list that a sentence names. */
const MOST_NAMED = 8;
const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

/**
 * Holds the choices against the seed values of the field (ISO 32000-2, 12.7.5.5). What it requires and the signature would not
 * meet is refused; what it only suggests and does not get is said.
 * @throws AppError SEED_VALUE_UNMET
 */
export function applySeedValues(field: string, seeds: SeedValues, choices: SeedableChoices): SeededChoices {
  const demands = new Demands(field);
  const { filter, subFilter, version, digestMethod, timestamp, addRevInfo } = seeds;
  demands.meet(
    filter,
    (name) => name === OUR_FILTER,
    (name) => `the signature handler “${name}”`,
    OTHER_PROGRAM,
  );
  demands.meet(
    subFilter,
    (formats) => formats.includes(OUR_FORMAT),
    (formats) => `a signature of the format ${inWords(formats, String)}, and this program makes ${OUR_FORMAT}`,
    OTHER_PROGRAM,
  );
  demands.meet(
    version,
    (number) => number <= KNOWN_VERSION,
    (number) => `rules of version ${number}, which this program does not know`,
    OTHER_PROGRAM,
  );
  const hashes = digestMethod?.value.flatMap((name) => DIGESTS.get(name.toUpperCase().replace('-', '')) ?? []);
  demands.meet(
    digestMethod,
    () => hashes !== undefined && hashes.length > 0,
    (names) => `the digest ${inWords(names, String)}, and this program makes SHA-256, SHA-384 and SHA-512`,
    OTHER_PROGRAM,
  );
  const height = LEVELS.indexOf(choices.level);
  demands.meet(
    timestamp,
    () => height >= LEVELS.indexOf('B-T'),
    (url) => `a timestamp${url === '' ? '' : ` from ${url}`}`,
    'Sign with --level B-T',
  );
  // SECURITY: nothing is asked of an address that stands in a document; the person names it.
  if (timestamp !== undefined && timestamp.value !== '' && height >= LEVELS.indexOf('B-T')) {
    demands.tell(
      `The author of the field “${field}” wants the timestamp from ${timestamp.value}; it is asked only if you name it with --tsa.`,
    );
  }
  demands.meet(
    addRevInfo,
    (wanted) => !wanted || height >= LEVELS.indexOf('B-LT'),
    () => 'revocation information in the document',
    'Sign with --level B-LT',
  );
  demands.meet(
    seeds.appearanceFilter,
    () => false,
    (name) => `the appearance “${name}”, which this program does not have`,
    OTHER_PROGRAM,
  );
  const certify = certification(demands, seeds.mdp, choices.certify);
  if (certify !== null) {
    demands.meet(
      seeds.legalAttestation,
      () => false,
      () => 'a legal attestation beside the certification, which this program does not make',
      OTHER_PROGRAM,
    );
  }
  return {
    certify,
    lock: documentLock(demands, seeds.lockDocument, choices.lock),
    reason: reason(demands, seeds.reasons, choices.reason),
    hashes:
      digestMethod === undefined || hashes === undefined || hashes.length === 0
        ? undefined
        : { ...digestMethod, value: hashes },
    warnings: demands.warnings,
  };
}

/**
 * What the key offers of the digests that the field allows, in the field's order; all of it where the field only suggests and the
 * key has none of them.
 * @throws AppError SEED_VALUE_UNMET
 */
export function seededAlgorithms(
  field: string,
  hashes: SeededChoices['hashes'],
  offered: readonly SignatureAlgorithm[],
): readonly SignatureAlgorithm[] {
  if (hashes === undefined) return offered;
  const fitting = hashes.value.flatMap((hash) => offered.filter((algorithm) => digestOf(algorithm) === hash));
  if (fitting.length > 0) return fitting;
  if (!hashes.required) return offered;
  throw seedUnmet(
    field,
    `the digest ${inWords(hashes.value, String)}, which this key cannot sign`,
    'Choose another key',
  );
}

const REFUSE = 'Ask the author for a field that prescribes no such reason, or place a new one with --page and --rect';
const OTHER_PROGRAM = 'Sign it with a program that does this, or place a new field with --page and --rect';

/** The refusal: `what` completes "asks for", `remedy` is a sentence without its full stop. */
export function seedUnmet(field: string, what: string, remedy: string): AppError {
  return new AppError('SEED_VALUE_UNMET', `The author of the field “${field}” asks for ${what}. ${remedy}.`, { field });
}

class Demands {
  readonly field: string;
  readonly warnings: string[] = [];

  constructor(field: string) {
    this.field = field;
  }

  /** @throws AppError SEED_VALUE_UNMET where a requirement is not met */
  meet<T>(seed: Seed<T> | undefined, test: (value: T) => boolean, what: (value: T) => string, remedy: string): void {
    if (seed === undefined || test(seed.value)) return;
    if (seed.required) throw seedUnmet(this.field, what(seed.value), remedy);
    this.warnings.push(`The author of the field “${this.field}” suggests ${what(seed.value)}.`);
  }

  tell(sentence: string): void {
    this.warnings.push(sentence);
  }
}

const PERMITS = {
  1: 'a certification that permits no changes (--certify no-changes)',
  2: 'a certification that permits filling in forms (--certify forms)',
  3: 'a certification that permits annotations (--certify annotations)',
} as const;

/** /MDP binds whatever the flags say: table 237 knows no suggestion here. */
function certification(demands: Demands, mdp: SeedValues['mdp'], chosen: Permission | null): Permission | null {
  if (mdp === undefined) return chosen;
  if (mdp === 0) {
    if (chosen === null) return null;
    throw seedUnmet(demands.field, 'a signature that does not certify the document', 'Sign without --certify');
  }
  if (chosen !== null && chosen !== mdp) throw seedUnmet(demands.field, PERMITS[mdp], 'Choose that one');
  if (chosen === null)
    demands.tell(`The author of the field “${demands.field}” asks for ${PERMITS[mdp]}: that is what you make.`);
  return mdp;
}

function documentLock(demands: Demands, seed: SeedValues['lockDocument'], chosen: FieldLock | null): FieldLock | null {
  if (seed === undefined || seed.value === 'auto') return chosen;
  if (seed.value === 'false') {
    demands.meet(
      seed,
      () => chosen?.action !== 'All',
      () => 'a signature that does not lock the document',
      'Sign without --lock all',
    );
    return chosen;
  }
  demands.tell(
    `The author of the field “${demands.field}” wants the document locked by this signature: nothing can be changed or signed afterwards.`,
  );
  return WHOLE_DOCUMENT;
}

/** Reasons a person may choose from; a list of one full stop, or none at all, forbids to give one. */
function reason(demands: Demands, seed: SeedValues['reasons'], chosen: string | undefined): string | undefined {
  if (seed === undefined) return chosen;
  const [first, ...others] = seed.value;
  if (first === undefined || (first === '.' && others.length === 0)) {
    demands.meet(
      { ...seed, value: '' },
      () => !chosen,
      () => 'a signature without a reason',
      'Sign without a reason',
    );
    return chosen;
  }
  if (chosen) {
    demands.meet(seed, (allowed) => allowed.includes(chosen), choiceOf, 'Give one of these as --reason');
    return chosen;
  }
  if (!seed.required) return undefined;
  if (others.length > 0) throw seedUnmet(demands.field, choiceOf(seed.value), 'Give one of these as --reason');
  // SECURITY: nobody signs a sentence that reads otherwise than it is shown.
  if (plainLine(first) !== first) throw seedUnmet(demands.field, 'a reason with characters that are not seen', REFUSE);
  demands.tell(
    `The author of the field “${demands.field}” prescribes the reason “${first}”: it is part of what you sign.`,
  );
  return first;
}

function choiceOf(reasons: readonly string[]): string {
  return `one of the reasons ${inWords(reasons, (text) => `“${text}”`, ', ')}`;
}

/** What a sentence names of a list: all of it, or the beginning of a long one. */
export function inWords<T>(items: readonly T[], word: (item: T) => string, between = ' or '): string {
  const rest = items.length - MOST_NAMED;
  return [...items.slice(0, MOST_NAMED).map(word), ...(rest > 0 ? [`${rest} more`] : [])].join(between);
}
