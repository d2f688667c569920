import { damaged, limitExceeded } from '../pdf-errors.ts';

const END = 128;

/** RunLengthDecode (ISO 32000-2, 7.4.5). @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED above `limit` bytes */
export function decodeRunLength(data: Uint8Array, limit: number): Uint8Array {
  let size = 0;
  for (const run of runs(data)) size += run.length;
  if (size > limit) throw limitExceeded('decoded bytes of one stream', { limit });
  const out = new Uint8Array(size);
  let at = 0;
  for (const run of runs(data)) {
    if (run.repeat) out.fill(data[run.from] ?? 0, at, at + run.length);
    else out.set(data.subarray(run.from, run.from + run.length), at);
    at += run.length;
  }
  return out;
}

function* runs(data: Uint8Array): Generator<{ repeat: boolean; from: number; length: number }> {
  for (let at = 0; at < data.length; ) {
    const code = data[at++] ?? END;
    if (code === END) return;
    const repeat = code > END;
    const length = repeat ? 257 - code : code + 1;
    const taken = repeat ? 1 : length;
    if (at + taken > data.length) throw damaged('a run-length stream ends within a run');
    yield { repeat, from: at, length };
    at += taken;
  }
}
