import { AppError } from '../../shared/contract/app-error.ts';
import { Certificate } from '../cms/certificate.ts';
import { type EarlierSignature, earlierSignatures, lockedBy } from '../pades/format/earlier-signatures.ts';
import { listSignatureFields } from '../pades/format/fields.ts';
import { formFields } from '../pades/format/form-fields.ts';
import { type FieldLock, type Permission, readLock } from '../pades/format/mdp.ts';
import { readSeedValues, type SeedCertificate } from '../pades/format/seed-value.ts';
import { combinedLock } from '../pades/sign/combine-locks.ts';
import type { SigningRules } from '../pades/sign/mdp-reference.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { type ContentWish, contentRisks } from './content-risks.ts';
import { chooseHome, type FieldChoice, type FieldWish } from './field-choice.ts';
import { type LookPlan, type LookWish, planLook } from './look-plan.ts';
import { checkSeedCertificate } from './seed-certificate.ts';
import { applySeedValues, type SeedableChoices, type SeededChoices } from './seed-values.ts';
import type { SigningCircumstances } from './signing-checks.ts';

/** What a certification is to permit afterwards (DocMDP, ISO 32000-2, 12.8.2.2). */
export type CertifyWish = 'no-changes' | 'forms' | 'annotations';

/** Fields to lock, by fully qualified name (FieldMDP, 12.8.2.4). */
export type LockWish =
  | { readonly kind: 'all' }
  | { readonly kind: 'include' | 'exclude'; readonly fields: readonly string[] };

/** What kind of signature the person wants. Nothing given: an approval that locks nothing. */
export interface KindWish {
  readonly certify?: CertifyWish | undefined;
  readonly lock?: LockWish | undefined;
  readonly reason?: string | undefined;
  readonly level?: SeedableChoices['level'] | undefined;
}

/** Where the signature goes and what kind it is, after everything was asked that the document can answer. */
export interface SigningPlan {
  readonly choice: FieldChoice;
  readonly look: LookPlan;
  readonly rules: SigningRules;
  /** The reason to sign with: the person's, or the one that the field prescribes. */
  readonly reason: string | undefined;
  /** Digests that the field allows, the preferred one first; undefined: any. */
  readonly hashes: SeededChoices['hashes'];
  /** What the field asks of the certificate. */
  readonly certificate: SeedCertificate | undefined;
  /** Sentences that a person should read before the PIN. */
  readonly warnings: readonly string[];
}

const PERMISSIONS: Readonly<Record<CertifyWish, Permission>> = { 'no-changes': 1, forms: 2, annotations: 3 };

/**
 * Finds the field and settles what the signature will say of later changes: what the person wants, what the field asks for, what
 * earlier signatures leave room for.
 * @throws AppError as chooseHome, contentRisks and planLook; CERTIFY_NOT_FIRST, SIGNING_FORBIDDEN, SEED_VALUE_UNMET, FIELD_NOT_FOUND for a field to lock
 */
export async function planSignature(
  document: PdfDocument,
  wish: FieldWish & KindWish & ContentWish & LookWish,
): Promise<SigningPlan> {
  const risks = await contentRisks(document, wish);
  const choice = await chooseHome(document, wish);
  const earlier = await earlierSignatures(document);
  await refuseForbidden(document, earlier, choice);
  const names = (await formFields(document)).fields.map(({ name }) => name);
  const chosen = {
    certify: wish.certify === undefined ? null : PERMISSIONS[wish.certify],
    lock: wish.lock === undefined ? null : fieldLock(wish.lock, [...names, choice.fieldName]),
    reason: wish.reason,
    level: wish.level ?? 'B-B',
  };
  const { home } = choice;
  const dict = home.kind === 'existing' ? home.field.dict : undefined;
  const seeds = await readSeedValues(document, dict?.get('SV'));
  const seeded =
    seeds === undefined
      ? { ...chosen, hashes: undefined, warnings: [] }
      : applySeedValues(choice.fieldName, seeds, chosen);
  if (seeded.certify !== null) refuseLateCertification(earlier);
  const own = await readLock(document, dict?.get('Lock'));
  const look = await planLook(document, choice, wish);
  return {
    choice,
    look,
    rules: { certify: seeded.certify, lock: combinedLock(own, seeded.lock, names) },
    reason: seeded.reason,
    hashes: seeded.hashes,
    certificate: seeds?.certificate,
    warnings: [...risks, ...seeded.warnings, ...newFieldWarnings(earlier, choice), ...(look.further?.warnings ?? [])],
  };
}

/**
 * Holds the certificate against what the field asks of it.
 * @param circumstances as for signingWarnings; certificates beside the key as DER or parsed
 * @returns sentences that the person should read
 * @throws AppError SEED_VALUE_UNMET
 */
