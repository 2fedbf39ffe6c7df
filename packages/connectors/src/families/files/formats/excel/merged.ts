/** Merged cells, which keep their value in the upper left one. */
import type { Parts } from './parts.ts';
import { cellKinds, type SheetRow } from './sheet-rows.ts';
import { parseRange, type CellRange } from './options.ts';
import { tokens } from './xml-scanner.ts';

type Merge = Required<CellRange> & { readonly right: number };

/** Merges of a sheet, which come after its rows. */
export async function readMerges(parts: Parts, part: string): Promise<readonly Merge[]> {
  const merges: Merge[] = [];
  await parts.visit(part, (xml, token) => {
    if (token !== tokens.open || !xml.isNamed('mergeCell')) return;
    const range = parseRange(xml.attributes().get('ref') ?? '');
    if (range.right !== undefined) merges.push({ ...range, right: range.right });
  });
  return merges.sort((one, other) => one.top - other.top);
}

interface Captured {
  readonly merge: Merge;
  readonly kind: number;
  readonly style: number;
  /** Number of a shared text. */
  readonly start: number;
  readonly text: Buffer;
}

/** Puts the value of merged cells into all of them, row after row. */
export class MergeFiller {
  readonly #merges: readonly Merge[];
  #next = 0;
  #active: Captured[] = [];

  constructor(merges: readonly Merge[]) {
    this.#merges = merges;
  }

  fill(row: SheetRow): void {
    for (let merge = this.#merges[this.#next]; merge !== undefined && merge.top <= row.number;) {
      if (merge.top === row.number) this.#active.push(capture(row, merge));
      merge = this.#merges[++this.#next];
    }
    if (this.#active.length === 0) return;
    this.#active = this.#active.filter(({ merge }) => merge.bottom >= row.number);
    for (const captured of this.#active) spread(row, captured);
  }
}

function capture(row: SheetRow, merge: Merge): Captured {
  const column = merge.left;
  const kind = column < row.width ? (row.kinds[column] as number) : cellKinds.none;
  const start = row.starts[column] as number;
  const isShared = kind === cellKinds.shared;
  const text = isShared || kind === cellKinds.none ? Buffer.alloc(0) : row.text.bytes.subarray(start, row.ends[column]);
  return { merge, kind, style: row.styles[column] as number, start, text: Buffer.from(text) };
}

function spread(row: SheetRow, { merge, kind, style, start, text }: Captured): void {
  if (kind === cellKinds.none) return;
  const at = kind === cellKinds.shared ? start : row.text.used;
  if (kind !== cellKinds.shared) row.text.appendText(text);
  for (let column = merge.left; column <= merge.right; column++) {
    // Between the last cell and this one nothing was ever set.
    if (column >= row.width) row.reach(column);
    row.kinds[column] = kind;
    row.styles[column] = style;
    row.starts[column] = at;
    row.ends[column] = at + text.length;
  }
}
