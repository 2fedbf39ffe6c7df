import type { Batch, Schema } from '@sluice/core';
import { fileErrors } from '../../errors.ts';
import type { BlockFile, BlockFormat, BlockReadRequest, FileBlock, FileBytes } from '../block-format.ts';
import { Presence } from './read/column-reader.ts';
import { Damage } from '../damage.ts';
import { orcErrors } from './errors.ts';
import { calendars, streamKinds, writers } from './messages.ts';
import { FileReads } from './read/fetch.ts';
import { type Clock, utcClock, zoneClock } from './read/moments.ts';
import { columnReader } from './read/readers.ts';
import { type PlacedReader, RowFiller } from './read/row-filler.ts';
import { readStripeFooter, type StripeFooter, StripeStreams } from './read/stripe.ts';
import { type FileTail, readTail, type Stripe } from './read/tail.ts';
import {
  columnsOf,
  columnSpec,
  type FileColumn,
  isNested,
  isTransactional,
  type OrcType,
  typeTree,
} from './read/type-tree.ts';

export interface OrcReadOptions {
  /**
   * Timestamps have nanoseconds in the file. `us` (default) rejects rows that would lose some; `ns` rejects those
   * outside of the years 1678 to 2261.
   */
  readonly timestampUnit?: 'us' | 'ns';
  /** Zone of the writers of files older than 2015, which do not name it. Absent: their timestamps are refused. */
  readonly legacyTimeZone?: string;
}

/** ORC files; what can be read alone are stripes. */
export const orcFormat: BlockFormat = orcFormatWith({});

export function orcFormatWith(options: OrcReadOptions): BlockFormat {
  return {
    open: (file, signal) =>
      guarded(file.path, '', async () => {
        const tail = await readTail(file, signal);
        const root = typeTree(tail.footer, file.path);
        if (isTransactional(root)) throw orcErrors.transactional({ path: file.path });
        return new OrcFile(file, tail, root, options);
      }),
  };
}

class OrcFile implements BlockFile {
  readonly schema: Schema;
  readonly blocks: readonly FileBlock[];
  readonly #file: FileBytes;
  readonly #tail: FileTail;
  readonly #root: OrcType;
  readonly #columns: readonly FileColumn[];
  readonly #options: OrcReadOptions;

  constructor(file: FileBytes, tail: FileTail, root: OrcType, options: OrcReadOptions) {
    this.#file = file;
    this.#tail = tail;
    this.#root = root;
    this.#options = options;
    this.#columns = columnsOf(root);
    this.schema = { columns: this.#columns.map(({ name, type }) => columnSpec(name, type, this.#unit)) };
    this.blocks = tail.stripes.map(({ indexLength, dataLength, footerLength, rowCount }) => ({
      bytes: indexLength + dataLength + footerLength,
      rows: rowCount,
    }));
  }

  async *read(request: BlockReadRequest): AsyncGenerator<Batch> {
    const stop = new AbortController();
    const reads = new FileReads(this.#file, AbortSignal.any([request.signal, stop.signal]));
    try {
      yield* this.#read(request, reads);
    } finally {
      stop.abort();
      await reads.idle();
    }
  }

  async *#read(request: BlockReadRequest, reads: FileReads): AsyncGenerator<Batch> {
    const { start, end, signal } = request;
    const filler = new RowFiller(request, this.#file.path);
    let footer = this.#footer(reads, start);
    for (let index = start; index < end; index++) {
      signal.throwIfAborted();
      const content = await footer;
      if (index + 1 < end) footer = this.#footer(reads, index + 1);
      const readers = await this.#readers(request, reads, index, content);
      for (let left = this.#stripe(index).rowCount; left > 0;) {
        left -= await filler.fill(readers, left);
        if (!filler.isFull) continue;
        yield filler.finish();
        signal.throwIfAborted();
        filler.advance();
      }
    }
    if (!filler.isEmpty) yield filler.finish();
  }

  get #unit(): 'us' | 'ns' {
    return this.#options.timestampUnit ?? 'us';
  }

  #stripe(index: number): Stripe {
    return this.#tail.stripes[index] as Stripe;
  }

  /** A failure waits until the footer is needed. */
  #footer(reads: FileReads, index: number): Promise<StripeFooter> {
    const content = guarded(this.#file.path, placeOf(index), () =>
      readStripeFooter(reads, this.#stripe(index), this.#tail.expand),
    );
    content.catch(() => undefined);
    return content;
  }

