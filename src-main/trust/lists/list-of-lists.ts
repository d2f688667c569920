import { isAppError } from '../../../shared/contract/app-error.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { listError } from './list-error.ts';
import { LIST_OF_LISTS, type ListPointer, type TrustedList } from './read-list.ts';
import { verifyListSignature } from './xml-signature.ts';

/** What a list of lists rests on: certificates that were published where nobody can exchange them. */
export interface Scheme {
  /** Where the current list of lists lies. */
  readonly location: string;
  /** Where the certificates were published: the list names it after its pivots. Undefined: the list needs no pivots. */
  readonly announcement: string | undefined;
  readonly signers: readonly Certificate[];
}

/** A list with what errors and reports call it. */
export interface NamedList {
  readonly name: string;
  readonly list: TrustedList;
}

/**
 * Addresses of the lists of lists by which the current one leads back to the publication that is known, newest first (ETSI TS 119 615,
 * 4.1.4; Commission Implementing Decision (EU) 2015/1505). Publications made since then stand between them.
 * @throws AppError TRUSTED_LIST_PIVOT where the list does not name the publication
 */
export function pivotsOf({ name, list }: NamedList, { announcement }: Scheme): string[] {
  if (announcement === undefined) return [];
  const end = list.information.findIndex((uri) => publication(uri) === publication(announcement));
  if (end < 0) {
    const why = `does not lead back to the certificates that are known here (${announcement}). Get a newer version of this program, or pin its signers.`;
    throw listError('TRUSTED_LIST_PIVOT', name, why);
  }
  return list.information.slice(0, end).filter((uri) => uri.split(/[?#]/)[0]?.endsWith('.xml'));
}

/** Publications are named with and without the ending of a language. */
function publication(uri: string): string {
  return uri
    .replace(/^https?:/, '')
    .replace(/\.[A-Z]{3}$/, '')
    .toLowerCase();
}

/**
 * Verifies a list of lists from the published certificates over its pivots: each names those who sign the next.
 * @param pivotAt the list of lists at an address; undefined where it is not at hand
 * @returns the certificate whose key signed the current list
 * @throws AppError TRUSTED_LIST_MALFORMED for another kind of list; TRUSTED_LIST_PIVOT, and what `verifyListSignature` throws
 */
export function authenticateListOfLists(
  current: NamedList,
  scheme: Scheme,
  pivotAt: (uri: string) => NamedList | undefined,
): Certificate {
  if (current.list.type !== LIST_OF_LISTS) {
    throw listError('TRUSTED_LIST_MALFORMED', current.name, 'is no list of lists. Choose the list of lists.');
  }
  let signers = scheme.signers;
  let position = 0;
  for (const uri of pivotsOf(current, scheme).reverse()) {
    const pivot = pivotAt(uri);
    if (pivot === undefined) {
      const why = `rests on an earlier one that is missing. Import ${uri} as well.`;
      throw listError('TRUSTED_LIST_PIVOT', current.name, why);
    }
    if (pivot.list.sequence < position) {
      throw listError('TRUSTED_LIST_PIVOT', pivot.name, 'is older than the one that it follows. Get it anew.');
    }
    const signer = verifyListSignature(pivot.list.document, signers, pivot.name);
    // The newest pivot may be the current list itself: signed by those before, it names those after.
    if (pivot.list.document === current.list.document) return signer;
    position = pivot.list.sequence;
    signers = successors(pivot);
  }
  if (current.list.sequence < position) {
    throw listError('TRUSTED_LIST_OLDER', current.name, 'is older than those that it rests on. Get it anew.');
  }
  return verifyListSignature(current.list.document, signers, current.name);
}

/** Those whom a list of lists names as signers of the next. @throws AppError TRUSTED_LIST_PIVOT */
function successors({ name, list }: NamedList): readonly Certificate[] {
  const signers = list.pointers.filter(({ type }) => type === LIST_OF_LISTS).flatMap((pointer) => pointer.signers);
  if (signers.length > 0) return signers;
  throw listError('TRUSTED_LIST_PIVOT', name, 'does not name who signs the next one. Get it anew from its publisher.');
}

/** Pointers to the national lists in XML, one or more for each territory. */
export function nationalPointers({ pointers }: TrustedList): ListPointer[] {
  return pointers.filter(
    ({ type, mimeType, location }) =>
      type !== LIST_OF_LISTS && (mimeType === '' ? !location.endsWith('.pdf') : mimeType.includes('xml')),
  );
}

/**
 * Verifies a national list with the certificates by which a list of lists names its signers (ETSI TS 119 615, 4.2.4).
 * @returns the certificate whose key signed
 * @throws AppError TRUSTED_LIST_SIGNER where no pointer leads to it, and what `verifyListSignature` throws
 */
export function authenticateNationalList({ name, list }: NamedList, pointers: readonly ListPointer[]): Certificate {
  const own = pointers.filter(({ territory, type }) => territory === list.territory && type === list.type);
  if (own.length === 0) {
    const why = `is that of ${list.territory || 'no territory'} (${list.type}), to which the list of lists does not point. Get the list of lists that does.`;
    throw listError('TRUSTED_LIST_SIGNER', name, why);
  }
  const signers = own.flatMap((pointer) => pointer.signers);
  return verifyListSignature(list.document, signers, name);
}

/** The code of what is wrong with a list; undefined for other errors. */
export function listFaultOf(error: unknown): string | undefined {
  return isAppError(error) && error.code.startsWith('TRUSTED_LIST_') ? error.code : undefined;
}
