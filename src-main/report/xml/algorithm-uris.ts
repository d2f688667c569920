const DIGESTS: Readonly<Record<string, string>> = {
  md5: 'http://www.w3.org/2001/04/xmldsig-more#md5',
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  sha224: 'http://www.w3.org/2001/04/xmldsig-more#sha224',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
  'sha3-256': 'http://www.w3.org/2007/05/xmldsig-more#sha3-256',
  'sha3-384': 'http://www.w3.org/2007/05/xmldsig-more#sha3-384',
  'sha3-512': 'http://www.w3.org/2007/05/xmldsig-more#sha3-512',
};

const OID = /^[0-2](\.\d+)+$/;

/** How XML names a digest algorithm (RFC 9231, 2.1); one that has no such name is named by this program's own URI, an OID by its URN. */
export function digestUri(algorithm: string): string {
  return DIGESTS[algorithm] ?? otherUri(algorithm);
}

/** How XML names a signature algorithm (RFC 9231, 2.3). @param label as reports name it, "RSA-PSS with SHA-256" */
export function signatureUri(label: string): string {
  const [, family = '', bits = ''] =
    /^(RSA-PSS|RSA PKCS#1 v1\.5|ECDSA) with SHA-(1|224|256|384|512)$/.exec(label) ?? [];
  const more = bits === '1' ? undefined : 'http://www.w3.org/2001/04/xmldsig-more#';
  switch (family) {
    case 'RSA-PSS':
      return `http://www.w3.org/2007/05/xmldsig-more#sha${bits}-rsa-MGF1`;
    case 'ECDSA':
      return `${more ?? 'http://www.w3.org/2001/04/xmldsig-more#'}ecdsa-sha${bits}`;
    case 'RSA PKCS#1 v1.5':
      return `${more ?? 'http://www.w3.org/2000/09/xmldsig#'}rsa-sha${bits}`;
    default:
      return label === 'Ed25519' || label === 'Ed448'
        ? `http://www.w3.org/2021/04/xmldsig-more#eddsa-${label.toLowerCase()}`
        : otherUri(label);
  }
}

function otherUri(name: string): string {
  return OID.test(name) ? `urn:oid:${name}` : `urn:x-countersign:algorithm:${encodeURIComponent(name)}`;
}
