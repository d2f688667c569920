import { createHash } from 'node:crypto';
import { AppError } from '../../shared/contract/app-error.ts';
import {
  type AlgorithmLimits,
  type AlgorithmPolicy,
  type End,
  POLICY_WITH_COMPOSITES,
  USUAL_POLICY,
} from './algorithm-policy.ts';
import { doubledKey } from './json-keys.ts';
import { type PolicyFile, policyFile } from './policy-schema.ts';
import type { ValidationRules } from './rules.ts';
import { limitsFrom, suitabilityPolicy } from './ts-119-312.ts';

/** What is validated by where a file says so. */
export interface ValidationPolicy {
  readonly title: string;
  /** Of the file, lower-case hexadecimal. */
  readonly sha256: string;
  readonly algorithms: AlgorithmPolicy;
  readonly rules: ValidationRules;
}

const HOUR = 3_600_000;

/**
 * The usual policy together with that of a file: one of our own form (docs/validation-policy.md), or the machine-readable suites of ETSI
 * TS 119 312. For algorithms a file can only make it stricter: what it allows longer changes nothing.
 * @param name of the file, for the message
 * @throws AppError POLICY_UNREADABLE
 */
export function readPolicy(bytes: Uint8Array, name: string): ValidationPolicy {
  const unreadable = (why: string, cause?: unknown) =>
    new AppError(
      'POLICY_UNREADABLE',
      `“${name}” cannot be read as a validation policy: ${why}. docs/validation-policy.md says what may stand in it.`,
      { file: name },
      { cause },
    );
  let text: string;
  let content: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    content = JSON.parse(text);
  } catch (error) {
    throw unreadable('it is not JSON', error);
  }
  const doubled = doubledKey(text);
  if (doubled !== undefined) throw unreadable(`“${doubled}” stands in it twice in one place`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (typeof content === 'object' && content !== null && 'SecuritySuitabilityPolicyType' in content) {
    const suites = suitabilityPolicy.safeParse(content);
    if (!suites.success) throw unreadable(firstIssue(suites.error));
    const limits = limitsFrom(suites.data);
    if (typeof limits === 'string') throw unreadable(limits);
    const { PolicyName, PolicyIssueDate } = suites.data.SecuritySuitabilityPolicyType;
    const title = [PolicyName.Name, ...(PolicyIssueDate === undefined ? [] : [PolicyIssueDate.slice(0, 10)])].join(
      ', ',
    );
    return { title, sha256, algorithms: [...USUAL_POLICY, limits], rules: {} };
  }
  const own = policyFile.safeParse(content);
  if (!own.success) throw unreadable(firstIssue(own.error));
  return {
    title: own.data.title ?? name,
    sha256,
    algorithms: [
      ...(own.data.experimental.includes('composite') ? POLICY_WITH_COMPOSITES : USUAL_POLICY),
      limitsOf(own.data),
    ],
    rules: rulesOf(own.data),
  };
}

function firstIssue({ issues: [issue] }: { issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const place = issue?.path.join('.') ?? '';
  return `${place === '' ? '' : `at “${place}”: `}${issue?.message ?? 'its content is not known'}`;
}

function limitsOf({ hashes, schemes, keys }: PolicyFile): AlgorithmLimits {
  const ends = <K extends string>(named: Partial<Record<K, string>>) =>
    Object.fromEntries(Object.entries<string | undefined>(named).map(([key, text]) => [key, endOf(text)])) as Partial<
      Record<K, End>
    >;
  return {
    hashes: ends(hashes),
    schemes: ends(schemes),
    keys: keys.map((limit) => ({ ...limit, end: endOf(limit.end) })),
  };
}

function endOf(text: string | undefined): End {
  if (text === undefined) return null;
  return text === 'never-accepted' ? text : startOf(text);
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function rulesOf({ revocation, requiredLevel, signer, off, anchors, signaturePolicies }: PolicyFile): ValidationRules {
  const { maxAgeHours, afterSignature } = revocation;
  return {
    revocationMaxAge: maxAgeHours === undefined ? undefined : maxAgeHours * HOUR,
    revocationAfterSignature: afterSignature,
    off: [...new Set(off)],
    requiredLevel,
    keyUsages: signer.keyUsages,
    purposes: signer.purposes,
    anchorLimits: new Map(
      anchors.map(({ sha256, from, until }) => [
        sha256,
        {
          from: from === undefined ? undefined : startOf(from),
          until: until === undefined ? undefined : startOf(until),
        },
      ]),
    ),
    signaturePolicies,
  };
}
