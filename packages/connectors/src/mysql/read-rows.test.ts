import { type Schema, getCell, types } from '@sluice/core';
import { expect, test } from 'vitest';
import { readRows } from './read-rows.ts';
import type { Client } from './wire/client.ts';
import type { ColumnDefinition } from './wire/column-definition.ts';
import type { Cursor } from './wire/cursor.ts';
import { PacketStream } from './wire/packet-stream.ts';

const schema: Schema = {
  columns: [
    { name: 'id', type: types.int32, isNullable: true },
    { name: 'text', type: { kind: 'utf8', maxLength: 100 }, isNullable: true },
    { name: 'moment', type: types.timestamp, isNullable: true },
  ],
};

const definition = (name: string, wireType: number): ColumnDefinition => ({
  name,
  wireType,
  flags: 0,
  charset: 45,
  length: 400,
  decimals: 0,
});
const definitions = [definition('id', 3), definition('text', 253), definition('moment', 12)];

const frame = (...bytes: readonly number[]): number[] => [bytes.length, bytes.length >> 8, 0, 0, ...bytes];

/** Rows as a server sends them: 1, 'ab', 2024-02-29 01:02:03; 2, NULL, a zero date; NULL, 'c', NULL; the end. */
const recorded = Uint8Array.from([
  ...frame(0, 0, 1, 0, 0, 0, 2, 97, 98, 7, 0xe8, 0x07, 2, 29, 1, 2, 3),
  ...frame(0, 0b1000, 2, 0, 0, 0, 0),
  ...frame(0, 0b10100, 1, 99),
  ...frame(0xfe, 0, 0, 2, 0),
]);

/** A client that has executed a statement, with bytes coming in chunks. */
function clientOf(bytes: Uint8Array, chunkBytes: number): Client {
  let at = 0;
  const packets = new PacketStream({ next: () => Promise.resolve(bytes.slice(at, (at += chunkBytes))) });
  const client = {
    packets,
    prepare: () => Promise.resolve({ id: 1, parameterCount: 0, columns: definitions }),
    execute: () => Promise.resolve(definitions),
    endOfRows: (packet: Cursor) => expect(packet.head).toBe(0xfe),
    finishResults: () => Promise.resolve(),
    closeStatement: () => undefined,
  };
  return client as unknown as Client;
}

test.each([1, 2, 3, 7, 19, 1_000])('decodes rows that come in chunks of %i bytes', async (chunkBytes) => {
  const request = { sql: '', parameters: [], schema, origin: 't', batchRows: 10, batchBytes: 1_000 };
  const progress = { isFinished: false };
  const rows: unknown[] = [];
  for await (const batch of readRows(clientOf(recorded, chunkBytes), request, { zeroDates: 'reject', progress })) {
    for (let row = 0; row < batch.rowCount; row++)
      rows.push([batch.ordinalOf(row), ...batch.columns.map((column) => getCell(column, row))]);
    rows.push(...batch.rejected.map(({ ordinal, column, values }) => ({ ordinal, column, values })));
  }
  expect(rows).toEqual([
    [0, 1, 'ab', '2024-02-29 01:02:03'],
    [2, null, 'c', null],
    { ordinal: 1, column: 2, values: [2, null, '0000-00-00'] },
  ]);
  expect(progress.isFinished).toBe(true);
});
