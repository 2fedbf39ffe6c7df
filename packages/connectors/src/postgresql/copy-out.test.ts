import { PassThrough } from 'node:stream';
import type { JsonValue } from '@sluice/core';
import { BatchRing, cellToJson, types } from '@sluice/core';
import { expect, test } from 'vitest';
import { CopyOut } from './copy-out.ts';
import { compileRowDecoder } from './row-decoder.ts';

const columns = [
  { type: types.int64, codec: 'int8' },
  { type: types.decimal(15, 2), codec: 'numeric' },
  { type: types.anyDecimal, codec: 'numeric' },
  { type: types.utf8, codec: 'text' },
  { type: types.timestamp, codec: 'timestamp' },
] as const;
const schema = { columns: columns.map(({ type }, index) => ({ name: `c${index}`, type, isNullable: true })) };

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function message(code: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(code);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const longText = Buffer.from('lang ✓ '.repeat(50));
const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), hex('00000000 00000000')]);
const rows = [
  // 5 fields: -2, 12345.67, -0.0001, 'ab', 2000-01-01 00:00:00.000001
  hex(`0005 00000008 fffffffffffffffe 0000000e 0003 0001 0000 0002 0001 0929 1a2c 0000000a 0001 ffff 4000 0004 0001
    00000002 6162 00000008 0000000000000001`.replace(/\s+/g, '')),
  hex('0005 ffffffff ffffffff ffffffff ffffffff ffffffff'),
  Buffer.concat([hex('0005 00000008 0000000100000000 00000008 0000 0000 c000 0000 ffffffff 0000'), sizeOf(longText), longText, hex('00000008 7fffffffffffffff')]),
]; // prettier-ignore

function sizeOf(text: Buffer): Buffer {
  return hex(text.length.toString(16).padStart(4, '0'));
}

const expected: JsonValue[][] = [
  ['-2', '12345.67', '-0.0001', 'ab', '2000-01-01 00:00:00.000001'],
  [null, null, null, null, null],
  ['4294967296', 'NaN', null, longText.toString(), 'infinity'],
];

const ending = [message('c'), message('C', Buffer.from('COPY 3\0')), message('Z', Buffer.from('I'))];
const notice = message('N', Buffer.from('SNOTICE\0\0'));

const asServersSendIt = [
  message('H', hex('01 0005 0001 0001 0001 0001 0001')),
  message('d', header, rows[0] as Buffer),
  message('d', rows[1] as Buffer),
  notice,
  message('d', rows[2] as Buffer),
  message('d', hex('ffff')),
  ...ending,
];

/** Feeds the bytes in chunks and returns the rows and what came to the driver's own parser. */
async function receive(bytes: Buffer, chunkSize: number, batchRows = 10) {
  const stream = new PassThrough();
  const driverBytes: Buffer[] = [];
  const copy = new CopyOut('copy', compileRowDecoder(columns));
  stream.on('data', (chunk: Buffer) => {
    driverBytes.push(chunk);
    if (
      Buffer.concat(driverBytes)
        .subarray(-6)
        .equals(ending[2] as Buffer)
    )
      copy.handleReadyForQuery();
  });
  copy.submit({ stream, query: () => {} } as never);
  const ring = new BatchRing(schema, batchRows);
  const received: JsonValue[][] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) stream.write(bytes.subarray(at, at + chunkSize));
  for (;;) {
    const batch = ring.next();
    await copy.fill(batch, { rows: batchRows, bytes: 1_000_000 });
    if (batch.rowCount === 0) break;
    for (let row = 0; row < batch.rowCount; row++)
      received.push(batch.columns.map((column) => cellToJson(column, row)));
  }
  return { received, driverBytes: Buffer.concat(driverBytes) };
}

test.each([1, 2, 3, 5, 7, 64, 100_000])('decodes rows that arrive in chunks of %d bytes', async (chunkSize) => {
  const { received, driverBytes } = await receive(Buffer.concat(asServersSendIt), chunkSize);
  expect(received).toEqual(expected);
  expect(driverBytes).toEqual(Buffer.concat([notice, ...ending]));
});

test.each([1, 2])('stops at full batches of %d rows and goes on where it stopped', async (batchRows) => {
  const { received } = await receive(Buffer.concat(asServersSendIt), 40, batchRows);
  expect(received).toEqual(expected);
});

test('takes a header in a message of its own, and no rows at all', async () => {
  const apart = [message('d', header), message('d', rows[0] as Buffer), message('d', hex('ffff')), ...ending];
  expect((await receive(Buffer.concat(apart), 11)).received).toEqual([expected[0]]);
  const none = [message('d', header, hex('ffff')), ...ending];
  expect((await receive(Buffer.concat(none), 11)).received).toEqual([]);
});

test('refuses rows of another shape instead of guessing', async () => {
  const other = [message('d', header, hex('0001 00000001 41')), ...ending];
  await expect(receive(Buffer.concat(other), 1_000)).rejects.toMatchObject({ code: 'POSTGRESQL_PROTOCOL' });
});
