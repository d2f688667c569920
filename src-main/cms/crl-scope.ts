import { contextTag, Members, readBoolean, readDer } from './der.ts';
import {
  ALL_REASONS,
  type DistributionPointName,
  type Reasons,
  readDistributionPointName,
  readReasons,
} from './distribution-point.ts';

/** What an issuingDistributionPoint limits a CRL to (RFC 5280, 5.2.5). */
export interface CrlScope {
  readonly name: DistributionPointName | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  /** Reasons that the list is about; all of them where it does not say. */
  readonly reasons: Reasons;
  /** It also lists certificates of others than its issuer. */
  readonly indirect: boolean;
}

/** What a list without the extension covers: every certificate of its issuer. */
export const WHOLE_SCOPE: CrlScope = {
  name: undefined,
  onlyUserCertificates: false,
  onlyCaCertificates: false,
  onlyAttributeCertificates: false,
  reasons: ALL_REASONS,
  indirect: false,
};

/** Content of an issuingDistributionPoint. @throws FormatError */
export function readCrlScope(value: Uint8Array): CrlScope {
  const members = new Members(readDer(value));
  const flag = (number: number) => {
    const member = members.optional(contextTag(number, false));
    return member !== undefined && readBoolean(member, member.tag);
  };
  const point = members.optional(contextTag(0));
  const scope = {
    name: point === undefined ? undefined : readDistributionPointName(point),
    onlyUserCertificates: flag(1),
    onlyCaCertificates: flag(2),
    reasons: readReasons(members.optional(contextTag(3, false))),
    indirect: flag(4),
    onlyAttributeCertificates: flag(5),
  };
  members.end();
  return scope;
}
