import type { Certificate } from '../cms/certificate.ts';
import { type PolicyQualifier, readCertificatePolicies, readPolicyMappings } from '../cms/certificate-policies.ts';
import { readDer, readSmallInteger } from '../cms/der.ts';
import { EXTENSION, readPolicyConstraints } from '../cms/extensions.ts';
import { groupBy } from '../platform/group-by.ts';

const ANY = '2.5.29.32.0';

/** Inputs of RFC 5280, 6.1.1 c, e, f and g. Without them any policy will do and none is required. */
export interface PolicyInputs {
  /** Acceptable policies, OIDs; undefined for any. */
  readonly initial?: readonly string[] | undefined;
  readonly explicit?: boolean | undefined;
  readonly inhibitMapping?: boolean | undefined;
  readonly inhibitAny?: boolean | undefined;
}

/** A policy under which a path is valid (RFC 5280, 6.1.6). */
export interface ValidPolicy {
  /** In the terms of the policy domain of whoever asks. */
  readonly oid: string;
  /** What the certificates of the path say about it, the last one first. */
  readonly qualifiers: readonly PolicyQualifier[];
}

/** Why policies fail a path. */
export type PolicyFault = 'POLICY_REQUIRED' | 'POLICY_MAPPING_INVALID' | 'POLICY_UNREADABLE';

/** A policy that is valid for the path so far. */
interface PolicyNode {
  readonly policy: string;
  /** What the next certificate may call it. */
  readonly expected: ReadonlySet<string>;
  /** What it is called one certificate further up; empty where it began here, under the any policy of those above. */
  readonly parents: readonly PolicyNode[];
  /** The any policy that it began under; undefined where it did not. */
  readonly under: PolicyNode | undefined;
  /** It began, in the policy domain of the first CA that named it, as one of the acceptable policies. */
  readonly acceptable: boolean;
  readonly qualifiers: readonly PolicyQualifier[];
}

type Level = ReadonlyMap<string, PolicyNode>;

/**
 * Policy processing of RFC 5280, 6.1, in the form of RFC 9618: one node per policy and depth, so that hostile mappings cost no more
 * than their own length.
 */
export class PolicyState {
  #level: Level = new Map([[ANY, rootNode()]]);
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
   * @returns why the path fails: a policy is required and none is left, or a mapping names anyPolicy
   * @throws FormatError for malformed policy extensions
   */
  take(certificate: Certificate, isLeaf: boolean): PolicyFault | undefined {
    this.#level = this.#descend(certificate, isLeaf);
    if (this.#explicit === 0 && this.#level.size === 0) {
      return 'POLICY_REQUIRED';
    }
    return isLeaf ? this.#conclude(certificate) : this.#prepare(certificate);
  }

