/** Huffman tables for the symbols of one bzip2 block. */

const groupSize = 50;
const longestCode = 17;
const rounds = 4;

export interface BlockTables {
  /** Code lengths by symbol, one array per table. */
  readonly lengths: readonly Uint8Array[];
  /** Canonical codes by symbol, one array per table. */
  readonly codes: readonly Uint32Array[];
  /** Table of each group of 50 symbols. */
  readonly selectors: Uint8Array;
}

/** Finds tables for different stretches of the block: each group takes the one that suits it best, several times over. */
export function chooseTables(symbols: Uint16Array, count: number, alphabet: number): BlockTables {
  const tableCount = count < 200 ? 2 : count < 600 ? 3 : count < 1200 ? 4 : count < 2400 ? 5 : 6;
  const selectors = new Uint8Array(Math.ceil(count / groupSize));
  let lengths = firstLengths(symbols, count, { alphabet, tableCount });
  for (let round = 0; round < rounds; round++) {
    const frequencies = Array.from({ length: tableCount }, () => new Uint32Array(alphabet));
    for (let group = 0; group < selectors.length; group++) {
      const start = group * groupSize;
      const end = Math.min(start + groupSize, count);
      const best = cheapest(symbols, start, end, lengths);
      selectors[group] = best;
      const frequency = frequencies[best] as Uint32Array;
      for (let at = start; at < end; at++) frequency[symbols[at] as number]!++;
    }
    lengths = frequencies.map(codeLengths);
  }
  return { lengths, codes: lengths.map(canonicalCodes), selectors };
}

/** Each table begins with a share of the alphabet that stands for an equal part of the block. */
function firstLengths(
  symbols: Uint16Array,
  count: number,
  { alphabet, tableCount }: { readonly alphabet: number; readonly tableCount: number },
): Uint8Array[] {
  const frequency = new Uint32Array(alphabet);
  for (let at = 0; at < count; at++) frequency[symbols[at] as number]!++;
  let left = count;
  let symbol = 0;
  return Array.from({ length: tableCount }, (_, table) => {
    const first = symbol;
    const share = Math.floor(left / (tableCount - table));
    for (let taken = 0; symbol < alphabet && (taken < share || symbol === first); symbol++) {
      taken += frequency[symbol] as number;
      left -= frequency[symbol] as number;
    }
    return Uint8Array.from({ length: alphabet }, (_unused, at) => (at >= first && at < symbol ? 0 : 15));
  });
}

function cheapest(symbols: Uint16Array, start: number, end: number, lengths: readonly Uint8Array[]): number {
  let best = 0;
  let bestCost = Infinity;
  for (let table = 0; table < lengths.length; table++) {
    const costs = lengths[table] as Uint8Array;
    let cost = 0;
    for (let at = start; at < end; at++) cost += costs[symbols[at] as number] as number;
    if (cost >= bestCost) continue;
    best = table;
    bestCost = cost;
  }
  return best;
}

/** Lengths of Huffman codes, at most 17 bits. Every symbol gets one, as the format wants. */
function codeLengths(frequency: Uint32Array): Uint8Array {
  let weights = Float64Array.from(frequency, (weight) => Math.max(1, weight));
  for (;;) {
    const lengths = huffman(weights);
    if (lengths.every((length) => length <= longestCode)) return lengths;
    weights = weights.map((weight) => Math.floor(weight / 2) + 1);
  }
}

/** Two queues: leaves by weight, and inner nodes, which come into being in that order. */
function huffman(weights: Float64Array): Uint8Array {
  const count = weights.length;
  const leaves = Array.from(weights.keys()).sort(
    (left, right) => (weights[left] as number) - (weights[right] as number),
  );
  const weight = new Float64Array(2 * count - 1);
  const parent = new Int32Array(2 * count - 1);
  weight.set(weights);
  let leaf = 0;
  let inner = count;
  for (let node = count; node < 2 * count - 1; node++) {
    for (let child = 0; child < 2; child++) {
      const isLeaf =
        leaf < count && (inner >= node || (weights[leaves[leaf] as number] as number) <= (weight[inner] as number));
      const taken = isLeaf ? (leaves[leaf++] as number) : inner++;
      weight[node] = (weight[node] as number) + (weight[taken] as number);
      parent[taken] = node;
    }
  }
  const depth = new Uint8Array(2 * count - 1);
  for (let node = 2 * count - 3; node >= 0; node--) depth[node] = (depth[parent[node] as number] as number) + 1;
  return depth.slice(0, count);
}

function canonicalCodes(lengths: Uint8Array): Uint32Array {
  const codes = new Uint32Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= longestCode; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) if (lengths[symbol] === length) codes[symbol] = code++;
    code <<= 1;
  }
  return codes;
}
