import { createHash } from 'node:crypto';
import type { PdfDocument } from '../../pdf/document.ts';
import { chunksOf } from '../../platform/chunks.ts';
import type { ShadowFinding } from './second-reading.ts';

/** Documents that are remembered. */
const MOST = 32;

/** Bytes: a digest of more takes longer than to look again. */
const LARGEST = 64 * 1024 * 1024;

const known = new Map<string, ShadowFinding | undefined>();

/**
 * What was found in these bytes before, or is found now. The window asks again with each choice of its person, and signing looks at the
 * copy that it works on: the same bytes have the same answer.
 * @throws AppError as `find`, INPUT_UNREADABLE
 */
export async function rememberedFinding(
  document: PdfDocument,
  password: string | undefined,
  find: () => Promise<ShadowFinding | undefined>,
): Promise<ShadowFinding | undefined> {
  if (document.source.size > LARGEST) return find();
  const key = await keyOf(document, password);
  if (known.has(key)) return known.get(key);
  const found = await find();
  known.set(key, found);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) known.delete(oldest);
  return found;
}

/** Digest of the bytes, the revision that is looked at, and the password without which no page is seen. */
async function keyOf({ source, revision }: PdfDocument, password = ''): Promise<string> {
  const hash = createHash('sha256').update(`${revision} ${password.length} ${password} `);
  for await (const chunk of chunksOf(source, 0, source.size)) hash.update(chunk);
  return hash.digest('hex');
}
