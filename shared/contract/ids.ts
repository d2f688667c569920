import { z } from 'zod';

/** Opaque handles: main keeps what they stand for; the page never sees a path or a key handle. */
export const documentId = z
  .string()
  .regex(/^doc-[0-9a-f]{32}$/)
  .brand('DocumentId');
export const certificateId = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand('CertificateId');
export const targetId = z
  .string()
  .regex(/^target-[0-9a-f]{32}$/)
  .brand('TargetId');
/** A token that is inserted. */
export const tokenId = z
  .string()
  .regex(/^token-[0-9a-f]{32}$/)
  .brand('TokenId');
export const taskId = z
  .string()
  .regex(/^task-[0-9a-f]{32}$/)
  .brand('TaskId');
export const fileToken = z
  .string()
  .regex(/^file-[0-9a-f]{32}$/)
  .brand('FileToken');
/** A file that asks for a password before it is a document. */
export const lockedId = z
  .string()
  .regex(/^locked-[0-9a-f]{32}$/)
  .brand('LockedId');
/** A remote signing service that was added. */
export const serviceId = z
  .string()
  .regex(/^service-[0-9a-f]{32}$/)
  .brand('ServiceId');
/** One question for a one-time code. */
export const codeRequestId = z
  .string()
  .regex(/^code-[0-9a-f]{32}$/)
  .brand('CodeRequestId');
/** One page of a signing service that the person is to open in their browser. */
export const visitId = z
  .string()
  .regex(/^visit-[0-9a-f]{32}$/)
  .brand('VisitId');
export type VisitId = z.infer<typeof visitId>;
export type ServiceId = z.infer<typeof serviceId>;
export type CodeRequestId = z.infer<typeof codeRequestId>;
export type LockedId = z.infer<typeof lockedId>;
export type DocumentId = z.infer<typeof documentId>;
export type CertificateId = z.infer<typeof certificateId>;
export type TargetId = z.infer<typeof targetId>;
export type TokenId = z.infer<typeof tokenId>;
export type TaskId = z.infer<typeof taskId>;
export type FileToken = z.infer<typeof fileToken>;
