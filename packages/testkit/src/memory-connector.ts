import type { Batch, Connector, Rejection, Schema, Split, TaskWriter } from '@sluice/core';
import { BatchRing, count, defineConnector, defineErrors, setCell, taskErrors, types } from '@sluice/core';

const errors = defineErrors('memory', {
  connectionLost: {
    message: () => 'The connection was lost.',
    kind: 'environment',
    retryable: true,
  },
});

/** A store in memory that tests of the engine read from and write to, and can break on purpose. */
export interface MemoryStore {
  readonly connector: Connector;
  /** Ids of committed rows, in commit order. */
  readonly committed: number[];
  /** What happened, in order: `prepare`, `commit 0000`, `abort 0001`, `finish`. */
  readonly events: string[];
  /** Ids that the target refuses: in fast mode by failing the attempt, in isolating mode one by one. */
  readonly refused: Set<number>;
  /** Called before each batch is delivered; may throw or wait. */
  onRead: (splitIndex: number, firstId: number) => Promise<void> | void;
  /** Called before each commit; may throw. */
  onCommit: (taskId: string) => Promise<void> | void;
  /** Called before a question about a commit is answered; may throw. */
  onQuestion: () => Promise<void> | void;
  /** Tokens of the attempts that were committed, also those whose commit failed for the caller. */
  readonly tokens: Set<string>;
  /** False: it cannot tell later whether an attempt was committed. */
  tellsCommits: boolean;
  /** Its rows are said to be known by a key. */
  isRepeatable: boolean;
  readonly lost: () => Error;
}

export const memorySchema: Schema = {
  columns: [
    { name: 'id', type: types.int64, isNullable: false },
    { name: 'name', type: types.utf8, isNullable: true },
  ],
};

/**
 * Reader options: `rows` in total, over `splits`, `dirtyEvery` n-th row unreadable (0: none).
 */
export function memoryStore(): MemoryStore {
  const committed: number[] = [];
  const events: string[] = [];
  const refused = new Set<number>();
  const tokens = new Set<string>();
  const store: MemoryStore = {
    committed,
    events,
    refused,
    tokens,
    tellsCommits: true,
    isRepeatable: false,
    onRead: () => undefined,
    onCommit: () => undefined,
    onQuestion: () => undefined,
    lost: () => errors.connectionLost(),
    connector: defineConnector({
      name: 'memory',
      title: 'Memory',
      summary: 'Rows in memory, for tests.',
      connection: {},
      provenOn: ['itself'],
      reader: {
        fields: {
          rows: count({ title: 'Rows' }),
          splits: count({ title: 'Splits' }).default(1),
          dirtyEvery: count({ title: 'Every n-th row is unreadable' }).default(0),
        },
        capabilities: { canSplit: true, hasSnapshot: true, canDistribute: false },
        template: { rows: 10 },
        open: async ({ rows, splits, dirtyEvery }) => ({
          describe: async () => memorySchema,
          plan: async ({ keep }) => {
            const all = Array.from({ length: splits }, (_, index): Split => {
              const from = Math.floor((rows * index) / splits);
              const to = Math.floor((rows * (index + 1)) / splits);
              return { label: `[${from}, ${to})`, json: { index, from, to }, estimatedRows: to - from };
            });
            return { schema: memorySchema, splits: keep ?? all, shared: null, notes: [] };
          },
          read: ({ split, batchRows, signal }) =>
            readRows(split.json as { index: number; from: number; to: number }, batchRows, dirtyEvery, signal, store),
          close: async () => {
            events.push('reader closed');
          },
        }),
      },
      writer: {
        fields: {},
        capabilities: {
          isTransactional: true,
          canConfirmCommit: true,
          canWriteInParallel: true,
        },
        template: {},
        open: async () => ({
          inspect: async (schema) => ({
            wanted: schema,
            actions: ['keep rows in memory'],
            warnings: [],
            isDestructive: false,
          }),
          prepare: async (schema, resumed) => {
            events.push(resumed === undefined ? 'prepare' : 'prepare again');
            const { isRepeatable } = store;
            return { wanted: schema, shared: { prepared: true }, notes: [], isRepeatable };
          },
          openTask: async ({ taskId, isolate }) => openTask(store, taskId, isolate),
          committed: async (token) => {
            await store.onQuestion();
            return tokens.has(String(token));
          },
          countRows: async () => committed.length,
          finish: async () => {
            events.push('finish');
          },
          cancel: async () => {
            events.push('cancel');
          },
          close: async () => {
            events.push('writer closed');
          },
        }),
      },
    }),
  };
  return store;
}

async function* readRows(
  range: { index: number; from: number; to: number },
  batchRows: number,
  dirtyEvery: number,
  signal: AbortSignal,
  store: MemoryStore,
): AsyncGenerator<Batch> {
  const ring = new BatchRing(memorySchema, batchRows);
  for (let from = range.from; from < range.to; from += batchRows) {
    await store.onRead(range.index, from);
    signal.throwIfAborted();
    const batch = ring.next();
    const ordinals: number[] = [];
    for (let id = from; id < Math.min(from + batchRows, range.to); id++) {
      const ordinal = id - range.from;
      if (dirtyEvery > 0 && id % dirtyEvery === 0) {
        batch.rejected.push({ ordinal, column: 1, code: 'MALFORMED', reason: 'unreadable', raw: `row ${id}` });
        continue;
      }
      setCell(batch.columns[0]!, batch.rowCount, BigInt(id));
      setCell(batch.columns[1]!, batch.rowCount, `name ${id}`);
      ordinals.push(ordinal);
      batch.rowCount++;
    }
    batch.ordinals = Float64Array.from(ordinals);
    batch.origin = 'memory';
    yield batch;
  }
}

function openTask(store: MemoryStore, taskId: string, isolate: boolean): TaskWriter {
  const pending: number[] = [];
  const token = `${taskId}/${store.events.length}`;
  return {
    async write(batch) {
      const rejections: Rejection[] = [];
      const words = batch.columns[0]!.values as Int32Array;
      for (let row = 0; row < batch.rowCount; row++) {
        const id = words[row * 2] as number;
        if (!store.refused.has(id)) pending.push(id);
        else if (isolate) rejections.push({ row, column: 0, code: 'DUPLICATE_KEY', reason: `key ${id} exists` });
        else throw taskErrors.needsIsolation({ reason: 'a key exists' });
      }
      return rejections;
    },
    ...(store.tellsCommits ? { commitToken: async () => token } : {}),
    async commit() {
      await store.onCommit(taskId);
      store.tokens.add(token);
      store.committed.push(...pending);
      store.events.push(`commit ${taskId}`);
      return { rowsWritten: pending.length };
    },
    async abort() {
      store.events.push(`abort ${taskId}`);
    },
  };
}
