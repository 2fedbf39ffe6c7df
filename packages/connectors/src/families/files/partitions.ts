/** Folders `key=value`, into which rows are written by the values of their columns, as Hive lays them out. */
import {
  Batch,
  compileFormatter,
  selectRows,
  type Column,
  type CompiledFormatter,
  type Rejection,
  type Schema,
  type TextOptions,
} from '@sluice/core';
import { fileErrors } from './errors.ts';
import { nullPartition } from './file-facts.ts';

/** Rows of a batch that go into one folder, without the columns that its name tells. */
export interface PartitionRows {
  /** One per partition column, outermost first: `dt=2026-11-20`. */
  readonly folders: readonly string[];
  readonly batch: Batch;
  /** For each row its row in the whole batch. Absent: the same. */
  readonly rows?: Int32Array;
}

/** Folders that are remembered by the values they stand for. */
const mostKnown = 10_000;
/** No file system takes longer names. */
const mostFolderBytes = 255;

interface PartitionColumn {
  readonly index: number;
  readonly name: string;
  readonly formatter: CompiledFormatter;
}

interface Place {
  readonly folders: readonly string[];
  /** Why no folder can be named like this, and which column's value it is. */
  readonly problem?: Omit<Rejection, 'row'>;
}

export class Partitions {
  /** Columns of the files. */
  readonly schema: Schema;
  readonly #columns: readonly PartitionColumn[];
  readonly #kept: readonly number[];
  readonly #maxBytes: number;
  readonly #known = new Map<string, Place>();
  #key = Buffer.alloc(256);
  #keyLength = 0;

  /**
   * Throws `FILES_BAD_PARTITION`.
   *
   * @param maxBytes most that the names of the folders of a file may take together.
   */
  constructor(schema: Schema, names: readonly string[], textOptions: TextOptions, maxBytes: number) {
    this.#columns = names.map((name) => partitionColumn(schema, name, textOptions));
    const taken = new Set(this.#columns.map(({ index }) => index));
    if (taken.size < names.length) throw fileErrors.badPartition({ problem: 'a column is named twice' });
    this.#kept = schema.columns.map((_, index) => index).filter((index) => !taken.has(index));
    if (this.#kept.length === 0) throw fileErrors.badPartition({ problem: 'no column is left for the files' });
    this.schema = { columns: this.#kept.map((index) => schema.columns[index] as Schema['columns'][number]) };
    this.#maxBytes = maxBytes;
  }

  /** The rows by folder, in the order of their first rows. Those that no folder can be named for are rejected. */
  split(batch: Batch, rejections: Rejection[]): readonly PartitionRows[] {
    const found = new Map<Place, number[]>();
    let last: { readonly key: Buffer; readonly rows: number[] } | undefined;
    for (let row = 0; row < batch.rowCount; row++) {
      this.#readKey(batch, row);
      if (last !== undefined && this.#key.compare(last.key, 0, last.key.length, 0, this.#keyLength) === 0) {
        last.rows.push(row);
        continue;
      }
      const key = Buffer.from(this.#key.subarray(0, this.#keyLength));
      const place = this.#placeOf(key);
      const rows = found.get(place) ?? [];
      rows.push(row);
      found.set(place, rows);
      last = { key, rows };
    }
    return [...found].flatMap(([place, rows]) => this.#rowsOf(place, rows, batch, rejections));
  }

  #rowsOf(
    { folders, problem }: Place,
    rows: readonly number[],
    batch: Batch,
    rejections: Rejection[],
  ): readonly PartitionRows[] {
    if (problem !== undefined) {
      for (const row of rows) rejections.push({ row, ...problem });
      return [];
    }
    const columns = this.#kept.map((index) => batch.columns[index] as Column);
    const all = new Batch(this.schema, columns);
    all.rowCount = batch.rowCount;
    if (rows.length === batch.rowCount) return [{ folders, batch: all }];
    const selected = Int32Array.from(rows);
    return [{ folders, batch: selectRows(all, selected), rows: selected }];
  }

  /** Null or text of each partition column, with its length. */
  #readKey(batch: Batch, row: number): void {
    let at = 0;
    for (const { index, formatter } of this.#columns) {
      const column = batch.columns[index] as Column;
      const isNull = column.isNull(row);
      const size = isNull ? 0 : formatter.maxBytes(column, row);
      if (at + size + 5 > this.#key.length) this.#key = Buffer.concat([this.#key], (at + size + 5) * 2);
      const end = isNull ? at + 4 : formatter.format(column, row, this.#key, at + 4);
      this.#key.writeInt32LE(isNull ? -1 : end - at - 4, at);
      at = end;
    }
    this.#keyLength = at;
  }

  #placeOf(key: Buffer): Place {
    const name = key.toString('latin1');
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const place = this.#newPlace(key);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(name, place);
    return place;
  }

  #newPlace(key: Buffer): Place {
    const folders: string[] = [];
    let at = 0;
    for (const { index, name } of this.#columns) {
      const length = key.readInt32LE(at);
      const value = length < 0 ? null : key.toString('utf8', at + 4, at + 4 + length);
      at += 4 + Math.max(length, 0);
      if (value === '' || value === nullPartition)
        return badPlace(index, 'NO_PARTITION', `${JSON.stringify(value)} would be read back as null from a folder.`);
      const folder = `${escaped(name)}=${value === null ? nullPartition : escaped(value)}`;
      folders.push(folder);
      if (Buffer.byteLength(folder) > mostFolderBytes || Buffer.byteLength(folders.join()) > this.#maxBytes)
        return badPlace(index, 'PARTITION_TOO_LONG', 'The value is too long for the name of a folder.');
    }
    return { folders };
  }
}

function badPlace(column: number, code: string, reason: string): Place {
  return { folders: [], problem: { column, code, reason } };
}

const foldable = new Set(['bool', 'int8', 'int16', 'int32', 'int64', 'uint64', 'decimal', 'utf8', 'date', 'timestamp']);

function partitionColumn(schema: Schema, name: string, textOptions: TextOptions): PartitionColumn {
  const index = schema.columns.findIndex((column) => column.name === name);
  const column = schema.columns[index];
  if (column === undefined) {
    const names = schema.columns.map((each) => each.name).join(', ');
    throw fileErrors.badPartition({ problem: `there is no column "${name}" among ${names}` });
  }
  if (!foldable.has(column.type.kind))
    throw fileErrors.badPartition({ problem: `values of "${name}" (${column.type.kind}) cannot name a folder` });
  return { index, name, formatter: compileFormatter(column.type, textOptions) };
}

/** What cannot stand in the name of a folder, or means something in patterns and in our own hidden names, by its code. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what it is about
  return text.replaceAll(/[\u0000-\u001f\u007f"#%'*/:=?@\\{}[\]^]/g, (found) => {
    return `%${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
