/** Lists of plain values and vectors as lists; their lengths in one stream, their items in streams of their own. */
import { Column, type Type, types } from '@sluice/core';
import { itemsTaker, type ListItems } from '../../parquet/write/lists.ts';
import { encodings, streamKinds, typeKinds } from '../messages.ts';
import { IntRunsOut } from './int-runs.ts';
import { type FinishedType, type NodeWriter, PresenceOut, type TypeMessage } from './node.ts';
import { OutStream, type StreamSetup } from './out-stream.ts';

/** @param type of the items. */
export function listWriter(type: Type, items: NodeWriter, setup: StreamSetup): NodeWriter {
  const list = new ListOut(items, setup);
  const takeItems = itemsTaker(type);
  let taken: ListItems = { items: new Column(type, 0), starts: new Int32Array(1) };
  let firstRow = 0;
  return list.node({
    prepare(column, from, to, reject) {
      firstRow = from;
      taken = takeItems(column, from, to, reject);
      const { starts } = taken;
      items.prepare(taken.items, 0, starts[to - from] as number, (at, code, reason) =>
        reject(from + ownerOf(starts, to - from, at), code, reason),
      );
    },
    add(column, from, to) {
      const { starts } = taken;
      for (let row = from; row < to; row++) {
        if (column.isNull(row)) continue;
        list.addLength((starts[row - firstRow + 1] as number) - (starts[row - firstRow] as number));
      }
      list.addRows(column, from, to);
      items.add(taken.items, starts[from - firstRow] as number, starts[to - firstRow] as number);
    },
  });
}

/** @param items takes floats. */
export function vectorWriter(size: number, items: NodeWriter, setup: StreamSetup): NodeWriter {
  const list = new ListOut(items, setup);
  const floats = new Column(types.float32, 0);
  return list.node({
    prepare: () => undefined,
    add(column, from, to) {
      list.addRows(column, from, to);
      floats.values = column.values;
      floats.capacity = column.values.length;
      for (let row = from; row < to; row++) {
        if (column.isNull(row)) continue;
        list.addLength(size);
        items.add(floats, row * size, (row + 1) * size);
      }
    },
  });
}

/** The list around its items. */
class ListOut {
  readonly #presence: PresenceOut;
  readonly #lengths: OutStream;
  readonly #runs: IntRunsOut;
  readonly #items: NodeWriter;
  readonly #types: readonly TypeMessage[];

  constructor(items: NodeWriter, setup: StreamSetup) {
    this.#presence = new PresenceOut(setup);
    this.#lengths = new OutStream(setup);
    this.#runs = new IntRunsOut(this.#lengths, false);
    this.#items = items;
    this.#types = [{ kind: typeKinds.indexOf('list') }, ...items.types];
  }

  node(work: Pick<NodeWriter, 'prepare' | 'add'>): NodeWriter {
    const heldBytes = (): number => this.#presence.heldBytes + this.#lengths.heldBytes + this.#items.heldBytes;
    return {
      types: this.#types,
      get heldBytes() {
        return heldBytes();
      },
      prepare: work.prepare,
      add: work.add,
      finish: () => this.#finish(),
    };
  }

  addLength(length: number): void {
    this.#runs.addNumber(length);
  }

  addRows(column: Column, from: number, to: number): void {
    let count = 0;
    for (let row = from; row < to; row++) if (!column.isNull(row)) count++;
    this.#presence.add(column, from, to, count);
  }

  #finish(): readonly FinishedType[] {
    const { streams, counts } = this.#presence.finish();
    this.#runs.flush();
    const lengths = { kind: streamKinds.length, bytes: this.#lengths.finish() };
    const own = { encoding: { kind: encodings.directV2 }, streams: [...streams, lengths], statistics: counts };
    return [own, ...this.#items.finish()];
  }
}

/** The row that item number `at` belongs to, counted from the first one. */
function ownerOf(starts: Int32Array, rowCount: number, at: number): number {
  let low = 0;
  let high = rowCount;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return low;
}
