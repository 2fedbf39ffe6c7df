/** Avro files made by hand, for what no writer would write. */

const sync = Buffer.from('0123456789abcdef', 'latin1');

/** A zigzag integer within ±2^53. */
export function long(value: number): Buffer {
  const bytes: number[] = [];
  let left = value < 0 ? -2 * value - 1 : 2 * value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  bytes.push(left);
  return Buffer.from(bytes);
}

/** A string or bytes. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([long(bytes.length), bytes]);
}

export interface HandmadeFile {
  readonly schema: string;
  readonly codec?: string;
  readonly blocks: readonly { readonly count: number; readonly data: Buffer }[];
}

export function avroFile({ schema, codec, blocks }: HandmadeFile): Buffer {
  const entries = [['avro.schema', schema] as const, ...(codec === undefined ? [] : [['avro.codec', codec] as const])];
  return Buffer.concat([
    Buffer.from('Obj\x01', 'latin1'),
    long(entries.length),
    ...entries.flatMap(([key, value]) => [text(key), text(value)]),
    long(0),
    sync,
    ...blocks.flatMap(({ count, data }) => [long(count), long(data.length), data, sync]),
  ]);
}
