import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { RevokedEntry } from '../cms/crl-index.ts';
import { sameBytes } from '../cms/der.ts';
import { isFormatError } from '../cms/format-error.ts';
import type { RevocationEvidence } from './revocation-status.ts';

/** CRLReason numbers that are not final (RFC 5280, 5.3.1). */
export const HOLD = 6;
export const REMOVED = 8;

/** A list whose signer may sign it. */
export interface SignedCrl {
  readonly crl: Crl;
  readonly signer: Certificate;
}

/** What is known from a list, from a complete list together with a delta list, or from a delta list alone. */
export interface CrlView {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** The newest list that speaks. */
  readonly crl: Crl;
  /** False for a delta list alone: whom it does not name, it says nothing of. */
  readonly isComplete: boolean;
  readonly lists: readonly SignedCrl[];
}

/** Every view that the lists give, newest first, and of equals the one that rests on more. */
export function viewsOf(lists: readonly SignedCrl[]): CrlView[] {
  const alone = lists.map((one) => viewOf(one.crl, [one], !one.crl.isDelta));
  const combined = lists
    .filter(({ crl }) => crl.isDelta)
    .flatMap((delta) =>
      lists.filter((base) => continues(delta, base)).map((base) => viewOf(delta.crl, [delta, base], true)),
    );
  return [...combined, ...alone].sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
}

function viewOf(crl: Crl, lists: readonly SignedCrl[], isComplete: boolean): CrlView {
  return { thisUpdate: crl.thisUpdate, nextUpdate: crl.nextUpdate, crl, isComplete, lists };
}

/** Whether a delta list may be read together with a complete one (RFC 5280, 5.2.4 and 6.3.3 c): same issuer, scope and key; numbers that meet. */
function continues({ crl: delta, signer }: SignedCrl, { crl: base, signer: baseSigner }: SignedCrl): boolean {
  const { baseNumber, number } = delta;
  return (
    baseNumber !== undefined &&
    base.baseNumber === undefined &&
    base.number !== undefined &&
    number !== undefined &&
    baseNumber <= base.number &&
    base.number <= number &&
    signer === baseSigner &&
    sameBytes(delta.scopeDer ?? NOTHING, base.scopeDer ?? NOTHING)
  );
}

const NOTHING = new Uint8Array();

/** What the view says of a certificate: a delta list's word replaces that of the complete list. Undefined: it is not named. */
export function entryIn(view: CrlView, certificate: Certificate): RevokedEntry | 'unreadable' | undefined {
  try {
    for (const { crl } of view.lists) {
      const entry = crl.find(certificate.serialBytes, certificate.issuerName);
      if (entry !== undefined) return entry.reason === REMOVED && view.lists.length > 1 ? undefined : entry;
    }
    return undefined;
  } catch (error) {
    if (isFormatError(error)) return 'unreadable';
    throw error;
  }
}

/** The view as what an answer rests on, together with further ones that it needs. */
export function evidenceOf(views: readonly CrlView[], issuer: Certificate): RevocationEvidence {
  const [first, ...others] = [...new Map(views.flatMap(({ lists }) => lists.map((one) => [one.crl, one]))).values()];
  if (first === undefined) return {};
  const used = first.signer === issuer ? { crl: first.crl } : { crl: first.crl, signer: first.signer };
  const further = others.map(({ crl, signer }) => (signer === issuer ? { crl } : { crl, signer }));
  return further.length === 0 ? used : { ...used, further };
}
