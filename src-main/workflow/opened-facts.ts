import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isFormatError } from '../cms/format-error.ts';
import { parseSignedData } from '../cms/parsed-signed-data.ts';
import { inputError } from '../platform/files.ts';
import { readCms, signedContentOf } from './file-kind.ts';
import { documentFacts } from './open-document.ts';
import { openedKind } from './opened-kind.ts';
import type { DocumentFacts, ReadableFile } from './workflow-api.ts';

/**
 * What can be told of a file that was opened, whatever it is.
 * @throws AppError INPUT_*, PDF_*, CMS_UNREADABLE, CONTAINER_DAMAGED, SIGNED_CONTENT_MISSING
 */
export async function openedFacts(file: ReadableFile, signal?: AbortSignal): Promise<DocumentFacts> {
  switch (await openedKind(file)) {
    case 'pdf':
      return documentFacts(file, signal);
    case 'cms':
      return signatureFacts(file);
    case 'container':
      return containerFacts(file);
    case 'file':
      return { kind: 'file', signatures: 0, warnings: [] };
  }
}

async function signatureFacts({ path: file, source, content }: ReadableFile): Promise<DocumentFacts> {
  const cms = await readCms(source);
  const signed = content ?? (await signedContentOf(file));
  const name = path.basename(signed);
  const { size } = await stat(signed).catch((error: unknown) => {
    throw inputError(error, name);
  });
  return { kind: 'signature', signatures: countOf(cms), warnings: [], content: { name, size } };
}

/** Of a structure that cannot be read none can be told; that it is unsound is said where it is verified. */
function countOf(cms: Uint8Array): number {
  try {
    return parseSignedData(cms).signerInfos.length;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return 0;
  }
}

async function containerFacts({ source }: ReadableFile): Promise<DocumentFacts> {
  const { openContainer } = await import('../cades/asic/read-container.ts');
  const { META } = await import('../cades/asic/write-container.ts');
  const container = await openContainer(source);
  container.close();
  const { entries } = container;
  return {
    kind: 'container',
    signatures: entries.filter(({ name }) => /^META-INF\/[^/]*signature[^/]*\.p7s$/i.test(name)).length,
    warnings: [],
    files: entries.filter(({ name }) => !name.startsWith(META)).map(({ name, size }) => ({ name, size })),
  };
}
