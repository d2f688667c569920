import type { Certificate } from '../cms/certificate.ts';
import { readDer, readSmallInteger } from '../cms/der.ts';
import { EXTENSION, readCertificatePolicies, readPolicyConstraints, readPolicyMappings } from '../cms/extensions.ts';

const ANY = '2.5.29.32.0';

/** Inputs of RFC 5280, 6.1.1 c, e, f and g. Without them any policy will do and none is required. */
export interface PolicyInputs {
  /** Acceptable policies, OIDs; undefined for any. */
  readonly initial?: readonly string[] | undefined;
  readonly explicit?: boolean | undefined;
  readonly inhibitMapping?: boolean | undefined;
  readonly inhibitAny?: boolean | undefined;
}

/** A policy that is valid for the path so far. */
interface PolicyNode {
  /** What the next certificate may call it. */
  readonly expected: ReadonlySet<string>;
  /** It began, in the policy domain of the first CA that named it, as one of the acceptable policies. */
  readonly acceptable: boolean;
}

/**
 * Policy processing of RFC 5280, 6.1, in the form of RFC 9618: one node per policy and depth, so that hostile mappings cost no more
 * than their own length. Only the newest depth is kept, as success is decided there.
 */
export class PolicyState {
  #level: ReadonlyMap<string, PolicyNode> = new Map([[ANY, { expected: new Set([ANY]), acceptable: true }]]);
  /** Certificates that may still follow before a policy is required, mapping is ignored, anyPolicy is ignored. */
  #explicit: number;
  #mapping: number;
  #any: number;
  readonly #initial: ReadonlySet<string>;

  /** @param length number of certificates below the anchor */
  constructor(length: number, inputs: PolicyInputs) {
    this.#explicit = inputs.explicit === true ? 0 : length + 1;
    this.#mapping = inputs.inhibitMapping === true ? 0 : length + 1;
    this.#any = inputs.inhibitAny === true ? 0 : length + 1;
    this.#initial = new Set(inputs.initial ?? [ANY]);
  }

  /**
   * Takes the next certificate down the path.
   * @returns false where the path fails because a policy is required and none is left, or a mapping names anyPolicy
   * @throws FormatError for malformed policy extensions
   */
  take(certificate: Certificate, isLeaf: boolean): boolean {
    this.#level = this.#descend(certificate, isLeaf);
    if (this.#explicit === 0 && this.#level.size === 0) {
      return false;
    }
    return isLeaf ? this.#conclude(certificate) : this.#prepare(certificate);
  }

  /** 6.1.3 d and e. */
  #descend(certificate: Certificate, isLeaf: boolean): ReadonlyMap<string, PolicyNode> {
    const extension = certificate.extensions.get(EXTENSION.certificatePolicies);
    const next = new Map<string, PolicyNode>();
    if (extension === undefined) {
      return next;
    }
    const policies = new Set(readCertificatePolicies(extension.value));
    const expected = this.#expected();
    for (const policy of policies) {
      const acceptable = expected.get(policy) ?? (this.#level.has(ANY) ? this.#accepts(policy) : undefined);
      if (policy !== ANY && acceptable !== undefined) {
        next.set(policy, { expected: new Set([policy]), acceptable });
      }
    }
    if (policies.has(ANY) && (this.#any > 0 || (!isLeaf && certificate.isSelfIssued))) {
      for (const [policy, acceptable] of expected) {
        if (!next.has(policy)) {
          next.set(policy, { expected: new Set([policy]), acceptable });
        }
      }
    }
    return next;
  }

  /** Every policy that the next certificate may name, and whether a node that expects it is acceptable. */
  #expected(): Map<string, boolean> {
    const found = new Map<string, boolean>();
    for (const node of this.#level.values()) {
      for (const policy of node.expected) {
        found.set(policy, node.acceptable || found.get(policy) === true);
      }
    }
    return found;
  }

  #accepts(policy: string): boolean {
    return this.#initial.has(ANY) || this.#initial.has(policy);
  }

  /** 6.1.4 a, b, h, i and j. */
  #prepare(certificate: Certificate): boolean {
    const mappings = certificate.extensions.get(EXTENSION.policyMappings);
    if (mappings !== undefined && !this.#map(readPolicyMappings(mappings.value))) {
      return false;
    }
    if (!certificate.isSelfIssued) {
      this.#explicit = Math.max(0, this.#explicit - 1);
      this.#mapping = Math.max(0, this.#mapping - 1);
      this.#any = Math.max(0, this.#any - 1);
    }
    const { requireExplicit = Number.POSITIVE_INFINITY, inhibitMapping = Number.POSITIVE_INFINITY } =
      constraintsOf(certificate);
    this.#explicit = Math.min(this.#explicit, requireExplicit);
    this.#mapping = Math.min(this.#mapping, inhibitMapping);
    const inhibitAny = certificate.extensions.get(EXTENSION.inhibitAnyPolicy);
    if (inhibitAny !== undefined) {
      this.#any = Math.min(this.#any, readSmallInteger(readDer(inhibitAny.value)));
    }
    return true;
  }

  #map(mappings: readonly { issuer: string; subject: string }[]): boolean {
    if (mappings.some(({ issuer, subject }) => issuer === ANY || subject === ANY)) {
      return false;
    }
    const bySource = new Map<string, Set<string>>();
    for (const { issuer, subject } of mappings) {
      bySource.set(issuer, (bySource.get(issuer) ?? new Set()).add(subject));
    }
    const level = new Map(this.#level);
    for (const [issuer, expected] of bySource) {
      const node = level.get(issuer);
      if (this.#mapping === 0) {
        level.delete(issuer);
      } else if (node !== undefined) {
        level.set(issuer, { ...node, expected });
      } else if (level.has(ANY)) {
        level.set(issuer, { expected, acceptable: this.#accepts(issuer) });
      }
    }
    this.#level = level;
    return true;
  }

  /** 6.1.5 a, b and g. */
  #conclude(certificate: Certificate): boolean {
    const required = this.#explicit <= 1 || constraintsOf(certificate).requireExplicit === 0;
    return !required || [...this.#level.values()].some((node) => node.acceptable);
  }
}

function constraintsOf(certificate: Certificate) {
  const extension = certificate.extensions.get(EXTENSION.policyConstraints);
  return extension === undefined ? {} : readPolicyConstraints(extension.value);
}
