import type { Indication, Qualification } from '../../../shared/domain/verification.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { isFormatError } from '../../cms/format-error.ts';
import { isoTime } from '../report.ts';
import { type CertificateStanding, standingAt } from './certificate-qualification.ts';
import { isApproved, stateAt } from './service.ts';
import type { ListedService, ServiceIndex } from './service-index.ts';

/** A signature as far as its qualification depends on it. */
export interface QualifiedSignature {
  /** Signer first. */
  readonly chain: readonly Certificate[];
  /** Earliest proved time of the signature. */
  readonly proven: Date;
  /** Time of validation. */
  readonly at: Date;
  readonly indication: Indication;
}

/** Decides by trusted lists what a signature is in the eyes of Regulation (EU) No 910/2014 (ETSI TS 119 615, 4.4 to 4.7). */
export class Qualifier {
  readonly #index: ServiceIndex;

  constructor(index: ServiceIndex) {
    this.#index = index;
  }

  /** What the lists and the certificate make of a signature; nothing is claimed of one that did not pass. */
  qualify({ chain, proven, at, indication }: QualifiedSignature): Qualification {
    const [signer] = chain;
    const nothing = (reasons: string[], result: 'AdES' | null = null): Qualification => ({
      result: indication === 'TOTAL-PASSED' ? result : null,
      purpose: 'unknown',
      service: null,
      reasons,
    });
    if (signer === undefined) return nothing(['Nobody is known as the signer.']);
    const services = this.#index.issuersOf(chain);
    const [first] = services;
    if (first === undefined) {
      return nothing([`No trusted list that is kept here names an issuer of ${signer.commonName}.`], 'AdES');
    }
    try {
      const issued = together(services.map(({ service }) => standingAt(signer, service, signer.notBefore)));
      const standings = services.map(({ service }) => standingAt(signer, service, proven));
      const signed = together(standings);
      // Of several entries the one that speaks for the certificate is named.
      const named = services[standings.findIndex(({ qualified }) => qualified !== false)] ?? first;
      return {
        ...conclude(issued, signed, indication),
        service: serviceOf(named, proven),
        reasons: [...new Set([...reasonsOf(issued, signed, indication), ...aboutList(named, proven, at)])],
        ...(isOutdated(named, proven) && { result: null }),
      };
    } catch (error) {
      if (!isFormatError(error)) throw error;
      return nothing([`What the certificate of ${signer.commonName} says of itself cannot be read: ${error.message}`]);
    }
  }

  /** One sentence where a timestamp comes from a qualified authority (ETSI TS 119 615, 4.6); undefined where it does not. */
  timestampRemark(chain: readonly Certificate[], genTime: Date): string | undefined {
    const found = this.#index.timestampServicesOf(chain).find(({ service }) => {
      const state = stateAt(service, genTime);
      return state?.type === 'TSA/QTST' && isApproved(state.status, genTime);
    });
    if (found === undefined) return undefined;
    const { service, list } = found;
    return `The timestamp is a qualified one: the trusted list of ${list.territory} names “${service.name}” of ${service.provider}.`;
  }
}

/** Several services may have the same key: they must say the same. */
function together(standings: readonly CertificateStanding[]): CertificateStanding {
  const [first, ...others] = standings;
  if (first === undefined) throw new Error('A certificate is judged by at least one service.');
  // An entry that was never approved or has ended does not speak against one that is.
  const speaking = standings.filter(({ qualified }) => qualified !== false);
  const [best] = speaking;
  if (best === undefined) return first;
  const same = speaking.every(
    ({ qualified, purpose, device }) =>
      qualified === best.qualified && purpose === best.purpose && device === best.device,
  );
  if (same || others.length === 0) return best;
  const reasons = ['Several entries of trusted lists name the issuer and contradict each other.'];
  return { qualified: undefined, purpose: 'unknown', device: undefined, reasons };
}

function conclude(
  issued: CertificateStanding,
  signed: CertificateStanding,
  indication: Indication,
): Pick<Qualification, 'result' | 'purpose'> {
  const { purpose } = signed;
  if (indication !== 'TOTAL-PASSED') return { result: null, purpose };
  if (issued.qualified === false || signed.qualified === false || purpose === 'web') return { result: 'AdES', purpose };
  if (!issued.qualified || !signed.qualified || purpose === 'unknown') return { result: null, purpose };
  return { result: signed.device ? 'QES' : 'AdES-QC', purpose };
}

function reasonsOf(issued: CertificateStanding, signed: CertificateStanding, indication: Indication): string[] {
  const reasons: string[] = [];
  if (indication === 'TOTAL-FAILED') reasons.push('The signature is not valid: it has no legal effect as one.');
  if (indication === 'INDETERMINATE') {
    reasons.push(
      'Whether the signature is valid is open: nothing is said about its legal effect before that is known.',
    );
  }
  if (issued.qualified !== true) reasons.push(...issued.reasons);
  reasons.push(...signed.reasons);
  if (!issued.qualified || !signed.qualified) return reasons;
  if (signed.purpose === 'web')
    reasons.push('The certificate is for websites: signatures made with it are not qualified.');
  else if (signed.purpose === 'unknown') reasons.push('The certificate does not say clearly what it is for.');
  else {
    reasons.push(`The certificate was a qualified one for ${signed.purpose === 'seal' ? 'seals' : 'signatures'}.`);
    reasons.push(
      signed.device ? 'Its key was in a qualified device.' : 'Nothing says that its key was in a qualified device.',
    );
  }
  return reasons;
}

function serviceOf({ list, service }: ListedService, time: Date): Qualification['service'] {
  const state = stateAt(service, time);
  return {
    country: list.territory,
    provider: service.provider,
    name: service.name,
    status: state?.status ?? 'not listed',
    since: state === undefined ? null : isoTime(new Date(state.since)),
    listIssued: isoTime(new Date(list.issued)),
    official: list.official,
  };
}

/** A list says nothing about a time after the one at which it was to be replaced. */
function isOutdated({ list }: ListedService, time: Date): boolean {
  return list.nextUpdate !== null && time > new Date(list.nextUpdate);
}

/** How old the list is, and whose it is. */
function aboutList(found: ListedService, proven: Date, at: Date): string[] {
  const { list } = found;
  const reasons: string[] = [];
  if (list.nextUpdate !== null && at > new Date(list.nextUpdate)) {
    const what = isOutdated(found, proven)
      ? 'it says nothing about the time of this signature. Update the trusted lists.'
      : 'what changed since then is not known here. Update the trusted lists.';
    reasons.push(
      `The trusted list of ${list.territory} is of ${isoTime(new Date(list.issued))} and was to be replaced by ${isoTime(new Date(list.nextUpdate))}: ${what}`,
    );
  } else if (proven > new Date(list.issued)) {
    reasons.push(
      `The trusted list of ${list.territory} is of ${isoTime(new Date(list.issued))}, which is before the signature.`,
    );
  }
  if (!list.official) reasons.push('These trusted lists were chosen by hand and are not those of the European Union.');
  return reasons;
}
