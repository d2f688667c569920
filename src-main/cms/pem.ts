/** DER of every PEM block with one of these labels (RFC 7468); text around them is ignored. */
export function pemBlocks(bytes: Uint8Array, labels: readonly string[]): Uint8Array[] {
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Text takes long to be made and searched, and most that is no certificate is something large.
  if (octets[0] === 0x30 || !octets.includes('-----BEGIN ')) {
    return [];
  }
  const text = octets.toString('latin1');
  return [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g)]
    .filter(([, label = '']) => labels.includes(label))
    .map(([, , body = '']) => new Uint8Array(Buffer.from(body, 'base64')));
}
