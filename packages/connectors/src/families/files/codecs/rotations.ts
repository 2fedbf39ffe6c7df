/**
 * The rotations of a text in alphabetical order, as the places where they begin. Sorts by 2, 4, 8 … bytes in passes of
 * fixed cost, so that no text, however repetitive, takes much longer than another.
 */
export function sortRotations(text: Uint8Array): Int32Array {
  const length = text.length;
  let order: Int32Array = new Int32Array(length);
  let other: Int32Array = new Int32Array(length);
  let ranks: Int32Array = new Int32Array(length);
  let nextRanks: Int32Array = new Int32Array(length);
  const starts = new Int32Array(Math.max(length, 65_536) + 1);
  for (let at = 0; at < length; at++)
    ranks[at] = ((text[at] as number) << 8) | (text[at + 1 === length ? 0 : at + 1] as number);
  for (let at = 0; at < length; at++) other[at] = at;
  placeByRank(other, ranks, starts, order);
  let distinct = rankAgain(order, ranks, 0, nextRanks);
  [ranks, nextRanks] = [nextRanks, ranks];
  for (let width = 2; width < length && distinct < length; width *= 2) {
    // In order of what follows `width` later; what remains is to order by what comes first, which keeps that.
    for (let i = 0; i < length; i++) {
      const at = (order[i] as number) - width;
      other[i] = at < 0 ? at + length : at;
    }
    placeByRank(other, ranks, starts, order);
    distinct = rankAgain(order, ranks, width, nextRanks);
    [ranks, nextRanks] = [nextRanks, ranks];
  }
  return order;
}

/** A counting sort that keeps the order of equal ranks. */
function placeByRank(from: Int32Array, ranks: Int32Array, starts: Int32Array, to: Int32Array): void {
  starts.fill(0);
  for (let i = 0; i < ranks.length; i++) starts[(ranks[i] as number) + 1]!++;
  for (let rank = 1; rank < starts.length; rank++) starts[rank]! += starts[rank - 1] as number;
  for (let i = 0; i < from.length; i++) {
    const at = from[i] as number;
    to[starts[ranks[at] as number]!++] = at;
  }
}

/** Ranks by pairs of ranks `width` apart. Returns how many different ones there are. */
function rankAgain(order: Int32Array, ranks: Int32Array, width: number, into: Int32Array): number {
  const length = order.length;
  let rank = 0;
  let previous = order[0] as number;
  into[previous] = 0;
  for (let i = 1; i < length; i++) {
    const at = order[i] as number;
    const isSame =
      ranks[at] === ranks[previous] && ranks[wrap(at + width, length)] === ranks[wrap(previous + width, length)];
    if (!isSame) rank++;
    into[at] = rank;
    previous = at;
  }
  return rank + 1;
}

function wrap(at: number, length: number): number {
  return at < length ? at : at - length;
}
