import { z } from 'zod';
import { certificateId } from '../contract/ids.ts';

/** The way from the reader to a signature, in the order in which it is walked. */
export const DOCTOR_STEPS = [
  'reader',
  'card',
  'driver',
  'architecture',
  'slot',
  'token',
  'certificates',
  'keys',
  'trial',
] as const;
const doctorStepName = z.enum(DOCTOR_STEPS);
export type DoctorStepName = z.infer<typeof doctorStepName>;

/** What a step can find. Each has its sentences in doctor-en.ts and doctor-de.ts. */
export const doctorFinding = z.enum([
  // reader
  'READER_FOUND',
  'READER_NONE',
  'READER_SERVICE_ABSENT',
  'READER_UNKNOWN',
  'READER_NOT_NEEDED',
  // card
  'CARD_PRESENT',
  'CARD_ABSENT',
  'CARD_MUTE',
  'CARD_IN_USE',
  'CARD_NOT_NEEDED',
  // driver
  'DRIVER_FOUND',
  'DRIVER_GENERAL',
  'DRIVER_MISSING',
  'DRIVER_NOT_KNOWN',
  'DRIVER_GONE',
  'DRIVER_UNTRUSTED',
  // architecture
  'ARCHITECTURE_FITS',
  'ARCHITECTURE_OTHER',
  'DRIVER_NO_LIBRARY',
  'DRIVER_NO_PKCS11',
  'DRIVER_NOT_LOADABLE',
  'DRIVER_CRASHED',
  'DRIVER_HANGS',
  'DRIVER_REFUSES',
  'DRIVER_SET_ASIDE',
  // slot
  'SLOT_FOUND',
  'SLOT_NONE',
  'SLOT_CARD_NOT_SEEN',
  'SLOT_UNREADABLE',
  // token
  'TOKEN_READY',
  'TOKEN_NOT_INITIALIZED',
  'TOKEN_UNREADABLE',
  'TOKEN_PIN_LOCKED',
  'TOKEN_PIN_FINAL_TRY',
  'TOKEN_PIN_COUNT_LOW',
  'TOKEN_PIN_TO_BE_CHANGED',
  'TOKEN_PIN_NOT_SET',
  // certificates
  'CERTIFICATES_FOUND',
  'CERTIFICATE_EXPIRES_SOON',
  'CERTIFICATES_NONE',
  'CERTIFICATES_KEY_ONLY',
  'CERTIFICATES_NOT_FOR_SIGNING',
  'CERTIFICATES_EXPIRED',
  'CERTIFICATES_NOT_YET_VALID',
  // keys
  'KEYS_FOUND',
  'KEYS_HIDDEN',
  'KEYS_NONE',
  'KEYS_NO_MECHANISM',
  // trial
  'TRIAL_NOT_ASKED',
  'TRIAL_NOT_RISKED',
  'TRIAL_GOOD',
  'TRIAL_PIN_WRONG',
  'TRIAL_PIN_REFUSED',
  'TRIAL_KEY_MISSING',
  'TRIAL_KEY_MISMATCH',
  'TRIAL_FAILED',
  'TRIAL_CANCELLED',
  // a step that one before it makes impossible
  'NOT_REACHED',
]);
export type DoctorFinding = z.infer<typeof doctorFinding>;

/** One step. `facts` fill the places of its sentences; no name, no PIN and no full serial number is among them. */
export const doctorStep = z.strictObject({
  step: doctorStepName,
  state: z.enum(['ok', 'warning', 'failed', 'skipped']),
  finding: doctorFinding,
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Code of the failure behind the finding (error-codes.ts, ckr-codes.ts), whose own sentence says more; null where there is none. */
  error: z.string().nullable(),
});
export type DoctorStep = z.infer<typeof doctorStep>;

export const certificateFault = z.enum(['key-missing', 'key-usage', 'expired', 'not-yet-valid']);
/** Why a certificate cannot sign. */
export type CertificateFault = z.infer<typeof certificateFault>;

/** What a certificate says that it is qualified for (EN 319 412-5, 4.2.3); whether that is so, trusted lists say. */
export const qualifiedFor = z.enum(['signature', 'seal', 'web']);
export type QualifiedFor = z.infer<typeof qualifiedFor>;

/** What a certificate is chosen for: the signature in a PDF, or that of other files. */
export const signingPurpose = z.enum(['pdf', 'file']);
export type SigningPurpose = z.infer<typeof signingPurpose>;

/** A certificate, without whose it is. `id` as in the list of certificates. */
export const doctorCertificate = z.strictObject({
  id: certificateId,
  /** "RSA 2048" … */
  key: z.string(),
  /** Common name of the issuer. */
  issuer: z.string(),
  notAfter: z.iso.datetime(),
  qualified: qualifiedFor.nullable(),
  fault: certificateFault.nullable(),
});
export type DoctorCertificate = z.infer<typeof doctorCertificate>;

/** Everything on the way to one token, or as far as it goes. */
export const doctorWay = z.strictObject({
  /** Name of the reader, or of the module's file where it needs none; empty where there is neither. */
  subject: z.string(),
  /** All of DOCTOR_STEPS, in order. */
  steps: z.array(doctorStep).length(DOCTOR_STEPS.length),
  certificates: z.array(doctorCertificate),
});
export type DoctorWay = z.infer<typeof doctorWay>;

export const cardReader = z.strictObject({
  name: z.string(),
  /** `mute`: a card that does not answer; `in-use`: another program keeps it to itself. */
  card: z.enum(['none', 'present', 'mute', 'in-use']),
  /** Answer to reset, lower-case hexadecimal; null without a card that answers. */
  atr: z.string().nullable(),
  /** Whether the PIN can be typed on it; null where that is not known. */
  pinPad: z.boolean().nullable(),
});
export type CardReader = z.infer<typeof cardReader>;

/** What the doctor found. Holds no secret, no name of a person and no folder of theirs, and may be sent to a stranger. */
export const doctorReport = z.strictObject({
  time: z.iso.datetime(),
  version: z.string(),
  /** "linux x64" */
  system: z.string(),
  readers: z.array(cardReader),
  /** One for each token or card; one that stops early where there is none. */
  ways: z.array(doctorWay).min(1),
});
export type DoctorReport = z.infer<typeof doctorReport>;

/** What a way comes to: its first failure, else its first warning, else ok. */
export function doctorVerdict({ steps }: DoctorWay): 'ok' | 'warning' | 'failed' {
  if (steps.some(({ state }) => state === 'failed')) return 'failed';
  return steps.some(({ state }) => state === 'warning') ? 'warning' : 'ok';
}
