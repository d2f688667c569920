import { z } from 'zod';
import { doctorReport, doctorStep } from '../domain/doctor.ts';
import { certificateId } from './ids.ts';
import { secret } from './pin-calls.ts';

/** Finding out why a token cannot be signed with. */
export const doctorCalls = {
  /** Asks nobody for anything; takes a few seconds where readers or modules are slow. */
  'doctor.run': { input: z.strictObject({}), output: doctorReport },
  /** One signature that is thrown away, with a certificate of the last report, and one try of the PIN; PIN_TOO_SOON is among its errors. The PIN may be empty where it is typed on the reader. */
  'doctor.trial': { input: z.strictObject({ certificate: certificateId, pin: secret }), output: doctorStep },
};
