/** What stands in front of each page. */
import { Damage } from '../../damage.ts';
import { pageHeader } from '../metadata.ts';
import { type ThriftValue, optional, struct } from '../thrift.ts';
import type { SpanReader } from './byte-reads.ts';
import { readThrift } from './thrift-read.ts';

/** Without statistics, which may be as large as a value. */
const { dataPage, dataPageV2 } = pageHeader.fields;
const { statistics: _, ...dataFields } = dataPage.shape.fields;
const { statistics: __, ...dataFieldsV2 } = dataPageV2.shape.fields;
const headerShape = struct({
  ...pageHeader.fields,
  dataPage: optional(dataPage.id, struct(dataFields)),
  dataPageV2: optional(dataPageV2.id, struct(dataFieldsV2)),
});
export type Header = ThriftValue<typeof headerShape>;
export type DataPage = NonNullable<Header['dataPage']>;
export type DataPageV2 = NonNullable<Header['dataPageV2']>;

/** Most headers are shorter. */
const headerBytes = 256;
/** Longer ones are taken for damage. */
const maxHeaderBytes = 16 * 1024 * 1024;

/** Takes the next header. Throws `Damage`. */
export async function readPageHeader(spans: SpanReader): Promise<Header> {
  for (let wanted = headerBytes; ; wanted *= 4) {
    const bytes = await spans.peek(wanted);
    try {
      const { value, end } = readThrift(headerShape, bytes);
      if (value.compressedBytes < 0 || value.uncompressedBytes < 0) throw new Damage('a page has a negative size');
      spans.skip(end);
      return value;
    } catch (error) {
      const hasMore = bytes.length < spans.remaining && wanted < maxHeaderBytes;
      if (!(error instanceof Damage && error.isShort && hasMore)) throw error;
    }
  }
}
