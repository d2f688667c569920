import { OcspResponse } from './ocsp-response.ts';
import { pemBlocks } from './pem.ts';

/** OCSP responses out of a file's bytes: DER, its base64 alone, or PEM (any number of OCSP RESPONSE blocks). Never empty. @throws FormatError */
export function readOcspFile(bytes: Uint8Array): OcspResponse[] {
  const blocks = pemBlocks(bytes, ['OCSP RESPONSE']);
  const found = blocks.length > 0 ? blocks : [fromBase64(bytes) ?? bytes];
  return found.map((der) => new OcspResponse(der));
}

/** Undefined for what is not base64 from end to end. */
function fromBase64(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 'M'.charCodeAt(0)) return undefined;
  const text = Buffer.from(bytes).toString('latin1').replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}
