import { AppError, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { normaliseBer } from '../cms/ber.ts';
import { documentTimestamp } from '../pades/sign/document-timestamp.ts';
import { layOutSecurityStore } from '../pades/sign/dss.ts';
import { gapBytes, gapCapacity, hasRoomForToken, timestampedSignature } from '../pades/sign/signature-timestamp.ts';
import { provenTime, type Standing, standings } from '../pades/verify/standing.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { refuseForbidden } from '../pdf/encryption/permissions.ts';
import type { Timestamper } from '../platform/timestamper.ts';
import type { GrowingFile } from './growing-file.ts';
import { gatherEvidence } from './level-evidence.ts';
import type { LevelServices } from './level-services.ts';
import { joined } from './tsa-client.ts';

/** How far a file is to be taken. */
export interface RaiseRequest {
  readonly level: SignatureLevel;
  /** The signatures that must get there; the others are taken along as far as it goes. */
  readonly required: (one: Standing) => boolean;
  /** True: one of the required signatures that gets there is enough, and the others are told. */
  readonly oneIsEnough?: boolean;
  /** True where a timestamp is known not to fit into the newest signature. */
  readonly gapTooSmall?: boolean;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: ((stage: RaiseStage) => void) | undefined;
}

export type RaiseStage = 'timestamping' | 'collecting';

/** How far it got: what the bytes hold for all required signatures, and why no more. */
export interface Raised {
  readonly reached: SignatureLevel;
  readonly problems: readonly Failure[];
}

/** The same of a PDF, whose signatures rise together. */
export interface RaisedTogether extends Raised {
  /** True where the last step was done, if not for every signature. */
  readonly finished: boolean;
  /** The field of a signature that took a timestamp into itself. */
  readonly filled: string | undefined;
}

/** Each level holds what the one before holds (EN 319 142-1, 6). */
const ORDER: readonly SignatureLevel[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

/** True where `level` holds all that `other` asks for. */
export function isAtLeast(level: SignatureLevel, other: SignatureLevel): boolean {
  return ORDER.indexOf(level) >= ORDER.indexOf(other);
}

/** What keeps a level from being reached and leaves the file as sound as it was. Everything else fails the work. */
export function isShortfall({ code }: Failure): boolean {
  return (
    /^(NETWORK|TSA|EVIDENCE)_/.test(code) ||
    ['SIGNATURE_TOO_LARGE', 'TOO_LARGE_FOR_XREF', 'PERMISSION_DENIED'].includes(code)
  );
}

/**
 * Takes the signatures of a staged file to a level, one incremental update per step, each only when all it needs is there
 * (EN 319 142-1, 6.3): a trusted time for each signature, validation material for every signer and timestamp authority, a document timestamp over
 * it all. Asked for B-LTA again, it renews: material for the last document timestamp, then a new one.
 * @returns where something cannot be had, what was reached; the file then ends with the last step that is whole
 * @throws AppError CANCELLED, and where the file can be neither read nor written
 */
export async function raiseLevel(
  file: GrowingFile,
  request: RaiseRequest,
  services: LevelServices,
): Promise<RaisedTogether> {
  let reached: SignatureLevel = 'B-B';
  const problems: Failure[] = [];
  let filled: string | undefined;
  try {
    if (isAtLeast(request.level, 'B-T')) {
      filled = await giveTime(file, request, services);
      reached = 'B-T';
    }
    if (isAtLeast(request.level, 'B-LT')) {
      problems.push(...(await addMaterial(file, request, services)));
      if (problems.length === 0) reached = 'B-LT';
    }
    if (request.level === 'B-LTA') {
      await addDocumentTimestamp(file, request, authorityOf(services));
      if (problems.length === 0) reached = 'B-LTA';
    }
    return { reached, problems, filled, finished: true };
  } catch (error) {
    if (!isAppError(error) || !isShortfall(error)) throw error;
    return { reached, problems: [...problems, error], filled, finished: false };
  }
}

/**
 * A timestamp for each required signature that has none: in the signature where only one lacks it and it has room, else over the file.
 * @returns the field of the signature that took it into itself
 */
async function giveTime(
  file: GrowingFile,
  request: RaiseRequest,
  services: LevelServices,
): Promise<string | undefined> {
  const all = await standings(await file.open(request.signal));
  const untimed = all.filter((one) => request.required(one) && provenTime(one, all) === undefined);
  const [only, ...others] = untimed.filter(({ kind }) => kind === 'signature');
  if (only === undefined) return undefined;
  const timestamper = authorityOf(services);
  const isCovered = all.some((other) => other.range.end > only.range.end);
  if (others.length === 0 && !isCovered && request.gapTooSmall !== true) {
    if (await fillGap(file, only, request, timestamper)) return only.field;
  }
  await addDocumentTimestamp(file, request, timestamper);
  return undefined;
}

/** @returns false where the token has no room in the signature */
async function fillGap(
  file: GrowingFile,
  { contents, range }: Standing,
  { signal, onStage }: RaiseRequest,
  timestamper: Timestamper,
): Promise<boolean> {
  const cms = contents.slice(0, normaliseBer(contents).consumed);
  if (!hasRoomForToken(cms, gapCapacity(range), timestamper)) return false;
  onStage?.('timestamping');
  try {
    const stamped = await timestampedSignature(cms, gapCapacity(range), timestamper, signal);
    await file.overwrite(gapBytes(stamped, range), range.gapStart, { signal, report: () => undefined });
    return true;
  } catch (error) {
    if (isAppError(error) && error.code === 'SIGNATURE_TOO_LARGE') return false;
    throw error;
  }
}

/** @returns what single signatures lack, where it is enough that one is complete */
async function addMaterial(
  file: GrowingFile,
  { required, oneIsEnough = false, now, signal, onStage }: RaiseRequest,
  services: LevelServices,
): Promise<readonly Failure[]> {
  onStage?.('collecting');
  const document = await file.open(signal);
  const around = { services, now, signal };
  const { material, missing, complete } = await gatherEvidence(document, await standings(document), required, around);
  const [first] = missing;
  if (first !== undefined && !(oneIsEnough && complete > 0)) {
    throw new AppError(first.code, first.message, first.details);
  }
  const update = await layOutSecurityStore(document, material);
  if (update !== undefined) await file.append(update);
  return missing;
}

async function addDocumentTimestamp(
  file: GrowingFile,
  { signal, onStage }: RaiseRequest,
  timestamper: Timestamper,
): Promise<void> {
  onStage?.('timestamping');
  const document = await file.open(signal);
  refuseForbidden(document.encryption, 'add-field');
  const { bytes } = await documentTimestamp(document, file.state(), timestamper, signal);
  await file.append(bytes);
}

/**
 * Refuses before any PIN a level that the author of an encrypted document does not permit: a document timestamp stands in a new field.
 * @throws AppError PERMISSION_DENIED
 */
export function refuseLevel({ encryption }: PdfDocument, level: SignatureLevel | undefined): void {
  if (level === 'B-LTA') refuseForbidden(encryption, 'add-field');
}

/** @throws AppError TSA_NOT_CONFIGURED */
export function authorityOf({ timestamper }: Pick<LevelServices, 'timestamper'>): Timestamper {
  if (timestamper !== undefined) return timestamper;
  throw joined([]);
}
