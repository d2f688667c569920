import { open } from 'node:fs/promises';

const CHUNK = 4 * 1024 * 1024;
/** Bytes of a row of a cross-reference stream: kind, and an offset of any size. */
const ROW = 9;

/**
 * Writes a valid one-page PDF (with a cross-reference table, or a stream) of about `size` bytes: the weight is one attached binary stream of
 * pseudo-random bytes, as a scan would be.
 */
export async function writeBigPdf(file: string, size: number, form: 'table' | 'stream' = 'table'): Promise<void> {
  const handle = await open(file, 'w');
  try {
    const offsets: number[] = [];
    let position = 0;
    const write = async (data: string | Uint8Array): Promise<void> => {
      const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
      await handle.write(bytes, 0, bytes.length, position);
      position += bytes.length;
    };
    const object = async (body: string): Promise<void> => {
      offsets.push(position);
      await write(`${offsets.length} 0 obj\n${body}\nendobj\n`);
    };
    await write('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
    await object('<< /Type /Catalog /Pages 2 0 R >>');
    await object('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
    await object(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> /Metadata 5 0 R >>',
    );
    await object('<< /Length 0 >>\nstream\n\nendstream');
    offsets.push(position);
    await write(`5 0 obj\n<< /Length ${size} >>\nstream\n`);
    const chunk = noise(Math.min(CHUNK, size));
    for (let rest = size; rest > 0; rest -= CHUNK) await write(rest < CHUNK ? chunk.subarray(0, rest) : chunk);
    await write('\nendstream\nendobj\n');
    const table = position;
    if (form === 'stream') {
      offsets.push(table);
      const data = Buffer.alloc((offsets.length + 1) * ROW);
      for (const [index, offset] of offsets.entries()) {
        data.writeUInt8(1, (index + 1) * ROW);
        data.writeBigUInt64BE(BigInt(offset), (index + 1) * ROW + 1);
      }
      const entries = `/Type /XRef /W [1 8 0] /Size ${offsets.length + 1} /Root 1 0 R /Length ${data.length}`;
      await write(`${offsets.length} 0 obj\n<< ${entries} >>\nstream\n`);
      await write(data);
      await write(`\nendstream\nendobj\nstartxref\n${table}\n%%EOF\n`);
      await handle.sync();
      return;
    }
    const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    await write(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${rows}`);
    await write(`trailer\n<< /Size ${offsets.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The same bytes in every run (xorshift). */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 0x9e3779b9;
  for (let index = 0; index < length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state & 0xff;
  }
  return bytes;
}
