import { createHash } from 'node:crypto';
import { Certificate } from '../../cms/certificate.ts';
import { nameKey } from '../../cms/name.ts';
import { parsedAs } from '../../cms/parsed-as.ts';
import type { TrustService } from './service.ts';

/** What has to be known of a certificate of a service to find it: plain values, so that they are kept and it need not be read. */
export interface ListedIdentity {
  /** Place of the service in its list, and of the certificate in the service. */
  readonly service: number;
  readonly certificate: number;
  readonly sha256: string;
  /** `nameKey` of the subject. */
  readonly subject: string;
  /** `keyDigest`. */
  readonly key: string;
}

/** The identities of these services; what cannot be read as a certificate has none. */
export function identitiesOf(services: readonly TrustService[]): ListedIdentity[] {
  return services.flatMap(({ certificates }, service) =>
    certificates.flatMap((text, certificate) =>
      parsedAs(Certificate, [Buffer.from(text, 'base64')]).map((one) => ({
        service,
        certificate,
        sha256: one.sha256,
        subject: nameKey(one.subjectName),
        key: keyDigest(one),
      })),
    ),
  );
}

/** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
export function keyDigest({ spki }: Certificate): string {
  return createHash('sha256').update(spki.der).digest('hex');
}
