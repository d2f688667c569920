import type { Certificate } from '../cms/certificate.ts';
import { isFormatError } from '../cms/format-error.ts';
import { parseSignedData } from '../cms/parsed-signed-data.ts';
import { collectSignatures } from '../pades/verify/collect-signatures.ts';
import { documentEvidence } from '../pades/verify/evidence.ts';
import { PdfDocument } from '../pdf/document.ts';
import { readCms } from './file-kind.ts';
import { openedKind } from './opened-kind.ts';
import type { OpenedFile } from './workflow-api.ts';

/**
 * The certificates that came with the signatures of a file. Nothing in them is trusted by itself; what cannot be read is left out.
 * @throws AppError INPUT_UNREADABLE, PDF_*, CONTAINER_DAMAGED
 */
export async function certificatesOf(file: OpenedFile): Promise<readonly Certificate[]> {
  switch (await openedKind(file)) {
    case 'pdf':
      return certificatesOfPdf(file);
    case 'cms':
      return certificatesIn(await readCms(file.source));
    case 'container':
      return certificatesOfContainer(file);
    case 'file':
      return [];
  }
}

async function certificatesOfPdf({ source, password }: OpenedFile): Promise<Certificate[]> {
  const document = await PdfDocument.open(source, { password });
  const { signatures } = await collectSignatures(document);
  const { certificates } = await documentEvidence(document, []);
  return [
    ...signatures.flatMap(({ signature }) => (signature.contents === null ? [] : certificatesIn(signature.contents))),
    ...certificates,
  ];
}

async function certificatesOfContainer({ source }: OpenedFile): Promise<Certificate[]> {
  const { openContainer } = await import('../cades/asic/read-container.ts');
  const container = await openContainer(source);
  try {
    const found: Certificate[] = [];
    for (const entry of container.entries)
      if (/^META-INF\/[^/]*signature[^/]*\.p7s$/i.test(entry.name)) found.push(...certificatesIn(await entry.bytes()));
    return found;
  } finally {
    container.close();
  }
}

function certificatesIn(cms: Uint8Array): readonly Certificate[] {
  try {
    return parseSignedData(cms).certificates;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return [];
  }
}