export function weighForField(
  { choice, certificate: seeds }: Pick<SigningPlan, 'choice' | 'certificate'>,
  certificate: Certificate,
  {
    now,
    trust,
    chain,
  }: Omit<SigningCircumstances, 'chain'> & { readonly chain: readonly (Certificate | Uint8Array)[] },
): string[] {
  if (seeds === undefined) return [];
  const parsed = chain.map((item) => (item instanceof Uint8Array ? new Certificate(item) : item));
  return checkSeedCertificate(choice.fieldName, seeds, certificate, { now, trust, chain: parsed });
}

/** @throws AppError FIELD_NOT_FOUND for a name that no field and no group of fields has */
export function fieldLock(wish: LockWish, names: readonly string[]): FieldLock {
  if (wish.kind === 'all') return { action: 'All', fields: [], permission: null };
  for (const name of wish.fields) {
    if (names.some((known) => known === name || known.startsWith(`${name}.`))) continue;
    const known = names.map((each) => `“${each}”`).join(', ');
    throw new AppError('FIELD_NOT_FOUND', `There is no field “${name}” to lock or to leave open. Fields: ${known}.`, {
      field: name,
    });
  }
  return { action: wish.kind === 'include' ? 'Include' : 'Exclude', fields: wish.fields, permission: null };
}

/**
 * What earlier signatures forbid is refused before any key is asked: a certification or a lock of the whole document that permits
 * nothing (ISO 32000-2, table 257), a lock that covers the field (12.8.2.4).
 * @throws AppError SIGNING_FORBIDDEN
 */
async function refuseForbidden(
  document: PdfDocument,
  earlier: readonly EarlierSignature[],
  { fieldName, home }: Pick<FieldChoice, 'fieldName' | 'home'>,
): Promise<void> {
  const closing = earlier.find(({ permission }) => permission === 1);
  if (closing !== undefined) {
    const does =
      closing.rules.certify === 1 ? 'certifies this document and permits' : 'locked this document and permits';
    throw forbidden(
      closing,
      `${does} no changes at all, not even another signature. Ask its signer for a version that may be signed.`,
    );
  }
  const locking = lockedBy(earlier, fieldName);
  if (locking === undefined) return;
  if (home.kind === 'existing') {
    throw forbidden(
      locking,
      `locked the field “${fieldName}”, so it may not be signed any more. ${await openFields(document, earlier)}`,
    );
  }
  throw forbidden(
    locking,
    `locked the fields of this document, so a new field “${fieldName}” may not be added. ${await openFields(document, earlier)}`,
  );
}

/**
 * An empty field that appears after a signature puts it in doubt: a certification permits none (ISO 32000-2, table 257), and
 * otherwise validators differ.
 * @throws AppError SIGNING_FORBIDDEN
 */
export function refuseNewField([first]: readonly EarlierSignature[]): void {
  if (first === undefined) return;
  throw forbidden(
    first,
    'would be put in doubt by a field that is added after it. Add fields before the first signature; a later signer can place a new field while signing.',
  );
}

function forbidden({ field }: EarlierSignature, what: string): AppError {
  const who = field === '' ? 'An earlier signature' : `The signature “${field}”`;
  return new AppError('SIGNING_FORBIDDEN', `${who} ${what}`, { field });
}

async function openFields(document: PdfDocument, earlier: readonly EarlierSignature[]): Promise<string> {
  const fields = await listSignatureFields(document);
  const open = fields.filter(({ signed, name }) => !signed && lockedBy(earlier, name) === undefined);
  if (open.length === 0) return 'Ask its signer for a version that may be signed.';
  return `Sign one of the open fields with --field: ${open.map(({ name }) => `“${name}”`).join(', ')}.`;
}

/** One certification for a document, and it is the first signature (ISO 32000-2, 12.8.2.2.1). @throws AppError CERTIFY_NOT_FIRST */
function refuseLateCertification(earlier: readonly EarlierSignature[]): void {
  const [first] = earlier;
  if (first === undefined) return;
  const certification = earlier.find(({ rules }) => rules.certify !== null);
  const which = certification ?? first;
  const named = which.field === '' ? 'another signature' : `“${which.field}”`;
  const why =
    certification === undefined
      ? `Only the first signature can certify a document, and ${named} is there already.`
      : `This document is certified already, by ${named}, and can be certified only once.`;
  throw new AppError('CERTIFY_NOT_FIRST', `${why} Sign without --certify.`, { field: which.field });
}

/** What table 257 lets a certified document gain is read in two ways; ours is the common one. */
function newFieldWarnings(earlier: readonly EarlierSignature[], { home, visible }: FieldChoice): string[] {
  const certification = earlier.find(({ permission }) => permission !== null);
  if (certification === undefined || home.kind !== 'new' || visible === undefined) return [];
  return [
    'The document is certified. Some validators then accept visible signatures only in fields that were there before; an invisible one is safe everywhere.',
  ];
}
