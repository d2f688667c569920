import { z } from 'zod';
import { tokenObject } from '../domain/token-object.ts';
import { certificateId } from './ids.ts';

/** What is on a token beside what can be signed with. */
export const objectCalls = {
  /** Objects of the token that the certificate is on, as far as they are seen without the PIN. */
  'tokens.objects': {
    input: z.strictObject({ certificate: certificateId }),
    output: z.strictObject({ objects: z.array(tokenObject) }),
  },
} as const;
