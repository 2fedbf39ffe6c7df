/** `node benches/duckdb.ts SQL`: runs one statement in DuckDB with two threads; the peer of routes that end in Parquet. */
import { DuckDBInstance } from '@duckdb/node-api';

const [sql = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
await connection.run(sql);
connection.closeSync();
