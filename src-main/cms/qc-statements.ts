import type { Certificate } from './certificate.ts';
import { children, type Der, Members, readDer, readSmallInteger, TAG } from './der.ts';
import { readOid } from './oid.ts';

const QC_STATEMENTS = '1.3.6.1.5.5.7.1.3';

/** What a certificate says of itself in its QcStatements (RFC 3739, 3.2.6; ETSI EN 319 412-5, 4.2 and 4.3). A statement alone is no proof. */
export interface QcStatements {
  /** Issued as a qualified certificate. */
  readonly compliance: boolean;
  /** The key is in a qualified (or secure) signature creation device. */
  readonly device: boolean;
  /** What it is for; none before the regulation, when every one was for signatures. */
  readonly types: readonly ('signature' | 'seal' | 'web')[];
  /** Countries whose law it is qualified under, other than that of the Union; empty for the Union. */
  readonly legislation: readonly string[];
  /** Countries under whose law the device is certified, other than that of the Union. */
  readonly deviceLegislation: readonly string[];
  /** The largest transaction: `amount` × 10^`exponent`. */
  readonly limit: { readonly currency: string; readonly amount: number; readonly exponent: number } | undefined;
  /** How many years the issuer keeps what it knows about the subject. */
  readonly retentionYears: number | undefined;
  readonly disclosures: readonly { readonly url: string; readonly language: string }[];
  /** Whether names are those of a natural or of a legal person (EN 319 412-1, 5.1). */
  readonly semantics: 'natural' | 'legal' | undefined;
  /** How the person was identified: the last arc of its object identifier. */
  readonly identification: number | undefined;
  /** Roles of a payment service and its authority (ETSI TS 119 495, 5.1). */
  readonly payment:
    | {
        readonly roles: readonly { oid: string; name: string }[];
        readonly authority: string;
        readonly authorityId: string;
      }
    | undefined;
}

const TYPES: Readonly<Record<string, QcStatements['types'][number]>> = {
  '0.4.0.1862.1.6.1': 'signature',
  '0.4.0.1862.1.6.2': 'seal',
  '0.4.0.1862.1.6.3': 'web',
};
const SEMANTICS: Readonly<Record<string, 'natural' | 'legal'>> = {
  '0.4.0.194121.1.1': 'natural',
  '0.4.0.194121.1.2': 'legal',
};

/** The statements of a certificate; undefined where it makes none. @throws FormatError for malformed ones */
export function readQcStatements({ extensions }: Certificate): QcStatements | undefined {
  const extension = extensions.get(QC_STATEMENTS);
  if (extension === undefined) return undefined;
  const found = new Map<string, Der | undefined>();
  for (const statement of children(readDer(extension.value, TAG.sequence))) {
    const members = new Members(statement);
    const oid = readOid(members.take());
    const info = members.more() ? members.take() : undefined;
    members.end();
    if (!found.has(oid)) found.set(oid, info);
  }
  const read = <T>(oid: string, reader: (info: Der) => T): T | undefined => {
    const info = found.get(oid);
    return info === undefined ? undefined : reader(info);
  };
  return {
    compliance: found.has('0.4.0.1862.1.1'),
    limit: read('0.4.0.1862.1.2', readLimit),
    retentionYears: read('0.4.0.1862.1.3', (info) => readSmallInteger(info)),
    device: found.has('0.4.0.1862.1.4'),
    disclosures: read('0.4.0.1862.1.5', readDisclosures) ?? [],
    types: (read('0.4.0.1862.1.6', (info) => children(info).map(readOid)) ?? []).flatMap((oid) => TYPES[oid] ?? []),
    legislation: read('0.4.0.1862.1.7', (info) => children(info).map(text)) ?? [],
    identification: read('0.4.0.1862.1.8', readIdentification),
    deviceLegislation: read('0.4.0.1862.1.9', (info) => children(info).map(text)) ?? [],
    semantics: read('1.3.6.1.5.5.7.11.2', readSemantics),
    payment: read('0.4.0.19495.2', readPayment),
  };
}

function text(value: Der): string {
  return Buffer.from(value.content).toString('utf8');
}

function readLimit(info: Der): QcStatements['limit'] {
  const members = new Members(info);
  const currency = members.take();
  const limit = {
    currency: currency.tag === TAG.integer ? String(readSmallInteger(currency)) : text(currency),
    amount: readSmallInteger(members.take()),
    exponent: readSmallInteger(members.take()),
  };
  members.end();
  return limit;
}

function readDisclosures(info: Der): QcStatements['disclosures'] {
  return children(info).map((location) => {
    const members = new Members(location);
    const disclosure = { url: text(members.take()), language: text(members.take()).toLowerCase() };
    members.end();
    return disclosure;
  });
}

function readIdentification(info: Der): number | undefined {
  const oid = children(info).map(readOid)[0];
  return oid === undefined ? undefined : Number(oid.slice(oid.lastIndexOf('.') + 1));
}

function readSemantics(info: Der): QcStatements['semantics'] {
  const identifier = new Members(info).optional(TAG.oid);
  return identifier === undefined ? undefined : SEMANTICS[readOid(identifier)];
}

function readPayment(info: Der): QcStatements['payment'] {
  const members = new Members(info);
  const roles = children(members.take(TAG.sequence)).map((role) => {
    const parts = new Members(role);
    return { oid: readOid(parts.take()), name: text(parts.take()) };
  });
  const payment = { roles, authority: text(members.take()), authorityId: text(members.take()) };
  members.end();
  return payment;
}
