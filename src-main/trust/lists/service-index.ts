import { Certificate } from '../../cms/certificate.ts';
import { nameKey } from '../../cms/name.ts';
import type { AnchorLimit } from '../anchor-limits.ts';
import { identitiesOf, keyDigest, type ListedIdentity } from './identities.ts';
import { isApproved, type ServiceState, type TrustService } from './service.ts';

/** A list as it is kept after its signature was verified: plain values. */
export interface KeptList {
  readonly territory: string;
  readonly operator: string;
  readonly sequence: number;
  /** ISO 8601. */
  readonly issued: string;
  /** ISO 8601; null for a closed list. */
  readonly nextUpdate: string | null;
  /** False for lists of a scheme that somebody pinned by hand. */
  readonly official: boolean;
  readonly services: readonly TrustService[];
  /** Of the services; found out anew where it was kept without. */
  readonly identities?: readonly ListedIdentity[];
}

export interface ListedService {
  readonly list: KeptList;
  readonly service: TrustService;
}

/** Services that matter here: who issues qualified certificates, and who makes qualified timestamps. */
const QUALIFIED_CA = 'CA/QC';
const QUALIFIED_TSA = 'TSA/QTST';

/** An anchor that a trusted list makes one. */
export interface ListedAnchor extends Pick<ListedIdentity, 'sha256' | 'subject'> {
  /** Its certificate, the same one each time. */
  readonly read: () => Certificate;
  readonly kind: 'signatures' | 'timestamps';
  readonly limit: AnchorLimit;
  readonly list: KeptList;
}

/** Services of trusted lists by the keys that are theirs (ETSI TS 119 615, 4.3). */
export class ServiceIndex {
  readonly #byKey = new Map<string, ListedService[]>();
  readonly anchors: readonly ListedAnchor[];

  constructor(lists: readonly KeptList[]) {
    const anchors = new Map<string, ListedAnchor>();
    for (const list of lists) {
      for (const identity of list.identities ?? identitiesOf(list.services)) {
        const service = list.services[identity.service];
        const text = service?.certificates[identity.certificate];
        if (service === undefined || text === undefined) continue;
        const types = new Set(service.states.map(({ type }) => type));
        const kind = types.has(QUALIFIED_CA) ? 'signatures' : types.has(QUALIFIED_TSA) ? 'timestamps' : undefined;
        if (kind === undefined) continue;
        const key = entityKey(identity);
        const found = this.#byKey.get(key);
        if (found === undefined) this.#byKey.set(key, [{ list, service }]);
        else if (!found.some((one) => one.service === service)) found.push({ list, service });
        const { sha256, subject } = identity;
        addAnchor(anchors, { sha256, subject, kind, limit: limitOf(service), list, read: reader(text) });
      }
    }
    this.anchors = [...anchors.values()];
  }

  /** Services for qualified certificates whose key and name are those of the nearest issuer in a chain. @param chain signer first */
  issuersOf(chain: readonly Certificate[]): readonly ListedService[] {
    return this.#nearest(chain.slice(1), QUALIFIED_CA);
  }

  /** Services for qualified timestamps whose key and name are those of the authority, or of its nearest issuer. */
  timestampServicesOf(chain: readonly Certificate[]): readonly ListedService[] {
    return this.#nearest(chain, QUALIFIED_TSA);
  }

  #nearest(certificates: readonly Certificate[], type: string): readonly ListedService[] {
    for (const certificate of certificates) {
      const found = (this.#byKey.get(keyOf(certificate)) ?? []).filter(({ service }) =>
        service.states.some((state) => state.type === type),
      );
      if (found.length > 0) return found;
    }
    return [];
  }
}

/** The same name with the same key is the same entity, whoever certified it. */
function entityKey({ key, subject }: Pick<ListedIdentity, 'key' | 'subject'>): string {
  return `${key} ${subject}`;
}

function keyOf(certificate: Certificate): string {
  return entityKey({ key: keyDigest(certificate), subject: nameKey(certificate.subjectName) });
}

/** @param text DER in base64 */
function reader(text: string): () => Certificate {
  let certificate: Certificate | undefined;
  return () => {
    certificate ??= new Certificate(Buffer.from(text, 'base64'));
    return certificate;
  };
}

/** A certificate may be that of several services: the widest trust that one of them gives counts. */
function addAnchor(anchors: Map<string, ListedAnchor>, anchor: ListedAnchor): void {
  const { sha256 } = anchor;
  const known = anchors.get(sha256);
  if (known === undefined) {
    if (anchor.limit.until === undefined || anchor.limit.until > NEVER) anchors.set(sha256, anchor);
    return;
  }
  const kind = known.kind === 'signatures' || anchor.kind === 'signatures' ? 'signatures' : 'timestamps';
  const ends = [known.limit.until, anchor.limit.until];
  const until = ends.includes(undefined) ? undefined : new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)));
  anchors.set(sha256, { ...known, kind, limit: { until } });
}

const NEVER = new Date(0);

/** A service is trusted until its last approval ended; never where it never had one. */
function limitOf({ states }: TrustService): AnchorLimit {
  const ends = states.flatMap((state, index) =>
    wasApproved(state) ? [index === 0 ? undefined : states[index - 1]?.since] : [],
  );
  const [last] = ends;
  if (ends.length === 0) return { until: NEVER };
  return last === undefined ? {} : { until: new Date(last) };
}

function wasApproved({ status, since }: ServiceState): boolean {
  return isApproved(status, new Date(since));
}
