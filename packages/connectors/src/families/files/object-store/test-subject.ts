/** What the conformance kit needs to know of a connector over an object store. */
import { types, type Connector, type Parameter, type Schema } from '@sluice/core';
import { batchOf, type Rows, type Subject } from '@sluice/testkit';
import { readRows, writeRows } from './test-rows.ts';

export interface StoreSubject {
  /** Values of the connection to a new empty bucket. */
  readonly newBucket: () => Promise<Parameter>;
  /** One that lasts. Default: a new one, which lasts. */
  readonly shared?: Parameter;
  /** Changes that make a connection bad. */
  readonly refused: Parameter;
  /** Changes that lead to a bucket which does not exist. */
  readonly elsewhere: Parameter;
}

const plain: Schema = {
  columns: ['id', 'name'].map((name) => ({ name, type: types.utf8, isNullable: true })),
};
const exact = { nullFormat: '', byteEncoding: 'base64' };

export function storeSubject(
  connector: Connector,
  { newBucket, refused, elsewhere, ...lasting }: StoreSubject,
): Subject {
  let bucket = lasting.shared === undefined ? undefined : Promise.resolve(lasting.shared);
  const shared = (): Promise<Parameter> => (bucket ??= newBucket());
  const columns = (schema: Schema) => schema.columns.map(({ name }, index) => ({ index, name }));
  return {
    connector,
    reader: {
      async create(schema, rows) {
        const connection = await newBucket();
        const half = Math.ceil(rows.length / 2);
        await writeRows(connector, { ...connection, object: 'in/rows', nullFormat: '' }, [
          [batchOf(schema, rows.slice(0, half))],
          [batchOf(schema, rows.slice(half))],
        ]);
        const column = schema.columns.map(({ name }, index) => ({ index, name, type: index === 0 ? 'int64' : 'utf8' }));
        return { ...connection, object: 'in/*', column, minSplitBytes: 200, ...exact };
      },
      missing: async () => ({ ...(await shared()), object: 'nowhere/*.csv', column: [{ index: 0, type: 'string' }] }),
    },
    writer: {
      async create(schema) {
        const connection = await newBucket();
        const reading = { ...connection, object: 'out/rows*.csv', column: columns(schema), allowEmpty: true, ...exact };
        return {
          parameter: { ...connection, object: 'out/rows', writeMode: 'append' },
          rows: (): Promise<Rows> => readRows(connector, reading, schema),
        };
      },
      missing: async () => ({ ...(await shared()), ...elsewhere, object: 'out/rows' }),
      refusesDuplicates: false,
    },
    explorer: {
      connection: shared,
      table: async () => {
        const object = `tables/t${Math.random().toString(36).slice(2)}.csv`;
        const parameter = { ...(await shared()), object, writeSingleObject: true, header: true };
        await writeRows(connector, parameter, [[batchOf(plain, [['1', 'one']])]]);
        return object;
      },
      refused: async () => ({ ...(await shared()), ...refused }),
    },
  };
}
