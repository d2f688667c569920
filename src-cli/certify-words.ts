import type { SignatureReport } from '../shared/domain/verification.ts';

/** What each certification leaves open (ISO 32000-2, table 257). */
export const CERTIFIED: Readonly<Record<NonNullable<SignatureReport['certify']>, string>> = {
  'no-changes': 'nothing may be changed or signed afterwards',
  forms: 'form fields may still be filled in and signed',
  annotations: 'form fields may still be filled in and signed, and comments added',
};

/** Stands under the help of `sign`. */
export const CERTIFY_HELP = `
Only the first signature of a document can certify it. What --certify leaves open, later timestamps and validation data aside:
${Object.entries(CERTIFIED)
  .map(([name, words]) => `  ${name.padEnd(12)}${words}`)
  .join('\n')}`;
