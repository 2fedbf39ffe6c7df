/** How bytes of a file are fetched: small neighbours together, large ranges in windows and ahead of their use. */
import type { FileBytes } from '../../block-format.ts';
import { Damage } from '../../damage.ts';

export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** Neighbours are read together while they and the gaps between them stay below this. */
const maxMergedBytes = 4 * 1024 * 1024;
/** Windows of a large page that are on their way at a time. */
const mostWindows = 8;
/** A gap that costs less than a request of its own. */
const maxGapBytes = 16 * 1024;

interface Waiting extends ByteSpan {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** Joins reads that are asked for at the same moment and lie side by side. */
export class MergedReads {
  readonly #file: FileBytes;
  readonly #signal: AbortSignal;
  /** Bytes known from the start: the end of the file. */
  readonly #tail: Uint8Array;
  #waiting: Waiting[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(file: FileBytes, tail: Uint8Array, signal: AbortSignal) {
    this.#file = file;
    this.#tail = tail;
    this.#signal = signal;
  }

  read(start: number, end: number): Promise<Uint8Array> {
    const tailStart = this.#file.size - this.#tail.length;
    if (start >= tailStart) return Promise.resolve(this.#tail.subarray(start - tailStart, end - tailStart));
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    return new Promise((resolve, reject) => this.#waiting.push({ start, end, resolve, reject }));
  }

  /** Resolves when nothing is being read. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  #flush(): void {
    const waiting = this.#waiting.sort((left, right) => left.start - right.start);
    this.#waiting = [];
    for (let first = 0; first < waiting.length;) {
      const start = (waiting[first] as Waiting).start;
      let end = (waiting[first] as Waiting).end;
      let next = first + 1;
      for (; next < waiting.length; next++) {
        const other = waiting[next] as Waiting;
        if (other.start > end + maxGapBytes || other.end - start > maxMergedBytes) break;
        end = Math.max(end, other.end);
      }
      const running = this.#readTogether(waiting.slice(first, next), start, end);
      this.#running.add(running);
      void running.then(() => this.#running.delete(running));
      first = next;
    }
  }

  async #readTogether(waiting: readonly Waiting[], start: number, end: number): Promise<void> {
    try {
      const bytes = await this.#file.read(start, end, this.#signal);
      if (bytes.length !== end - start) throw new Damage('the file ends too early');
      for (const one of waiting) one.resolve(plainView(bytes, one.start - start, one.end - start));
    } catch (error) {
      for (const one of waiting) one.reject(error);
    }
  }
}

/** Without the class of Buffer, so that all loops see one kind of array. */
function plainView(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

interface Window {
  /** Index of its span. */
  readonly span: number;
  readonly length: number;
  readonly bytes: Promise<Uint8Array>;
}

/** The bytes of one span after the other, each from its start to its end; one window is fetched ahead. */
export class SpanReader {
  readonly #reads: Pick<MergedReads, 'read'>;
  readonly #spans: readonly ByteSpan[];
  readonly #windowBytes: number;
  #span = -1;
  /** What was fetched of the span and not taken. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Place in the file at which the rest begins. */
  #position = 0;
  #ahead: Window[] = [];
  /** Span and place of the next window. */
  #aheadSpan = 0;
  #aheadStart: number;

  constructor(reads: Pick<MergedReads, 'read'>, spans: readonly ByteSpan[], windowBytes: number) {
    this.#reads = reads;
    this.#spans = spans;
    this.#windowBytes = windowBytes;
    this.#aheadStart = spans[0]?.start ?? 0;
    this.#fetch();
  }

  /** Moves to the start of the next span, over what is left of this one. */
  nextSpan(): void {
    this.#span++;
    const { start } = this.#current;
    this.#ahead = this.#ahead.filter(({ span }) => span >= this.#span);
    if (this.#ahead.length === 0) {
      this.#aheadSpan = this.#span;
      this.#aheadStart = start;
    }
    this.#rest = new Uint8Array(0);
    this.#position = start;
  }

  /** Place in the file of the next byte. */
  get position(): number {
    return this.#position;
  }

  /** Bytes of the span that were not taken. */
  get remaining(): number {
    return this.#current.end - this.#position;
  }

  /** The next bytes without taking them: at least `length`, fewer only at the end of the span. */
  async peek(length: number): Promise<Uint8Array> {
    if (this.#rest.length < length) await this.#fill(Math.min(length, this.remaining));
    return this.#rest;
  }

  /** Exactly `length` bytes. */
  async take(length: number): Promise<Uint8Array> {
    if (length > this.remaining) throw goesBeyond();
    if (length > mostWindows * this.#windowBytes) return this.#takeLarge(length);
    if (this.#rest.length < length) await this.#fill(length);
    const taken = this.#rest.subarray(0, length);
    this.skip(length);
    // What is left of several windows must not hold all of them.
    if (length > this.#windowBytes) this.#rest = this.#rest.slice();
    return taken;
  }

  /** Exactly `length` bytes as they come, so that no more than a few windows of them are in memory. */
  async *pieces(length: number): AsyncGenerator<Uint8Array> {
    if (length > this.remaining) throw goesBeyond();
    for (let left = length; left > 0;) {
      this.#fetchFor(left);
      if (this.#rest.length === 0) this.#rest = await (this.#ahead.shift() as Window).bytes;
      const piece = this.#rest.subarray(0, left);
      this.skip(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** A large page is put together as its windows come, so that there is one copy of it, not two. */
  async #takeLarge(length: number): Promise<Uint8Array> {
    const whole = new Uint8Array(length);
    let at = 0;
    for await (const piece of this.pieces(length)) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  /** Asks for the windows of the next `length` bytes, for as many as may be on their way. */
  #fetchFor(length: number): void {
    let asked = this.#asked;
    while (asked < length && this.#ahead.length < mostWindows) asked += this.#fetch();
  }

  /** Bytes of the span from here on that are here or on their way. */
  get #asked(): number {
    let asked = this.#rest.length;
    for (const window of this.#ahead) if (window.span === this.#span) asked += window.length;
    return asked;
  }

  /** Takes bytes that were peeked at. */
  skip(length: number): void {
    this.#rest = this.#rest.subarray(length);
    this.#position += length;
  }

  get #current(): ByteSpan {
    return this.#spans[this.#span] as ByteSpan;
  }

  async #fill(length: number): Promise<void> {
    const pieces = [this.#rest];
    let have = this.#rest.length;
    let asked = this.#asked;
    // All that is missing is asked for at once.
    while (asked < length) asked += this.#fetch();
    while (have < length) {
      const piece = await (this.#ahead.shift() as Window).bytes;
      pieces.push(piece);
      have += piece.length;
    }
    if (this.#ahead.length === 0) this.#fetch();
    this.#rest = join(pieces, have);
  }

  /** Asks for the next window and returns its length. */
  #fetch(): number {
    const span = this.#spans[this.#aheadSpan];
    if (span === undefined) return 0;
    const start = this.#aheadStart;
    const end = Math.min(start + this.#windowBytes, span.end);
    const bytes = this.#reads.read(start, end);
    // A failure is met where the window is awaited, if ever.
    bytes.catch(() => undefined);
    this.#ahead.push({ span: this.#aheadSpan, length: end - start, bytes });
    if (end === span.end) this.#aheadStart = this.#spans[++this.#aheadSpan]?.start ?? 0;
    else this.#aheadStart = end;
    return end - start;
  }
}

function goesBeyond(): Damage {
  return new Damage('a page goes beyond the end of its column');
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const filled = pieces.filter((piece) => piece.length > 0);
  if (filled.length === 1) return filled[0] as Uint8Array;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of filled) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
