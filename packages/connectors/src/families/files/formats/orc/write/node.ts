/** What all writers of columns share. */
import type { Column } from '@sluice/core';
import type { BlockQueue } from '../../blocks.ts';
import type { GroupColumn } from '../../column-groups.ts';
import {
  type columnStatistics,
  type StreamKind,
  type stripeFooter,
  streamKinds,
  type typeMessage,
} from '../messages.ts';
import type { ProtobufInput } from '../protobuf.ts';
import { BitRunsOut } from './byte-runs.ts';
import { OutStream, type StreamSetup } from './out-stream.ts';

export type TypeMessage = ProtobufInput<typeof typeMessage>;
export type Statistics = ProtobufInput<typeof columnStatistics>;
export type ColumnEncoding = NonNullable<ProtobufInput<typeof stripeFooter>['columns']>[number];

/** Writes one type of the file with all that belongs to it. */
export interface NodeWriter extends GroupColumn {
  /** Itself and what is below, in the order of the file; `subtypes` are filled in by whoever numbers the types. */
  readonly types: readonly TypeMessage[];
  /** Of the open stripe. */
  readonly heldBytes: number;
  /** Ends the stripe: one entry for each of `types`. */
  finish(): readonly FinishedType[];
}

export interface FinishedType {
  readonly encoding: ColumnEncoding;
  readonly streams: readonly FinishedStream[];
  readonly statistics: Statistics;
}

export interface FinishedStream {
  readonly kind: StreamKind;
  readonly bytes: BlockQueue;
}

/** Which rows are null. The stream exists only when some are. */
export class PresenceOut {
  readonly #stream: OutStream;
  readonly #bits: BitRunsOut;
  #rowCount = 0;
  #valueCount = 0;

  constructor(setup: StreamSetup) {
    this.#stream = new OutStream(setup);
    this.#bits = new BitRunsOut(this.#stream);
  }

  get heldBytes(): number {
    return this.#stream.heldBytes;
  }

  /** @param valueCount rows of [from, to) that are not null. */
  add(column: Column, from: number, to: number, valueCount: number): void {
    const hadNulls = this.#rowCount > this.#valueCount;
    const hasNulls = valueCount < to - from;
    if (hasNulls && !hadNulls) this.#bits.addOnes(this.#rowCount);
    if (hasNulls) {
      const { validity } = column;
      for (let row = from; row < to; row++) this.#bits.add(((validity[row >> 3] as number) >> (row & 7)) & 1);
    } else if (hadNulls) this.#bits.addOnes(to - from);
    this.#rowCount += to - from;
    this.#valueCount += valueCount;
  }

  /** The stream, and what statistics say of the rows. */
  finish(): {
    readonly streams: readonly FinishedStream[];
    readonly counts: Pick<Statistics, 'numberOfValues' | 'hasNull'>;
  } {
    const hasNull = this.#rowCount > this.#valueCount;
    const counts = { numberOfValues: this.#valueCount, hasNull };
    this.#bits.flush();
    this.#rowCount = 0;
    this.#valueCount = 0;
    return { counts, streams: hasNull ? [{ kind: streamKinds.present, bytes: this.#stream.finish() }] : [] };
  }
}
