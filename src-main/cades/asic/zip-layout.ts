import type { Entry, LocalFileHeader } from 'yauzl';
import type { ByteSource } from '../../platform/byte-source.ts';

/** General purpose flags. */
const ENCRYPTED = 1;
const DESCRIPTOR = 8;
/** What may stand between an entry's data and the next: a data descriptor, with or without its mark, in 32 or 64 bits. */
const DESCRIPTOR_SIZES: readonly number[] = [12, 16, 20, 24];
const IN_ZIP64 = 0xffffffff;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const END = 0x06054b50;
const END_ZIP64 = 0x06064b50;
const END_SIZE = 22;

/** Where one entry lies: its local header, name, extra fields and data. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly described: boolean;
}

/**
 * Compares what the directory of a ZIP file says with what stands at the data. Readers go by the one or by the other: where they differ,
 * or where something lies that only one of them sees, two people see different files.
 */
export class ZipLayout {
  readonly #spans: Span[] = [];

  /** Takes an entry. @returns what makes it ambiguous, to follow a colon */
  take(entry: Entry, local: LocalFileHeader): string | undefined {
    const { fileName, compressedSize, uncompressedSize, relativeOffsetOfLocalHeader: start } = entry;
    const described = (local.generalPurposeBitFlag & DESCRIPTOR) !== 0;
    const end = start + 30 + local.fileNameLength + local.extraFieldLength + compressedSize;
    this.#spans.push({ start, end, described });
    if (!Buffer.from(local.fileName).equals(entry.fileNameRaw) || isRenamed(entry)) {
      return `it names “${fileName}” differently in two places`;
    }
    if (((entry.generalPurposeBitFlag | local.generalPurposeBitFlag) & ENCRYPTED) !== 0) {
      return `“${fileName}” in it is encrypted`;
    }
    if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK) {
      return `“${fileName}” in it is a link to another file`;
    }
    const fits = (size: number, stated: number) => stated === size || stated === IN_ZIP64 || described;
    if (
      entry.compressionMethod !== local.compressionMethod ||
      !fits(compressedSize, local.compressedSize) ||
      !fits(uncompressedSize, local.uncompressedSize)
    ) {
      return `it describes “${fileName}” differently in two places`;
    }
    return fileName.endsWith('/') && uncompressedSize > 0 ? `its folder “${fileName}” has a content` : undefined;
  }

  /**
   * Whether the entries fill the file up to its directory without gap or overlap, and nothing follows the directory but its end.
   * @param directory where it begins and ends, bytes
   */
  async isTight(source: ByteSource, directory: { readonly start: number; readonly end: number }): Promise<boolean> {
    let position = 0;
    let described = false;
    const next = { start: directory.start, end: directory.start, described: false };
    for (const span of [...this.#spans.sort((a, b) => a.start - b.start), next]) {
      const gap = span.start - position;
      if (gap !== 0 && !(described && DESCRIPTOR_SIZES.includes(gap))) return false;
      position = span.end;
      described = span.described;
    }
    const end = Buffer.from(await source.read(directory.end, Math.min(END_SIZE, source.size - directory.end)));
    if (end.length < END_SIZE) return false;
    const mark = end.readUInt32LE(0);
    return (
      mark === END_ZIP64 || (mark === END && directory.end + END_SIZE + end.readUInt16LE(END_SIZE - 2) === source.size)
    );
  }
}

/** True where an extra field gives another name (Info-ZIP, 0x7075) to what readers without it see as plain ASCII. */
function isRenamed({ fileName, fileNameRaw }: Entry): boolean {
  const isAscii = fileNameRaw.every((octet) => octet < 0x80);
  return isAscii && fileNameRaw.toString('latin1') !== fileName;
}
