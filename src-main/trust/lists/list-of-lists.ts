import { type AppError, codeOf } from '../../../shared/contract/app-error.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { listError } from './list-error.ts';
import { LIST_OF_LISTS, type ListPointer, type TrustedList } from './read-list.ts';
import { type ListSigners, verifyListSignature } from './xml-signature.ts';

/** One publication of certificates that may sign a list of lists, where nobody can exchange them. */
export interface Publication {
  readonly title: string;
  /** What an address of it contains, one or the other. */
  readonly marks: readonly string[];
  /** SHA-256 of the certificates, lower-case hexadecimal. */
  readonly signers: ReadonlySet<string>;
}

/** What trusted lists rest on. */
export interface Scheme {
  /** Where the current list of lists lies; empty for one that is only imported. */
  readonly location: string;
  /** The newest first: the first that a list names counts. */
  readonly publications: readonly Publication[];
}

/** A list with what errors and reports call it. */
export interface NamedList {
  readonly name: string;
  readonly list: TrustedList;
}

/** From where to where a list of lists leads back. */
interface Origin {
  readonly signers: ReadonlySet<string>;
  /** Addresses of the lists of lists in between, newest first. */
  readonly pivots: readonly string[];
  /** True where somebody vouches for the signers: they may be those of today. */
  readonly byHand: boolean;
}

/**
 * How a list of lists leads back to a publication that is known: over its pivots (ETSI TS 119 615, 4.1.4; Commission Implementing
 * Decision (EU) 2015/1505). Publications made since then stand between them.
 * @throws AppError TRUSTED_LIST_PIVOT where it names none of them
 */
export function originOf({ name, list }: NamedList, { publications }: Scheme): Origin {
  for (const { marks, signers } of publications) {
    // Signers that were pinned by hand have no publication: the pivots come first, whatever follows.
    const end = list.information.findIndex((uri) =>
      marks.length === 0 ? !isList(uri) : marks.some((mark) => uri.includes(mark)),
    );
    if (end < 0 && marks.length > 0) continue;
    const pivots = list.information.slice(0, end < 0 ? undefined : end).filter(isList);
    return { signers, pivots, byHand: marks.length === 0 };
  }
  const known = publications.map(({ title }) => title).join(', ');
  const why = `does not lead back to certificates that are known here (${known}). Get a newer version of this program, or pin its signers.`;
  throw listError('TRUSTED_LIST_PIVOT', name, why);
}

function isList(uri: string): boolean {
  return uri.split(/[?#]/)[0]?.endsWith('.xml') ?? false;
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
  const origin = originOf(current, scheme);
  let signers: ListSigners = { certificates: [], pinned: origin.signers };
  if (origin.byHand) {
    try {
      return verifyListSignature(current.list.document, signers, current.name);
    } catch (error) {
      if (codeOf(error) !== 'TRUSTED_LIST_SIGNER' || origin.pivots.length === 0) throw error;
    }
  }
  for (const uri of [...origin.pivots].reverse()) {
    const pivot = pivotAt(uri);
    if (pivot === undefined) throw missing(current.name, uri);
    // The newest pivot may be the current list itself: signed by those before, it names those after.
    if (pivot.list.document === current.list.document) {
      return verifiedOr(missing(current.name, uri), pivot, signers);
    }
    verifyListSignature(pivot.list.document, signers, pivot.name);
    signers = { certificates: successors(pivot) };
  }
  return verifyListSignature(current.list.document, signers, current.name);
}

function missing(name: string, uri: string): AppError {
  const why = `rests on an earlier one that is missing. Import ${uri} as well.`;
  return listError('TRUSTED_LIST_PIVOT', name, why);
}

/** @throws AppError `otherwise` where somebody else signed */
function verifiedOr(otherwise: AppError, { name, list }: NamedList, signers: ListSigners): Certificate {
  try {
    return verifyListSignature(list.document, signers, name);
  } catch (error) {
    throw codeOf(error) === 'TRUSTED_LIST_SIGNER' ? otherwise : error;
  }
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
 * @param pinned SHA-256 of signers of a list that stands for itself
 * @returns the certificate whose key signed
 * @throws AppError TRUSTED_LIST_SIGNER where no pointer leads to it, and what `verifyListSignature` throws
 */
export function authenticateNationalList(
  { name, list }: NamedList,
  pointers: readonly ListPointer[],
  pinned: ReadonlySet<string> = new Set(),
): Certificate {
  const own = pointers.filter(({ territory, type }) => territory === list.territory && type === list.type);
  if (own.length === 0 && pinned.size === 0) {
    const why =
      pointers.length === 0
        ? 'cannot be checked without the list of lists that names its signer. Import that as well.'
        : `is that of ${list.territory || 'no territory'} (${list.type}), to which the list of lists does not point. Get the list of lists that does.`;
    throw listError('TRUSTED_LIST_SIGNER', name, why);
  }
  const certificates = own.flatMap((pointer) => pointer.signers);
  return verifyListSignature(list.document, { certificates, pinned }, name);
}