  /** A column that is wanted twice is read twice, by streams of its own. */
  async #readers(
    request: BlockReadRequest,
    reads: FileReads,
    index: number,
    footer: StripeFooter,
  ): Promise<readonly PlacedReader[]> {
    const { path } = this.#file;
    await guarded(path, placeOf(index), () => this.#checkRoot(reads, index, footer));
    const readers: PlacedReader[] = [];
    for (const wanted of rounds(request.sources)) {
      const types = wanted.map(({ source }) => (this.#columns[source] as FileColumn).type);
      const streams = await guarded(path, placeOf(index), async () => this.#streams(reads, index, footer, types));
      for (const { column, source } of wanted) {
        const { name, type } = this.#columns[source] as FileColumn;
        const run: PlacedReader['guarded'] = (action) => guarded(path, `column "${name}" in ${placeOf(index)}`, action);
        const setup = { footer, streams, isHybrid: this.#isHybrid, unit: this.#unit };
        await run(async () => {
          const reader = columnReader(type, { ...setup, clock: () => this.#clock(footer, name) });
          readers.push({ column, reader, isNested: isNested(type), guarded: run });
        });
      }
    }
    return readers;
  }

  #streams(reads: FileReads, index: number, footer: StripeFooter, types: readonly OrcType[]): StripeStreams {
    const wanted = new Set<number>();
    const add = (type: OrcType): void => {
      wanted.add(type.id);
      type.children.forEach(add);
    };
    types.forEach(add);
    return new StripeStreams(reads, this.#stripe(index), footer, wanted, this.#tail.expand);
  }

  /** Rows are structs, of which no writer lets one be null. */
  async #checkRoot(reads: FileReads, index: number, footer: StripeFooter): Promise<void> {
    if (this.#root.kind !== 'struct') return;
    const root = { ...this.#root, children: [] };
    const stream = this.#streams(reads, index, footer, [root]).find(root, streamKinds.present);
    if (stream === undefined) return;
    const presence = new Presence(stream);
    for (let left = this.#stripe(index).rowCount; left > 0; left -= stepRows) {
      const count = Math.min(left, stepRows);
      if ((await presence.next(count)) !== count)
        throw orcErrors.unsupported({ path: this.#file.path, found: 'rows that are null as a whole' });
    }
  }

  /** Java counts old dates in the Julian calendar unless the file says otherwise; other writers never did. */
  get #isHybrid(): boolean {
    const { calendar = calendars.unknown } = this.#tail.footer;
    return calendar === calendars.hybrid || (calendar === calendars.unknown && this.#isJava);
  }

  get #isJava(): boolean {
    return (this.#tail.footer.writer ?? writers.java) === writers.java;
  }

  #clock(footer: StripeFooter, column: string): Clock {
    const { path } = this.#file;
    const zone = footer.writerTimezone ?? this.#options.legacyTimeZone ?? '';
    if (zone === '') throw orcErrors.unknownZone({ path, column, found: 'which the file does not name' });
    if (zone === 'UTC' || zone === 'GMT') return utcClock(this.#isHybrid);
    try {
      return zoneClock(zone, this.#isJava, this.#isHybrid);
    } catch (error) {
      throw orcErrors.unknownZone({ path, column, found: `"${zone}", which is not known here` }, error);
    }
  }
}

const stepRows = 65_536;

function placeOf(stripe: number): string {
  return `stripe ${stripe + 1}`;
}

interface WantedColumn {
  /** Of the batches. */
  readonly column: number;
  /** Of the file. */
  readonly source: number;
}

/** Wanted columns in rounds, each of which has a column of the file once. */
function rounds(sources: readonly (number | undefined)[]): readonly (readonly WantedColumn[])[] {
  const found: WantedColumn[][] = [];
  for (const [column, source] of sources.entries()) {
    if (source === undefined) continue;
    const round = found.find((each) => each.every((other) => other.source !== source));
    if (round === undefined) found.push([{ column, source }]);
    else round.push({ column, source });
  }
  return found;
}

/** Tells damage as `FILES_CORRUPT`. @param place in the file; empty: the file as a whole. */
async function guarded<T>(path: string, place: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    // A damaged number may also ask for a place or a size that memory does not have.
    if (!(error instanceof Damage || error instanceof RangeError)) throw error;
    const problem = error instanceof Damage ? error.message : 'a size or place in it is impossible';
    throw fileErrors.corrupt(
      { path, compress: 'ORC', problem: place === '' ? problem : `${place}: ${problem}` },
      error,
    );
  }
}
