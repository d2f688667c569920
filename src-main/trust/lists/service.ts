/** A service of a trusted list, as it is kept: plain values, so that a snapshot is JSON. */
export interface TrustService {
  /** Names of the provider and of the service, in English where the list has them so. */
  readonly provider: string;
  readonly name: string;
  /** Service digital identity (ETSI TS 119 612, 5.5.3): certificates, DER in base64. */
  readonly certificates: readonly string[];
  /** Now and before, newest first (5.5.4 and 5.6). */
  readonly states: readonly ServiceState[];
}

export interface ServiceState {
  /** Service type without the common beginning of its URI: `CA/QC`, `TSA/QTST`. */
  readonly type: string;
  /** Status without the common beginning of its URI: `granted`, `withdrawn`. */
  readonly status: string;
  /** Start of this status, ISO 8601. */
  readonly since: string;
  /** Qualifications extension (5.5.9.2). */
  readonly qualifications: readonly QualificationElement[];
  /** additionalServiceInformation (5.5.9.4), without the common beginning: `ForeSignatures`. */
  readonly additional: readonly string[];
  /** Critical extensions that are not known here: nobody may rely on the service without understanding them. */
  readonly unknown: readonly string[];
}

/** Which certificates of the service a qualifier is about. */
export interface QualificationElement {
  /** Without the common beginning: `QCWithQSCD`. */
  readonly qualifiers: readonly string[];
  readonly criteria: CriteriaList;
}

/** CriteriaList (5.5.9.2.2). */
export interface CriteriaList {
  readonly assert: 'all' | 'atLeastOne' | 'none';
  readonly criteria: readonly Criterion[];
}

export type Criterion =
  | { readonly kind: 'keyUsage'; readonly bits: readonly (readonly [name: string, value: boolean])[] }
  | { readonly kind: 'policies' | 'extendedKeyUsage' | 'subjectAttributes'; readonly oids: readonly string[] }
  | { readonly kind: 'list'; readonly list: CriteriaList }
  | { readonly kind: 'unknown' };

/** What the service was at a time; undefined before the list knows it. */
export function stateAt(service: TrustService, time: Date): ServiceState | undefined {
  return service.states.find(({ since }) => new Date(since) <= time);
}

/** Since then the old kinds of status say nothing (Regulation (EU) No 910/2014, article 52; ETSI TS 119 612, annex J). */
export const EIDAS = new Date('2016-06-30T22:00:00Z');

const BEFORE_EIDAS = ['undersupervision', 'supervisionincessation', 'accredited'];

/** Whether a qualified service was one in the eyes of the law at a time (ETSI TS 119 615, 4.4.4). */
export function isApproved(status: string, time: Date): boolean {
  return time < EIDAS ? BEFORE_EIDAS.includes(status) || status === 'granted' : status === 'granted';
}
