/** Encoders of formats with types, as a writer's options say. Their compression is inside. */
import type { FileWriterOptions } from '../fields.ts';
import { avroEncoder } from './avro/encoder.ts';
import type { EncoderFactory } from './format.ts';
import { given } from './given.ts';
import { compressionOf } from './inner-compression.ts';
import { orcEncoder } from './orc/encoder.ts';
import { parquetEncoder } from './parquet/encoder.ts';

export function parquetEncoders({ compress, rowGroupBytes, rowGroupRows }: FileWriterOptions): EncoderFactory {
  const codec = compressionOf(compress, {
    snappy: 'snappy',
    gzip: 'gzip',
    zstd: 'zstd',
    lz4: 'lz4_raw',
    brotli: 'brotli',
    none: 'none',
  });
  return (schema) => parquetEncoder(schema, given({ codec, rowGroupBytes, rowGroupRows }));
}

export function orcEncoders({ compress, rowGroupBytes, rowGroupRows }: FileWriterOptions): EncoderFactory {
  const codec = compressionOf(compress, {
    snappy: 'snappy',
    deflate: 'zlib',
    gzip: 'zlib',
    zstd: 'zstd',
    lz4: 'lz4',
    none: 'none',
  });
  return (schema) => orcEncoder(schema, given({ codec, stripeBytes: rowGroupBytes, stripeRows: rowGroupRows }));
}

export function avroEncoders({ compress, rowGroupBytes }: FileWriterOptions): EncoderFactory {
  const codec = compressionOf(compress, { deflate: 'deflate', snappy: 'snappy', zstd: 'zstandard', none: 'null' });
  return (schema) => avroEncoder(schema, { ...given({ codec, blockBytes: rowGroupBytes }), fieldNames: 'replace' });
}
