import { AppError, isAppError } from '../../../shared/contract/app-error.ts';
import type { TokenObject } from '../../../shared/domain/token-object.ts';
import type { Described } from './describe.ts';
import type { ManagedToken } from './managed-token.ts';

/** What is meant: objects by their refs, or everything that has a CKA_ID. */
export type ObjectChoice = { readonly refs: readonly string[] } | { readonly keyId: string };

/**
 * The objects that are named, copies included.
 * @throws AppError OBJECT_NOT_FOUND where a name stands for nothing
 */
export async function chosenObjects(token: ManagedToken, choice: ObjectChoice): Promise<Described[]> {
  const objects = await token.list();
  const names = 'keyId' in choice ? [choice.keyId.toLowerCase()] : choice.refs.map((ref) => ref.toLowerCase());
  const nameOf = ({ about }: Described) => ('keyId' in choice ? about.keyId : about.ref);
  const missing = names.find((name) => !objects.some((object) => nameOf(object) === name));
  if (missing !== undefined || names.length === 0) {
    throw new AppError(
      'OBJECT_NOT_FOUND',
      `The token “${token.info.label}” holds nothing named ${missing ?? 'so'}; nothing was deleted. “countersign tokens objects” lists what it holds.`,
      { token: token.info.label, name: missing ?? '' },
    );
  }
  return objects.filter((object) => names.includes(nameOf(object)));
}

/**
 * Deletes objects, certificates before keys: what is interrupted leaves a key and not a certificate without one.
 * @returns what was deleted
 * @throws AppError CKR_*, MODULE_*; its sentence says how many were deleted before
 */
export async function deleteObjects(token: ManagedToken, objects: readonly Described[]): Promise<TokenObject[]> {
  const deleted: TokenObject[] = [];
  for (const { object, about } of [...objects].reverse()) {
    try {
      await token.destroy(object.handle);
    } catch (error) {
      if (!isAppError(error)) throw error;
      const before = deleted.length === 0 ? 'Nothing was deleted.' : `${deleted.length} objects were deleted before.`;
      throw new AppError(error.code, `${error.message} ${before}`, { ...error.details, deleted: deleted.length });
    }
    deleted.push(about);
  }
  return deleted;
}
