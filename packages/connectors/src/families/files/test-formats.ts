/** Every format as the conformance kit tries it, on whatever storage. */
import type { Connector, Parameter, Schema } from '@sluice/core';
import { batchOf, type Rows, type Subject } from '@sluice/testkit';
import type { FormatName } from './formats/names.ts';
import { readRows, writeRows } from './object-store/test-rows.ts';

export interface TriedStorage {
  readonly connector: Connector;
  /** An empty place of its own. */
  newPlace(): Promise<TriedPlace>;
  /** Of a reader of a path where nothing is. */
  readonly missing?: Parameter;
}

export interface TriedPlace {
  /** Who writes files into it whose names begin with `rows`; the storage itself where it can. */
  readonly writer: { readonly connector: Connector; readonly parameter: Parameter };
  /** Parameters of a reader of these files. */
  reading(): Promise<Parameter>;
}

export interface TriedFormat {
  readonly name: FormatName;
  /** What it needs to keep every value: text has null and bytes only by agreement. */
  readonly options: Parameter;
  readonly waivers: Readonly<Record<string, string>>;
}

const awkward = 'nulls, empty, long and awkward texts arrive as they are';

function waived(reason: string): Readonly<Record<string, string>> {
  return { [`reader: ${awkward}`]: reason, [`writer: ${awkward}`]: reason };
}

export const triedFormats: readonly TriedFormat[] = [
  { name: 'csv', options: { nullFormat: '' }, waivers: {} },
  {
    name: 'text',
    options: { nullFormat: String.raw`\N`, fieldDelimiter: '\u0001' },
    waivers: waived('text has no quotes, so a value with a line break is rejected'),
  },
  { name: 'jsonl', options: {}, waivers: {} },
  { name: 'json', options: {}, waivers: {} },
  { name: 'parquet', options: {}, waivers: {} },
  { name: 'orc', options: {}, waivers: {} },
  { name: 'avro', options: {}, waivers: {} },
  {
    name: 'excel',
    options: {},
    waivers: waived('a cell of Excel holds at most 32,767 characters; longer texts are rejected'),
  },
];

/** What the conformance kit needs to know of a storage with a format on it. */
export function formatSubject(storage: TriedStorage, format: TriedFormat): Subject {
  const { connector, missing } = storage;
  const { name: fileFormat, options, waivers } = format;
  const reading = { fileFormat, byteEncoding: 'base64', allowEmpty: true, ...options };
  const writing = { fileFormat, ...options };
  const columns = (schema: Schema) => schema.columns.map(({ name }, index) => ({ index, name }));
  const reader: Subject['reader'] = {
    async create(schema, rows) {
      const place = await storage.newPlace();
      const half = Math.ceil(rows.length / 2);
      await writeRows(place.writer.connector, { ...place.writer.parameter, ...writing }, [
        [batchOf(schema, rows.slice(0, half))],
        [batchOf(schema, rows.slice(half))],
      ]);
      const column = columns(schema).map((each, index) => ({ ...each, type: index === 0 ? 'int64' : 'utf8' }));
      return { ...(await place.reading()), column, minSplitBytes: 200, ...reading };
    },
    ...(missing === undefined
      ? {}
      : { missing: async () => ({ ...missing, column: [{ index: 0, type: 'string' }], fileFormat }) }),
  };
  if (connector.writer === undefined) {
    const own = Object.entries(waivers).filter(([check]) => check.startsWith('reader:'));
    return { connector, waivers: Object.fromEntries(own), reader };
  }
  const writer: Subject['writer'] = {
    async create(schema) {
      const place = await storage.newPlace();
      const readerParameter = { ...(await place.reading()), column: columns(schema), ...reading };
      return {
        parameter: { ...place.writer.parameter, writeMode: 'append', ...writing },
        readerParameter,
        rows: (): Promise<Rows> => readRows(connector, readerParameter, schema),
      };
    },
    refusesDuplicates: false,
    roundTrips: true,
  };
  return { connector, waivers, reader, writer };
}
