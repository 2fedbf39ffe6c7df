import type { Layout, Type } from './types.ts';
import { layoutOf } from './types.ts';

export type FixedValues = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/**
 * Cells of one column of a batch, in Arrow memory layout.
 *
 * The fields are public because generated code works on them directly; `../data/cell.ts` gives the comfortable,
 * slow access to single cells. The buffers are reused: `clear()` starts the next batch in the same memory.
 */
export class Column {
  readonly type: Type;
  readonly layout: Layout;
  /** Elements of `values` per row: 2 for words, `size` for vectors, 0 for bytes, 1 otherwise. */
  readonly width: number;
  /** Rows that fit into the fixed buffers. */
  capacity: number;
  /** Bit `row & 7` of byte `row >> 3` is 1 when the cell is not null. Only meaningful when `nullCount` > 0. */
  validity: Uint8Array;
  nullCount = 0;
  /** Fixed layouts only; empty for `bytes`. */
  values: FixedValues;
  /** Layout `bytes` only: cell i lies in `bytes` from `offsets[i]` to `offsets[i + 1]`. A null cell is empty. */
  offsets: Int32Array;
  bytes: Uint8Array;

  constructor(type: Type, capacity: number) {
    this.type = type;
    this.layout = layoutOf(type);
    this.width = widthOf(type, this.layout);
    this.capacity = capacity;
    this.validity = new Uint8Array((capacity + 7) >> 3).fill(255);
    this.values = allocate(this.layout, capacity * this.width);
    this.offsets = new Int32Array(this.layout === 'bytes' ? capacity + 1 : 0);
    this.bytes = new Uint8Array(this.layout === 'bytes' ? Math.max(capacity * 16, 64) : 0);
  }

  /** Forgets all cells; keeps the memory. */
  clear(): void {
    if (this.nullCount > 0) this.validity.fill(255);
    this.nullCount = 0;
  }

  /** Marks a cell null. In layout `bytes` the caller also sets `offsets[row + 1] = offsets[row]`. */
  setNull(row: number): void {
    const mask = 1 << (row & 7);
    const index = row >> 3;
    if (((this.validity[index] as number) & mask) === 0) return;
    this.validity[index] = (this.validity[index] as number) & ~mask;
    this.nullCount++;
  }

  /** Takes back `setNull`, for a row that is given up half-way. */
  clearNull(row: number): void {
    if (!this.isNull(row)) return;
    this.validity[row >> 3] = (this.validity[row >> 3] as number) | (1 << (row & 7));
    this.nullCount--;
  }

  isNull(row: number): boolean {
    return this.nullCount > 0 && ((this.validity[row >> 3] as number) & (1 << (row & 7))) === 0;
  }

  /** Makes room for `rows` rows, keeping the cells. */
  reserveRows(rows: number): void {
    if (rows <= this.capacity) return;
    const capacity = Math.max(rows, this.capacity * 2);
    const validity = new Uint8Array((capacity + 7) >> 3).fill(255);
    validity.set(this.validity);
    this.validity = validity;
    if (this.layout === 'bytes') {
      const offsets = new Int32Array(capacity + 1);
      offsets.set(this.offsets);
      this.offsets = offsets;
    } else {
      const values = allocate(this.layout, capacity * this.width);
      values.set(this.values as never);
      this.values = values;
    }
    this.capacity = capacity;
  }

  /** Makes room for `size` bytes in total in `bytes`, keeping its content. Callers reload `column.bytes` afterwards. */
  reserveBytes(size: number): void {
    if (size <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.max(size, this.bytes.length * 2));
    bytes.set(this.bytes);
    this.bytes = bytes;
  }

  /** Bytes that the first `rows` cells take in memory, without spare room. */
  byteLength(rows: number): number {
    if (this.layout === 'bytes') return rows * 4 + (this.offsets[rows] as number);
    return rows * this.width * this.values.BYTES_PER_ELEMENT;
  }
}

function widthOf(type: Type, layout: Layout): number {
  if (type.kind === 'vector') return type.size;
  if (layout === 'words') return 2;
  return layout === 'bytes' ? 0 : 1;
}

function allocate(layout: Layout, length: number): FixedValues {
  switch (layout) {
    case 'u8':
      return new Uint8Array(length);
    case 'i8':
      return new Int8Array(length);
    case 'i16':
      return new Int16Array(length);
    case 'i32':
    case 'words':
      return new Int32Array(length);
    case 'f32':
    case 'vector':
      return new Float32Array(length);
    case 'f64':
      return new Float64Array(length);
    case 'bytes':
      return new Uint8Array(0);
  }
}
