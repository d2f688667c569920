/**
 * Writes docs/verification-report.schema.json: what `countersign verify --json` prints, and docs/validation-policy.schema.json: what
 * `--policy` reads; docs/chain-report.schema.json: what `countersign chain --json` prints; docs/batch-results.schema.json: what `sign --batch DIR --results
 * NAME.json` writes; docs/token-events.schema.json: what `tokens --watch --json` prints. Run it after a change of shared/domain/verification.ts,
 * chain-report.ts, batch-results.ts, token-events.ts or src-main/trust/policy-schema.ts.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { batchResults } from '../shared/domain/batch-results.ts';
import { chainReport } from '../shared/domain/chain-report.ts';
import { tokenEventLine } from '../shared/domain/token-events.ts';
import { certificateName, change, signatureReport, verificationReport } from '../shared/domain/verification.ts';
import { policyFile } from '../src-main/trust/policy-schema.ts';

/** Where the schema stands. */
export const SCHEMA_FILE = path.join(import.meta.dirname, '..', 'docs', 'verification-report.schema.json');

const failure = z.looseObject({
  code: z.string().describe('Stable name of the failure, such as INPUT_NOT_PDF.'),
  message: z.string().describe('One sentence for people.'),
});
const names = z.registry<{ id: string }>();
names.add(verificationReport, { id: 'report' });
names.add(signatureReport, { id: 'signature' });
names.add(certificateName, { id: 'certificate' });
names.add(change, { id: 'change' });
names.add(failure, { id: 'failure' });
const unreadable = z.strictObject({ file: z.string(), error: failure });
const printed = z.union([
  verificationReport,
  z
    .strictObject({ files: z.array(z.union([verificationReport, unreadable])) })
    .describe('Several files, in the order of the command line.'),
  z.strictObject({ error: failure }).describe('Nothing was verified.'),
]);

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** The parser's pattern for times fills half a page; format and zone say the same. */
const withoutTimePattern: Override = ({ zodSchema, jsonSchema }) => {
  if (zodSchema._zod.def.type === 'string' && jsonSchema.format === 'date-time') jsonSchema.pattern = 'Z$';
};

/** A schema with what it is of in front. */
function written(
  { $schema, ...rest }: z.core.JSONSchema.BaseSchema,
  head: { readonly title: string; readonly description: string },
): string {
  return `${JSON.stringify({ $schema, ...head, ...rest }, null, 2)}\n`;
}

/** The schema as it stands in docs/ (JSON Schema 2020-12). */
export function verificationSchema(): string {
  return written(
    z.toJSONSchema(printed, {
      metadata: names,
      override: withoutTimePattern,
    }),
    {
      title: 'What countersign verify --json prints',
      description: 'The object for one file; { files } for several; { error } where the command failed as a whole.',
    },
  );
}

/** Where the schema of `countersign chain --json` stands. */
export const CHAIN_SCHEMA_FILE = path.join(import.meta.dirname, '..', 'docs', 'chain-report.schema.json');

/** The schema of chain reports as it stands in docs/ (JSON Schema 2020-12). */
export function chainSchema(): string {
  return written(
    z.toJSONSchema(z.union([chainReport, z.strictObject({ error: failure }).describe('Nothing was validated.')]), {
      metadata: names,
      override: withoutTimePattern,
    }),
    {
      title: 'What countersign chain --json prints',
      description: 'docs/chain.md explains the codes.',
    },
  );
}

/** Where the schema of the results of a batch stands. */
export const BATCH_SCHEMA_FILE = path.join(import.meta.dirname, '..', 'docs', 'batch-results.schema.json');

/** The schema of the results of a batch as it stands in docs/ (JSON Schema 2020-12). */
export function batchSchema(): string {
  return written(z.toJSONSchema(batchResults, { override: withoutTimePattern }), {
    title: 'What countersign sign --batch DIR --results NAME.json writes',
    description: 'The window saves the same. docs/batches.md explains it.',
  });
}

/** Where the schema of `countersign tokens --watch --json` stands. */
export const EVENT_SCHEMA_FILE = path.join(import.meta.dirname, '..', 'docs', 'token-events.schema.json');

/** The schema of what is told of tokens as it stands in docs/ (JSON Schema 2020-12). */
export function eventSchema(): string {
  return written(z.toJSONSchema(tokenEventLine), {
    title: 'One line of countersign tokens --watch --json',
    description: 'docs/tokens.md explains it.',
  });
}

/** Where the schema of policy files stands. */
export const POLICY_SCHEMA_FILE = path.join(import.meta.dirname, '..', 'docs', 'validation-policy.schema.json');

/** The schema of policy files as it stands in docs/ (JSON Schema 2020-12). */
export function policySchema(): string {
  return written(
    z.toJSONSchema(policyFile, {
      io: 'input',
      override: ({ zodSchema, jsonSchema }) => {
        if (zodSchema._zod.def.type === 'string' && jsonSchema.format === 'date') delete jsonSchema.pattern;
      },
    }),
    {
      title: 'What countersign verify --policy reads',
      description: 'What to validate by; everything may be left out. docs/validation-policy.md explains it.',
    },
  );
}

if (import.meta.main) {
  writeFileSync(SCHEMA_FILE, verificationSchema());
  writeFileSync(CHAIN_SCHEMA_FILE, chainSchema());
  writeFileSync(POLICY_SCHEMA_FILE, policySchema());
  writeFileSync(BATCH_SCHEMA_FILE, batchSchema());
  writeFileSync(EVENT_SCHEMA_FILE, eventSchema());
}
