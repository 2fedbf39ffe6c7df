import { createDeflateRaw, crc32 } from 'node:zlib';
import type { ByteSink, Compressor } from './codec.ts';
import { descriptor, directory, localHeader } from './zip-records.ts';
import { compressInto } from './zlib.ts';

/** A zip archive of one document. Sizes have 64 bits, as nobody knows them at the start. */
export function zipCompressor(sink: ByteSink, name: string): Compressor {
  const entryName = Buffer.from(name.replace(/\.zip$/i, ''), 'utf8');
  let crc = 0;
  let size = 0;
  let written = 0;
  const put: ByteSink = async (bytes) => {
    written += bytes.length;
    await sink(bytes);
  };
  const deflater = compressInto(createDeflateRaw({ chunkSize: 256 * 1024 }), put);
  const header = localHeader(entryName, 64);
  let isBegun = false;
  const begin = async (): Promise<void> => {
    if (isBegun) return;
    isBegun = true;
    await sink(header);
  };
  return {
    async write(bytes) {
      await begin();
      crc = crc32(bytes, crc);
      size += bytes.length;
      await deflater.write(bytes);
    },
    async end() {
      await begin();
      await deflater.end();
      const entry = { name: entryName, offset: 0, crc, size, compressedSize: written };
      const end = descriptor(entry, 64);
      await sink(Buffer.concat([end, directory([entry], header.length + written + end.length, 64)]));
    },
    destroy: () => deflater.destroy(),
  };
}
