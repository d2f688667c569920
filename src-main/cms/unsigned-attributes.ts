import { ATTRIBUTE } from './attributes.ts';
import { normaliseBer } from './ber.ts';
import { children, contextTag, type Der, expectTag, readDer, sameBytes, TAG } from './der.ts';
import { encode, sequence, setOf } from './der-writer.ts';
import { FormatError } from './format-error.ts';
import { oid } from './oid.ts';

/** DER of a signature-time-stamp attribute (EN 319 122-1, 5.3). @param token TimeStampToken over the signature value */
export function signatureTimestampAttribute(token: Uint8Array): Uint8Array {
  return sequence(oid(ATTRIBUTE.signatureTimeStamp), setOf([token]));
}

/**
 * Adds unsigned attributes to the one SignerInfo of a SignedData, ours or a stranger's. Everything else keeps its octets; only the lengths
 * around the attributes change. Attributes that stand there stay.
 * @param cms ContentInfo; zero octets may follow it
 * @param attributes DER of each Attribute
 * @returns the ContentInfo without padding
 * @throws FormatError where the structure has lengths that DER does not know (it cannot be added to without a risk to what is signed),
 *   where it is malformed, or where it does not have exactly one signer
 */
export function withUnsignedAttributes(cms: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const { value, consumed } = normaliseBer(cms);
  if (value.length !== consumed || value.buffer !== cms.buffer) {
    throw new FormatError('The CMS structure is in BER with indefinite lengths, to which nothing can be added.');
  }
  if (cms.subarray(consumed).some((octet) => octet !== 0)) {
    throw new FormatError('Something other than padding follows the CMS structure.');
  }
  return replaceLast(readDer(value, TAG.sequence), contextTag(0), (tagged) =>
    replaceLast(tagged, TAG.sequence, (content) =>
      replaceLast(content, TAG.set, (signers) => {
        const [signer, ...others] = children(signers);
        if (signer === undefined || others.length > 0) {
          throw new FormatError('Only a CMS structure with one signer can take further attributes.');
        }
        return encode(TAG.set, addTo(signer, attributes));
      }),
    ),
  );
}

/** `value` with its last member, which must have the tag `tag`, replaced. */
function replaceLast(value: Der, tag: number, replace: (last: Der) => Uint8Array): Uint8Array {
  const members = children(value);
  const last = members.pop();
  if (last === undefined) {
    throw new FormatError('An ASN.1 sequence ends too early.');
  }
  return encode(value.tag, ...members.map(({ bytes }) => bytes), replace(expectTag(last, tag)));
}

function addTo(signer: Der, attributes: readonly Uint8Array[]): Uint8Array {
  const members = children(expectTag(signer, TAG.sequence));
  const last = members.at(-1);
  const unsigned = last?.tag === contextTag(1) ? members.pop() : undefined;
  const present = unsigned === undefined ? [] : children(unsigned).map(({ bytes }) => bytes);
  const tag = contextTag(1);
  // Old archive timestamps are over the attributes in the order of the file: one that is not that of DER is kept.
  const sorted = unsigned === undefined || sameBytes(setOf(present, tag), encode(tag, ...present));
  const all = [...present, ...attributes];
  return encode(TAG.sequence, ...members.map(({ bytes }) => bytes), sorted ? setOf(all, tag) : encode(tag, ...all));
}
