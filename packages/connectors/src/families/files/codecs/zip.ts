import { crc32, createInflateRaw } from 'node:zlib';
import { fileErrors } from '../errors.ts';
import type { Codec, CodecSource } from './codec.ts';
import { signatures, unknownSize } from './zip-format.ts';
import { zipCompressor } from './zip-write.ts';
import { expand } from './zlib.ts';

/** Zip archives: every file inside is a document. Reads the directory at the end, so it needs a file of known size. */
export const zip: Codec = {
  name: 'zip',
  suffixes: ['.zip'],
  isConcatenable: false,
  async *open(source) {
    for (const entry of await readDirectory(source).catch((error: unknown) => rethrow(source, error))) {
      if (leadsOutside(entry.name)) throw corrupt(source, `its entry "${entry.name}" leads outside of the archive`);
      if (entry.name.endsWith('/')) continue;
      yield { label: `${entry.name} in ${source.path}`, bytes: openEntry(source, entry) };
    }
  },
  compress: zipCompressor,
};

interface Entry {
  readonly name: string;
  readonly crc: number;
  readonly method: number;
  readonly flags: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
}

const endBytes = 22;
const maxComment = 0xffff;

async function readDirectory(source: CodecSource): Promise<readonly Entry[]> {
  if (source.size === undefined) throw corrupt(source, 'a stream has no directory; save it to a file first');
  const tailStart = Math.max(0, source.size - endBytes - maxComment);
  const tail = await readAll(source, tailStart, source.size);
  const at = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (at < 0 || at + endBytes > tail.length) throw corrupt(source, 'it has no directory (truncated?)');
  let count = tail.readUInt16LE(at + 10);
  let size = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  const locator = at - 20;
  if (locator >= 0 && tail.readUInt32LE(locator) === signatures.locator64) {
    const start = Number(tail.readBigUInt64LE(locator + 8));
    const end64 = await readAll(source, start, start + 56);
    count = Number(end64.readBigUInt64LE(32));
    size = Number(end64.readBigUInt64LE(40));
    offset = Number(end64.readBigUInt64LE(48));
  }
  const directory = await readAll(source, offset, offset + size);
  return parseDirectory(source, directory, count);
}

function parseDirectory(source: CodecSource, bytes: Buffer, count: number): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== signatures.entry)
      throw corrupt(source, 'its directory is damaged');
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const entry = {
      name: bytes.toString('utf8', at + 46, nameEnd),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      compressedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    entries.push(withZip64(entry, bytes.subarray(nameEnd, extraEnd)));
    at = extraEnd + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function withZip64(entry: Entry, extra: Buffer): Entry {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const take = (value: number): number => {
      if (value !== unknownSize) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    };
    const size = take(entry.size);
    const compressedSize = take(entry.compressedSize);
    return { ...entry, size, compressedSize, offset: take(entry.offset) };
  }
  return entry;
}

async function* openEntry(source: CodecSource, entry: Entry): AsyncGenerator<Uint8Array> {
  if ((entry.flags & 1) !== 0) throw corrupt(source, `"${entry.name}" is encrypted`);
  if (entry.method !== 0 && entry.method !== 8)
    throw corrupt(source, `"${entry.name}" uses method ${entry.method}; known are stored and deflated`);
  const header = await readAll(source, entry.offset, entry.offset + 30);
  if (header.readUInt32LE(0) !== signatures.local)
    throw corrupt(source, `"${entry.name}" is not where the directory says`);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const stored = source.read({ start, end: start + entry.compressedSize });
  const isPlain = entry.method === 0 || entry.size === 0;
  const text = isPlain ? stored : expand(source, stored, createInflateRaw({ chunkSize: 256 * 1024 }), 'zip');
  if (entry.size > 0) yield* checked(source, entry, text);
}

/** Passes the text of an entry and compares its size and checksum with what the directory says. */
async function* checked(
  source: CodecSource,
  entry: Entry,
  text: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let size = 0;
  for await (const chunk of text) {
    crc = crc32(chunk, crc);
    size += chunk.length;
    yield chunk;
  }
  if (size !== entry.size) throw corrupt(source, `"${entry.name}" has another size than the directory says`);
  if (crc !== entry.crc) throw corrupt(source, `the checksum of "${entry.name}" does not match`);
}

/** Names are never paths to write to here, but an archive with such a one was made to do harm. */
function leadsOutside(name: string): boolean {
  const parts = name.split(/[/\\]/);
  return parts.includes('..') || parts[0] === '' || /^[a-z]:/i.test(name) || name.includes('\0');
}

async function readAll(source: CodecSource, start: number, end: number): Promise<Buffer> {
  if (start < 0 || end > (source.size ?? 0)) throw corrupt(source, 'its directory points outside of it (truncated?)');
  const chunks: Buffer[] = [];
  for await (const chunk of source.read({ start, end })) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A field that points beyond the bytes that are there. */
function rethrow(source: CodecSource, error: unknown): never {
  throw error instanceof RangeError ? corrupt(source, 'its directory is damaged') : error;
}

function corrupt(source: CodecSource, problem: string) {
  return fileErrors.corrupt({ path: source.path, compress: 'zip', problem });
}
