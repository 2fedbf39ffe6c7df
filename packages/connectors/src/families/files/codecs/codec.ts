import type { ByteRange } from '../storage.ts';

/** A compression or archive format around text files. Formats with their own compression inside do not use one. */
export interface Codec {
  /** As written in `compress`. */
  readonly name: string;
  /** With the dot; the first one is given to written files. */
  readonly suffixes: readonly string[];
  /** Documents inside, in order; each is read to its end before the next one. */
  open(source: CodecSource): AsyncIterable<CodecDocument>;
  /**
   * Absent: cannot write. Whole outputs may be concatenated when `isConcatenable`.
   *
   * @param name of the file, without folders; archives name the document in it after it.
   */
  compress?(sink: ByteSink, name: string): Compressor;
  readonly isConcatenable: boolean;
}

/** A compressed file. */
export interface CodecSource {
  readonly path: string;
  /** Undefined for streams. */
  readonly size?: number;
  read(range: ByteRange): AsyncIterable<Uint8Array>;
}

export interface CodecDocument {
  /** `orders.csv in all.zip`, or the path of the file. */
  readonly label: string;
  /** A chunk is valid until the next one is asked for. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Resolves when the bytes may be reused. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

export interface Compressor {
  readonly write: ByteSink;
  /** Writes what is left. */
  end(): Promise<void>;
  /** Gives up; nothing more is written. */
  destroy(): void;
}