  /** Policies under which the path down to the last certificate is valid, those that were asked for only (6.1.5 g and 6.1.6). */
  get valid(): readonly ValidPolicy[] {
    const found = new Map<string, ValidPolicy>();
    for (const node of this.#level.values()) {
      if (node.policy === ANY || !node.acceptable) continue;
      for (const oid of originsOf(node)) {
        if (this.#accepts(oid) && !found.has(oid)) found.set(oid, { oid, qualifiers: qualifiersOf(node) });
      }
    }
    const any = this.#level.get(ANY);
    for (const oid of any === undefined ? [] : this.#initial) {
      if (!found.has(oid)) found.set(oid, { oid, qualifiers: any === undefined ? [] : qualifiersOf(any) });
    }
    return [...found.values()];
  }

  /** 6.1.3 d and e. */
  #descend(certificate: Certificate, isLeaf: boolean): Level {
    const extension = certificate.extensions.get(EXTENSION.certificatePolicies);
    const next = new Map<string, PolicyNode>();
    if (extension === undefined) {
      return next;
    }
    const policies = new Map(readCertificatePolicies(extension.value).map((one) => [one.oid, one.qualifiers]));
    const expected = this.#expected();
    const root = this.#level.get(ANY);
    for (const [policy, qualifiers] of policies) {
      if (policy === ANY) continue;
      const parents = expected.get(policy);
      if (parents !== undefined) {
        next.set(policy, nodeBelow(policy, parents, qualifiers));
      } else if (root !== undefined) {
        next.set(policy, { ...nodeBelow(policy, [], qualifiers), under: root, acceptable: this.#accepts(policy) });
      }
    }
    const ofAny = policies.get(ANY);
    if (ofAny !== undefined && (this.#any > 0 || (!isLeaf && certificate.isSelfIssued))) {
      for (const [policy, parents] of expected) {
        if (!next.has(policy)) {
          next.set(policy, nodeBelow(policy, parents, ofAny));
        }
      }
    }
    return next;
  }

  /** Every policy that the next certificate may name, and the nodes that expect it. */
  #expected(): Map<string, PolicyNode[]> {
    const found = new Map<string, PolicyNode[]>();
    for (const node of this.#level.values()) {
      for (const policy of node.expected) {
        const nodes = found.get(policy);
        if (nodes === undefined) found.set(policy, [node]);
        else nodes.push(node);
      }
    }
    return found;
  }

  #accepts(policy: string): boolean {
    return this.#initial.has(ANY) || this.#initial.has(policy);
  }

  /** 6.1.4 a, b, h, i and j. */
  #prepare(certificate: Certificate): PolicyFault | undefined {
    const mappings = certificate.extensions.get(EXTENSION.policyMappings);
    if (mappings !== undefined && !this.#map(readPolicyMappings(mappings.value))) {
      return 'POLICY_MAPPING_INVALID';
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
    return undefined;
  }

  #map(mappings: readonly { issuer: string; subject: string }[]): boolean {
    if (mappings.some(({ issuer, subject }) => issuer === ANY || subject === ANY)) {
      return false;
    }
    const level = new Map(this.#level);
    const any = level.get(ANY);
    for (const [issuer, pairs] of groupBy(mappings, (pair) => pair.issuer)) {
      const expected = new Set(pairs.map(({ subject }) => subject));
      const node = level.get(issuer);
      if (this.#mapping === 0) {
        level.delete(issuer);
      } else if (node !== undefined) {
        level.set(issuer, { ...node, expected });
      } else if (any !== undefined) {
        const begun = { ...nodeBelow(issuer, [], []), under: any, acceptable: this.#accepts(issuer) };
        level.set(issuer, { ...begun, expected });
      }
    }
    this.#level = level;
    return true;
  }

  /** 6.1.5 a, b and g. */
  #conclude(certificate: Certificate): PolicyFault | undefined {
    const required = this.#explicit <= 1 || constraintsOf(certificate).requireExplicit === 0;
    const isMissing = required && ![...this.#level.values()].some((node) => node.acceptable);
    return isMissing ? 'POLICY_REQUIRED' : undefined;
  }
}

function rootNode(): PolicyNode {
  return { policy: ANY, expected: new Set([ANY]), parents: [], under: undefined, acceptable: true, qualifiers: [] };
}

function nodeBelow(policy: string, parents: readonly PolicyNode[], qualifiers: readonly PolicyQualifier[]): PolicyNode {
  const acceptable = parents.some((parent) => parent.acceptable);
  return { policy, expected: new Set([policy]), parents, under: undefined, acceptable, qualifiers };
}

/** What a policy was called where it began. */
function originsOf(node: PolicyNode): Set<string> {
  const began = lineageOf(node, ({ parents }) => parents).filter(({ parents }) => parents.length === 0);
  return new Set(began.map(({ policy }) => policy));
}

function qualifiersOf(node: PolicyNode): PolicyQualifier[] {
  const lineage = lineageOf(node, ({ parents, under }) => (under === undefined ? parents : [under]));
  return [...new Set(lineage.flatMap(({ qualifiers }) => qualifiers))];
}

/** A node and all that it comes from, nearest first. Each is met once, however they are mapped. */
function lineageOf(node: PolicyNode, before: (node: PolicyNode) => readonly PolicyNode[]): PolicyNode[] {
  const found = new Set([node]);
  for (const next of found) for (const one of before(next)) found.add(one);
  return [...found];
}

function constraintsOf(certificate: Certificate) {
  const extension = certificate.extensions.get(EXTENSION.policyConstraints);
  return extension === undefined ? {} : readPolicyConstraints(extension.value);
}
