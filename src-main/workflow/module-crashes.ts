import { z } from 'zod';

/** A module that crashed. Size and time of its file tell an update, which is given a new chance by itself. */
const moduleCrashes = z.strictObject({
  path: z.string(),
  size: z.number(),
  modified: z.number(),
  crashes: z.number().int().positive(),
  /** Code of the last failure. */
  last: z.string(),
});
export type ModuleCrashes = z.infer<typeof moduleCrashes>;

/** Every module that crashed since it last worked, as kept in the home. */
export const allCrashes = z.array(moduleCrashes);
