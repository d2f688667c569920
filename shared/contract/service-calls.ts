import { z } from 'zod';
import { certificateId, codeRequestId, serviceId, taskId, visitId } from './ids.ts';
import { problem } from './level-outcome.ts';
import { secret } from './pin-calls.ts';

const nothing = z.strictObject({});
/** Bytes. Access tokens that are signed statements of their own are long. */
const LONGEST_TOKEN = 16_384;

/** OAuth 2.0 bearer token, UTF-8. Crosses once, inward, is kept in memory for the session and never on disk. */
const accessToken = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= LONGEST_TOKEN);

/** As whom this program is registered at a service (OAuth 2.0): not secret, and remembered with the service. */
const clientId = z.string().min(1).max(500);

/** By what right a service is asked: an access token that the person has, or one that is got in the browser. */
const serviceRight = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token'), accessToken }),
  z.strictObject({
    kind: z.literal('browser'),
    clientId,
    /** Of a client that has one. Crosses once, inward, is kept in memory for the session and never on disk. */
    clientSecret: secret.nullable(),
  }),
]);
export type ServiceRight = z.infer<typeof serviceRight>;

/** A key that a service keeps. */
const serviceKey = z.strictObject({
  /** credentialID, in the service's words. */
  name: z.string(),
  /** As in the list of certificates; null for a key that could not be read. */
  certificate: certificateId.nullable(),
  /** What the service wants for each signature beside the access token. */
  wants: z.array(z.enum(['password', 'code', 'browser'])),
  /** Why it does not sign. */
  problem: problem.nullable(),
});

/** A remote signing service (CSC API v2) that the person added. */
export const signingService = z.strictObject({
  id: serviceId,
  address: z.string(),
  /** Host, and port where it is not the usual one. */
  host: z.string(),
  /** As whom the person signs in with the browser; null where they give an access token. */
  clientId: z.string().nullable(),
  /** `closed`: its access token was not given in this session; `refused`: the service accepts it no longer. */
  state: z.enum(['open', 'closed', 'refused']),
  keys: z.array(serviceKey),
});
export type SigningService = z.infer<typeof signingService>;

/** A one-time code that a service wants for a signature which is being made now. */
export const codeQuestion = z.strictObject({
  request: codeRequestId,
  /** What is wanted, in the service's words: "Code of your app". */
  label: z.string(),
  /** Of the service. */
  host: z.string(),
  /** Whose key it is. */
  name: z.string(),
});
export type CodeQuestion = z.infer<typeof codeQuestion>;

/** What a service says of itself to anybody. */
const serviceFacts = z.strictObject({
  /** Host, and port where it is not the usual one. */
  host: z.string(),
  /** People sign in to it with the browser. */
  signsIn: z.boolean(),
  /** As whom they last did. */
  clientId: z.string().nullable(),
});
export type ServiceFacts = z.infer<typeof serviceFacts>;

/** A page of a service that is to be open in the person's browser, until they come back from it. */
export const pageWanted = z.strictObject({
  id: visitId,
  /** With nothing that is secret: what comes back counts only with what this program keeps. */
  address: z.string(),
  /** Of the service. */
  host: z.string(),
  purpose: z.enum(['sign-in', 'signatures']),
});
export type PageWanted = z.infer<typeof pageWanted>;

/** Keys at remote signing services. */
export const serviceCalls = {
  'services.list': { input: nothing, output: z.strictObject({ services: z.array(signingService) }) },
  'services.look': {
    input: z.strictObject({ address: z.string().min(1).max(2000), task: taskId }),
    output: serviceFacts,
  },
  /** Asks the service for its keys and remembers its address, or takes a new access token for one that is there. */
  'services.add': {
    input: z.strictObject({ address: z.string().min(1).max(2000), by: serviceRight, task: taskId }),
    output: signingService,
  },
  /** Asks for the keys again. */
  'services.refresh': { input: z.strictObject({ service: serviceId, task: taskId }), output: signingService },
  /** Forgets its address and its access token. */
  'services.forget': { input: z.strictObject({ service: serviceId }), output: nothing },
  /** Opens the page that the person is waited for on, once more. */
  'services.openPage': { input: z.strictObject({ visit: visitId }), output: nothing },
  /** The person will not come back from it: what it was for is given up. */
  'services.leavePage': { input: z.strictObject({ visit: visitId }), output: nothing },
  /** Answers a question for a code; null: the signature is given up. */
  'services.giveCode': {
    input: z.strictObject({ request: codeRequestId, code: secret.nullable() }),
    output: nothing,
  },
} as const;

export const serviceEvents = {
  /** The question that waits for its answer; null: none does any more. */
  'services.codeWanted': z.strictObject({ question: codeQuestion.nullable() }),
  /** The page that the person is waited for on; null: none any more. */
  'services.pageWanted': z.strictObject({ page: pageWanted.nullable() }),
} as const;
