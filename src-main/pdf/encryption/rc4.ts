/** RC4 with a key of 1 to 256 bytes: encrypts and decrypts alike. Only for old encrypted PDFs, never for anything new. */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = new Uint8Array(256);
  for (let i = 0; i < 256; i++) state[i] = i;
  for (let i = 0, j = 0; i < 256; i++) {
    const here = state[i] ?? 0;
    j = (j + here + (key[i % key.length] ?? 0)) & 0xff;
    state[i] = state[j] ?? 0;
    state[j] = here;
  }
  const result = new Uint8Array(data.length);
  for (let at = 0, i = 0, j = 0; at < data.length; at++) {
    i = (i + 1) & 0xff;
    const a = state[i] ?? 0;
    j = (j + a) & 0xff;
    const b = state[j] ?? 0;
    state[i] = b;
    state[j] = a;
    result[at] = (data[at] ?? 0) ^ (state[(a + b) & 0xff] ?? 0);
  }
  return result;
}
