import type { SignatureReport, TimestampReport } from '../../../shared/domain/verification.ts';
import type { DictionaryEntries, SignatureBytes } from '../report-input.ts';
import { digestUri } from './algorithm-uris.ts';
import { base64, element, elementOf, type Markup } from './element.ts';
import { timestampId } from './identifiers.ts';
import { reference, sha256Digest } from './parts.ts';

/** TS 119 102-2, annex A: what each kind of timestamp is called. */
const TIMESTAMPS: Readonly<Record<TimestampReport['kind'], string>> = {
  'signature-time-stamp': 'vr:SignatureTimeStamp',
  'content-time-stamp': 'vr:AllDataObjectsTimeStamp',
  'archive-time-stamp': 'vr:ArchiveTimeStamp',
  'document-time-stamp': 'vr:DocTimeStamp',
  'evidence-record': 'vr:ArchiveTimeStamp',
};

const SIGNED = { Signed: 'true' };
const UNSIGNED = { Signed: 'false' };

/**
 * SignatureAttributes (TS 119 102-2, 4.3.8 and annex A): what the signature carries besides its value.
 * @param index of the signature, from 0
 */
export function attributesElement(
  signature: SignatureReport,
  bytes: SignatureBytes,
  index: number,
): Markup | undefined {
  const { signingTimeClaimed, signer } = signature;
  return elementOf('vr:SignatureAttributes', [
    signingTimeClaimed === null
      ? undefined
      : element('vr:SigningTime', [element('vr:Time', signingTimeClaimed)], SIGNED),
    signer === null
      ? undefined
      : element(
          'vr:SigningCertificate',
          [
            element('vr:CertID', [
              element('ds:DigestMethod', undefined, { Algorithm: digestUri('sha256') }),
              element('ds:DigestValue', base64(sha256Digest(signer.sha256).value)),
            ]),
          ],
          SIGNED,
        ),
    bytes.content === null
      ? undefined
      : element('vr:MessageDigest', [element('vr:Digest', base64(bytes.content.value))], SIGNED),
    ...signature.timestamps.map((timestamp, place) => timestampElement(timestamp, timestampId(index, place))),
    ...(bytes.dictionary === null ? [] : dictionaryElements(bytes.dictionary)),
  ]);
}

function timestampElement({ kind, time }: TimestampReport, id: string): Markup | undefined {
  if (time === null) return undefined;
  return element(
    TIMESTAMPS[kind],
    [reference('vr:AttributeObject', id), element('vr:TimeStampValue', time)],
    kind === 'content-time-stamp' ? SIGNED : UNSIGNED,
  );
}

/** Annex A.9 and A.30 to A.35. */
function dictionaryElements(entries: DictionaryEntries): (Markup | undefined)[] {
  const { location, reason, name, contact, subFilter, filter, byteRange } = entries;
  const worded = (outer: string, inner: string, value: string | null) =>
    value === null ? undefined : element(outer, [element(inner, value)], SIGNED);
  return [
    worded('vr:SignatureProductionPlace', 'vr:AddressString', location),
    worded('vr:Reason', 'vr:ReasonElement', reason),
    worded('vr:Name', 'vr:NameElement', name),
    worded('vr:ContactInfo', 'vr:ContactInfoElement', contact),
    worded('vr:SubFilter', 'vr:SubFilterElement', subFilter),
    byteRange === null ? undefined : element('vr:ByteRange', byteRange.join(' ')),
    filter === null ? undefined : element('vr:Filter', [element('vr:Filter', filter)]),
  ];
}
