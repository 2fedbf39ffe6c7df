/** A connector over rows in memory, right in everything unless told otherwise: the kit is tried on it. */
import {
  SluiceError,
  defineConnector,
  getCell,
  text,
  type Batch,
  type CellValue,
  type Connector,
  type Reader,
  type ReadTask,
  type Rejection,
  type Schema,
  type Split,
  type TaskWriter,
  type Writer,
} from '@sluice/core';
import { batchOf, rowsOf, type Rows } from '../rows.ts';
import type { Subject, Target } from './subject.ts';

/** Ways in which the connector can be wrong. */
export type Fault =
  | 'loses-a-row-between-splits'
  | 'reuses-the-batch-at-once'
  | 'ignores-cancel'
  | 'ignores-batch-rows'
  | 'splits-anew-on-resume'
  | 'keeps-aborted-rows'
  | 'counts-refused-rows'
  | 'names-the-wrong-refused-row'
  | 'keeps-the-batch'
  | 'cuts-texts'
  | 'hides-missing-tables';

interface Table {
  readonly schema: Schema;
  rows: Rows;
}

/** A subject for the kit around the connector, with the given faults. */
export function memorySubject(...faults: readonly Fault[]): Subject {
  const tables = new Map<string, Table>();
  const has = (fault: Fault): boolean => faults.includes(fault);
  const create = (schema: Schema, rows: Rows): string => {
    const name = `t${tables.size}`;
    tables.set(name, { schema, rows });
    return name;
  };
  return {
    connector: memoryConnector(tables, has),
    reader: {
      create: async (schema, rows) => ({ table: create(schema, rows) }),
      missing: async () => ({ table: 'nowhere' }),
    },
    writer: {
      refusesDuplicates: true,
      roundTrips: true,
      missing: async () => ({ table: 'nowhere' }),
      create: async (schema): Promise<Target> => {
        const table = create(schema, []);
        return { parameter: { table }, readerParameter: { table }, rows: async () => tables.get(table)?.rows ?? [] };
      },
    },
    explorer: { connection: async () => ({}), table: async () => create(namesOnly, []) },
  };
}

const namesOnly: Schema = {
  columns: ['id', 'name'].map((name) => ({ name, type: { kind: 'utf8' }, isNullable: true })),
};

type Has = (fault: Fault) => boolean;

function memoryConnector(tables: Map<string, Table>, has: Has): Connector {
  const find = (name: string): Table => {
    const table = tables.get(name) ?? (has('hides-missing-tables') ? { schema: { columns: [] }, rows: [] } : undefined);
    if (table === undefined)
      throw new SluiceError({ code: 'MEMORY_NO_TABLE', kind: 'config', message: `No table ${name}` });
    return table;
  };
  return defineConnector({
    name: 'memory',
    title: 'Memory',
    summary: 'Rows in memory.',
    connection: {},
    provenOn: [],
    reader: {
      fields: { table: text({ title: 'Table' }) },
      template: {},
      capabilities: { canSplit: true, hasSnapshot: true, canDistribute: true },
      open: async ({ table }) => memoryReader(find(table), has),
    },
    writer: {
      fields: { table: text({ title: 'Table' }) },
      template: {},
      capabilities: { isTransactional: true, canConfirmCommit: true, canWriteInParallel: true },
      open: async ({ table }) => memoryWriter(find(table), has),
    },
    explore: async () => ({
      test: async () => [{ step: 'open', ok: true, detail: 'memory', ms: 0 }],
      listTables: async ({ pattern = '', limit = Infinity } = {}) =>
        [...tables.keys()]
          .filter((name) => name.includes(pattern))
          .slice(0, limit)
          .map((name) => ({ name, kind: 'table' as const })),
      describeTable: async (name) => ({
        name,
        kind: 'table',
        schema: find(name).schema,
        primaryKey: [],
        uniqueKeys: [],
      }),
      close: async () => {},
    }),
  });
}

function memoryReader({ schema, rows }: Table, has: Has): Reader {
  return {
    describe: async () => schema,
    plan: async ({ channels, keep }) => {
      const kept = has('splits-anew-on-resume') ? undefined : keep;
      return { schema, splits: kept ?? cut(rows.length, channels, has), shared: null, notes: [] };
    },
    read: (task) => readRows(rows, schema, task, has),
    close: async () => {},
  };
}

function cut(count: number, channels: number, has: Has): readonly Split[] {
  const size = Math.max(1, Math.ceil(count / channels));
  const lost = has('loses-a-row-between-splits') ? 1 : 0;
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, index) => index * size);
  return starts.map((from) => {
    const to = Math.min(from + size, count) - (from + size < count ? lost : 0);
    return { label: `${from} to ${to}`, json: [from, to] };
  });
}

async function* readRows(rows: Rows, schema: Schema, task: ReadTask, has: Has): AsyncGenerator<Batch> {
  const [from, to] = task.split.json as [number, number];
  const size = has('ignores-batch-rows')
    ? Infinity
    : Math.min(task.batchRows, Math.max(1, Math.floor(task.batchBytes / 21_000)));
  let before: Batch | undefined;
  for (let start = from; start < to; start += size) {
    if (!has('ignores-cancel')) task.signal.throwIfAborted();
    if (has('reuses-the-batch-at-once') && before !== undefined) before.columns[1]?.bytes.fill(63);
    before = batchOf(schema, rows.slice(start, Math.min(start + size, to)));
    before.firstOrdinal = start - from;
    yield before;
  }
}

function memoryWriter(table: Table, has: Has): Writer {
  const committed = new Set<string>();
  return {
    inspect: async () => ({ actions: [], warnings: [], isDestructive: false }),
    prepare: async () => ({ wanted: table.schema, shared: null, notes: [] }),
    openTask: async ({ taskId }) => memoryTask(table, has, () => committed.add(taskId), taskId),
    committed: async (token) => committed.has(String(token)),
    countRows: async () => table.rows.length,
    finish: async () => {},
    close: async () => {},
  };
}

function memoryTask(table: Table, has: Has, confirm: () => void, taskId: string): TaskWriter {
  const pending: CellValue[][] = [];
  const batches: Batch[] = [];
  const ids = new Set<string>();
  const add = (batch: Batch): Rejection[] => {
    const refused: Rejection[] = [];
    rowsOf(batch).forEach((cells, row) => {
      const id = String(getCell(batch.columns[0] as never, row));
      if (ids.has(id))
        refused.push({ row: has('names-the-wrong-refused-row') ? 0 : row, code: 'DUPLICATE_KEY', reason: id });
      else pending.push(has('cuts-texts') ? cells.map(cutText) : cells);
      ids.add(id);
    });
    return refused;
  };
  const land = (): void => {
    for (const batch of batches) pending.push(...rowsOf(batch));
    table.rows = [...table.rows, ...pending];
  };
  let sent = 0;
  return {
    write: async (batch) => {
      sent += batch.rowCount;
      if (!has('keeps-the-batch')) return add(batch);
      batches.push(batch);
      return [];
    },
    commitToken: async () => taskId,
    commit: async () => {
      land();
      confirm();
      return { rowsWritten: has('counts-refused-rows') ? sent : pending.length };
    },
    abort: async () => {
      if (has('keeps-aborted-rows')) land();
    },
  };
}

function cutText(cell: CellValue): CellValue {
  return typeof cell === 'string' ? cell.slice(0, 20) : cell;
}
