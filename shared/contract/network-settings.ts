import { z } from 'zod';

/** The address of a service. Only http and https leave this computer. */
const address = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^\s]+$/i);

export const MOST_AUTHORITIES = 20;

/** How the network is reached, and who is asked for timestamps. */
export const networkSettings = z.strictObject({
  /** Nothing is asked of the network; what needs it waits in the outbox. */
  offline: z.boolean(),
  proxy: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('system') }),
    z.strictObject({ kind: z.literal('address'), url: address }),
  ]),
  /** Timestamp authorities (RFC 3161), the preferred one first. */
  authorities: z.array(z.strictObject({ url: address })).max(MOST_AUTHORITIES),
});
export type NetworkSettings = z.infer<typeof networkSettings>;
