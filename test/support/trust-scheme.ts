import type { Issued } from '../../scripts/pki/issue.ts';
import {
  type ListRequest,
  listSigner,
  listXml,
  type ServiceRequest,
  signList,
} from '../../scripts/pki/trusted-lists.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import type { Publication } from '../../src-main/trust/lists/list-of-lists.ts';
import { testPki } from './pki.ts';

const DAY = 86_400_000;
/** Everything is laid around this time: the whole seconds of now. */
export const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
export const days = (count: number) => new Date(NOW.getTime() + count * DAY);

/** The publication that the list of lists of the tests rests on. */
export const PUBLISHED = 'https://journal.countersign.invalid/OJ:C_202400001';
const PLACE = 'http://lists.countersign.invalid';

/** Those who sign lists: published, named by the pivot, for Namibia, and nobody. */
export const SIGNERS: Readonly<Record<'published' | 'second' | 'national' | 'stranger', Issued>> = {
  published: listSigner('List of Lists Signer 1', NOW),
  second: listSigner('List of Lists Signer 2', NOW),
  national: listSigner('National List Signer', NOW),
  stranger: listSigner('Stranger', NOW),
};

export const PUBLICATION: Publication = {
  title: 'Test Journal',
  marks: ['OJ:C_202400001'],
  signers: new Set([new Certificate(SIGNERS.published.certificate).sha256]),
};

/** A list of lists that points to Namibia; signed by the published signer, who names the second. */
export function listOfLists(changes: Partial<ListRequest> = {}, signer = SIGNERS.second): Uint8Array {
  const { place = PLACE, ...request }: Partial<ListRequest> & { place?: string } = changes;
  return signList(listXml(lotl(place, request)), signer);
}

export function lotl(place: string, changes: Partial<ListRequest> = {}): ListRequest {
  return {
    territory: 'EU',
    sequence: 10,
    issued: days(-10),
    nextUpdate: days(100),
    pointers: [
      { location: `${place}/lotl.xml`, territory: 'EU', signers: [SIGNERS.second.certificate] },
      { location: `${place}/NA.xml`, territory: 'NA', signers: [SIGNERS.national.certificate] },
    ],
    information: [`${place}/pivot-9.xml`, PUBLISHED, `${place}/about.html`],
    ...changes,
  };
}

/** The list of lists on which the current one rests: the published signer names the second. */
export function pivot(place = PLACE): Uint8Array {
  return signList(listXml(lotl(place, { sequence: 9, issued: days(-40) })), SIGNERS.published);
}

/** The CA of the people as a service for qualified certificates. */
export function service(states?: ServiceRequest['states']): ServiceRequest {
  return {
    name: 'Demo Qualified CA',
    certificate: testPki().issuing.certificate,
    states: states ?? [{ status: 'granted', since: days(-1000), additional: ['ForeSignatures', 'ForeSeals'] }],
  };
}

/** The authority for time as a service for qualified timestamps. */
export function timeService(): ServiceRequest {
  const { certificate } = testPki().ca('time-1');
  return { name: 'Demo Time', certificate, states: [{ type: 'TSA/QTST', status: 'granted', since: days(-1000) }] };
}

export function nationalXml(changes: Partial<ListRequest> = {}): string {
  const list = { territory: 'NA', sequence: 5, issued: days(-5), nextUpdate: days(100), services: [service()] };
  return listXml({ ...list, ...changes });
}

/** The list of Namibia, signed by whom the list of lists names. */
export function nationalList(changes: Partial<ListRequest> = {}, signer = SIGNERS.national): Uint8Array {
  return signList(nationalXml(changes), signer);
}
