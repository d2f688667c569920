import { z } from 'zod';
import { AppError } from '../../shared/contract/app-error.ts';
import type { HashName } from '../cms/algorithms.ts';
import { type AlgorithmLimits, type AlgorithmPolicy, type End, USUAL_POLICY } from './algorithm-policy.ts';

/** The first day on which it is no longer accepted, or that it never is. */
const end = z
  .union([z.iso.date(), z.literal('never-accepted')])
  .transform((text): End => (text === 'never-accepted' ? text : new Date(`${text}T00:00:00Z`)));

const HASHES = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'shake256',
] as const satisfies readonly HashName[];

/** What a policy file holds: everything in it may be left out. */
const policyFile = z.strictObject({
  /** For people. */
  title: z.string().max(500).optional(),
  hashes: z.partialRecord(z.enum(HASHES), end).default({}),
  schemes: z
    .partialRecord(
      z.enum(['rsa-pkcs1', 'rsa-pss', 'ecdsa', 'dsa', 'ed25519', 'ed448', 'ml-dsa', 'slh-dsa', 'composite']),
      end,
    )
    .default({}),
  keys: z
    .array(
      z.strictObject({
        family: z.enum(['rsa', 'ec', 'dsa', 'ed25519', 'ed448', 'slh-dsa']),
        below: z.number().int().min(1).max(100_000),
        end,
      }),
    )
    .max(100)
    .default([]),
});

/**
 * The usual policy together with that of a file (JSON). A file can only make it stricter: what it allows longer changes nothing.
 * @param name of the file, for the message
 * @throws AppError POLICY_UNREADABLE
 */
export function readPolicy(bytes: Uint8Array, name: string): AlgorithmPolicy {
  return [...USUAL_POLICY, limitsOf(bytes, name)];
}

function limitsOf(bytes: Uint8Array, name: string): AlgorithmLimits {
  const unreadable = (why: string, cause?: unknown) =>
    new AppError(
      'POLICY_UNREADABLE',
      `“${name}” cannot be read as a policy for algorithms: ${why}.`,
      { file: name },
      { cause },
    );
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw unreadable('it is not JSON', error);
  }
  const result = policyFile.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw unreadable(`${place === '' ? '' : `at “${place}”: `}${issue?.message ?? 'its content is not known'}`);
}
