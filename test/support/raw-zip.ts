import { crc32 } from 'node:zlib';

/** One entry, stored, with what a liar may say of it. */
export interface RawEntry {
  readonly name: string;
  readonly data?: Uint8Array | string;
  /** Name at the data; as in the directory where absent. */
  readonly localName?: string;
  /** Size at the data; the true one where absent. */
  readonly localSize?: number;
  /** Extra fields in the directory. */
  readonly extra?: Uint8Array;
  /** UNIX mode. */
  readonly mode?: number;
  readonly flags?: number;
  /** False: at the data only. */
  readonly listed?: boolean;
}

/** A ZIP file to the octet as asked for, so that it can lie. */
export function rawZip(entries: readonly RawEntry[], { comment = '', before = '' } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const {
    name,
    data = '',
    localName = name,
    localSize,
    extra,
    mode = 0o100644,
    flags = 0x800,
    listed,
  } of entries) {
    const content = Buffer.from(data as string);
    const fixed = (size: number) => {
      const bytes = Buffer.alloc(20);
      bytes.writeUInt16LE(flags, 0);
      bytes.writeUInt32LE(crc32(content), 8);
      bytes.writeUInt32LE(size, 12);
      bytes.writeUInt32LE(size, 16);
      return bytes;
    };
    const local = Buffer.from(localName);
    const head = Buffer.alloc(10);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    fixed(localSize ?? content.length).copy(head, 6, 0, 4);
    const rest = Buffer.concat([fixed(localSize ?? content.length).subarray(4), lengths(local.length, 0)]);
    const block = Buffer.concat([head, rest, local, content]);
    if (listed !== false) {
      const named = Buffer.from(name);
      const start = Buffer.alloc(8);
      start.writeUInt32LE(0x02014b50, 0);
      start.writeUInt16LE(0x0314, 4);
      start.writeUInt16LE(20, 6);
      const tail = Buffer.alloc(14);
      tail.writeUInt32LE((mode << 16) >>> 0, 6);
      tail.writeUInt32LE(offset, 10);
      const sizes = lengths(named.length, extra?.length ?? 0);
      directory.push(Buffer.concat([start, fixed(content.length), sizes, tail, named, extra ?? Buffer.alloc(0)]));
    }
    parts.push(block);
    offset += block.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([Buffer.from(before), ...parts, list, end, Buffer.from(comment, 'latin1')]);
}

function lengths(name: number, extra: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(name, 0);
  bytes.writeUInt16LE(extra, 2);
  return bytes;
}

/** Info-ZIP Unicode Path (0x7075): another name for those who read it. */
export function unicodePath(name: string, other: string): Buffer {
  const path = Buffer.from(other);
  const bytes = Buffer.alloc(9);
  bytes.writeUInt16LE(0x7075, 0);
  bytes.writeUInt16LE(5 + path.length, 2);
  bytes.writeUInt8(1, 4);
  bytes.writeUInt32LE(crc32(Buffer.from(name)), 5);
  return Buffer.concat([bytes, path]);
}
