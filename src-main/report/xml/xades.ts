import { hash } from 'node:crypto';
import { digestUri, signatureUri } from './algorithm-uris.ts';
import { base64, element, type Markup, withNamespaces } from './element.ts';
import { digestElement } from './parts.ts';

/** Who signs a report. */
export interface ReportSigner {
  /** DER of the signing certificate. */
  readonly certificate: Uint8Array;
  /** DER of further certificates, in any order. */
  readonly chain: readonly Uint8Array[];
  /** Of the signature, as reports name it: "RSA-PSS with SHA-256". */
  readonly algorithm: string;
  /** Claimed time of signing, ISO 8601 UTC. */
  readonly time: string;
  /** Signs these octets; the value as XML has it: for ECDSA r and s side by side (RFC 9231, 2.3.6). */
  sign(toBeSigned: Uint8Array): Promise<Uint8Array>;
}

const CANONICAL = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const SIGNED_PROPERTIES = 'http://uri.etsi.org/01903#SignedProperties';
const [SIGNATURE_ID, PROPERTIES_ID, REFERENCE_ID] = ['report-signature', 'report-signed-properties', 'report-content'];

/**
 * An enveloped XAdES baseline B-B signature (EN 319 132-1, 6.3) for a document whose root element this is. Both references are canonicalised
 * by Canonical XML 1.0, of which our markup is the result already.
 * @param root the whole document as it will stand there, but for the signature
 */
export async function xadesSignature(root: Markup, signer: ReportSigner): Promise<Markup> {
  const properties = signedProperties(signer);
  const signedInfo = element('ds:SignedInfo', [
    element('ds:CanonicalizationMethod', undefined, { Algorithm: CANONICAL }),
    element('ds:SignatureMethod', undefined, { Algorithm: signatureUri(signer.algorithm) }),
    reference({ Id: REFERENCE_ID, URI: '' }, [ENVELOPED, CANONICAL], withNamespaces(root)),
    reference({ Type: SIGNED_PROPERTIES, URI: `#${PROPERTIES_ID}` }, [CANONICAL], withNamespaces(properties)),
  ]);
  const value = await signer.sign(Buffer.from(withNamespaces(signedInfo)));
  return element(
    'ds:Signature',
    [
      signedInfo,
      element('ds:SignatureValue', base64(value)),
      element('ds:KeyInfo', [
        element(
          'ds:X509Data',
          [signer.certificate, ...signer.chain].map((der) => element('ds:X509Certificate', base64(der))),
        ),
      ]),
      element('ds:Object', [element('xades:QualifyingProperties', [properties], { Target: `#${SIGNATURE_ID}` })]),
    ],
    { Id: SIGNATURE_ID },
  );
}

/** EN 319 132-1, 5.2.1, 5.2.2 and 5.2.4: time, certificate, and what kind of data is signed. */
function signedProperties({ certificate, time }: ReportSigner): Markup {
  return element(
    'xades:SignedProperties',
    [
      element('xades:SignedSignatureProperties', [
        element('xades:SigningTime', time),
        element('xades:SigningCertificateV2', [
          element('xades:Cert', [
            digestElement('xades:CertDigest', { algorithm: 'sha256', value: hash('sha256', certificate, 'buffer') }),
          ]),
        ]),
      ]),
      element('xades:SignedDataObjectProperties', [
        element('xades:DataObjectFormat', [element('xades:MimeType', 'application/xml')], {
          ObjectReference: `#${REFERENCE_ID}`,
        }),
      ]),
    ],
    { Id: PROPERTIES_ID },
  );
}

function reference(
  attributes: Readonly<Record<string, string>>,
  transforms: readonly string[],
  canonical: string,
): Markup {
  return element(
    'ds:Reference',
    [
      element(
        'ds:Transforms',
        transforms.map((Algorithm) => element('ds:Transform', undefined, { Algorithm })),
      ),
      element('ds:DigestMethod', undefined, { Algorithm: digestUri('sha256') }),
      element('ds:DigestValue', hash('sha256', canonical, 'base64')),
    ],
    attributes,
  );
}
