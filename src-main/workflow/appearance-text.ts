import type { Certificate } from '../cms/certificate.ts';
import { nameAttribute } from '../cms/name.ts';
import type { AppearanceText } from '../pades/appearance/stamp-layout.ts';

/** Attributes of X.520, and the mail address of PKCS #9. */
const OID = {
  name: '2.5.4.3',
  country: '2.5.4.6',
  organisation: '2.5.4.10',
  unit: '2.5.4.11',
  email: '1.2.840.113549.1.9.1',
};

/** What a visible signature may say of its certificate, beside what the signer says. */
export function certificateWords(certificate: Certificate): Omit<AppearanceText, 'time'> {
  const own = (oid: string) => nameAttribute(certificate.subjectName, oid);
  return {
    name: certificate.commonName,
    issuer: nameAttribute(certificate.issuerName, OID.name) ?? certificate.issuer,
    serial: certificate.serial,
    organisation: own(OID.organisation),
    unit: own(OID.unit),
    country: own(OID.country),
    email: own(OID.email),
    subject: certificate.subject,
  };
}
