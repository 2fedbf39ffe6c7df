/** Where the bytes of a download go. */
export interface BodySink {
  /** Memory for the next bytes; undefined: there is no room now. */
  room(): Uint8Array | undefined;
  /** So many bytes lie in what `room` gave. */
  filled(bytes: number): void;
  /** Called when there is room again. Set by who fills it. */
  onRoom?: (() => void) | undefined;
}

/** One piece of memory that is filled from start to end. */
export class BufferSink implements BodySink {
  readonly #buffer: Uint8Array;
  readonly #onBytes: (() => void) | undefined;
  #length = 0;

  /** @param onBytes called when more is there. */
  constructor(buffer: Uint8Array, onBytes?: () => void) {
    this.#buffer = buffer;
    this.#onBytes = onBytes;
  }

  get length(): number {
    return this.#length;
  }

  room(): Uint8Array | undefined {
    return this.#length === this.#buffer.length ? undefined : this.#buffer.subarray(this.#length);
  }

  filled(bytes: number): void {
    this.#length += bytes;
    this.#onBytes?.();
  }
}

/** A few buffers used in turn: full ones are taken while the next one is filled. */
export class RingSink implements BodySink {
  readonly #buffers: readonly Uint8Array[];
  /** Bytes in each buffer. */
  readonly #lengths: number[];
  /** Buffers that were filled, and taken, since the start. */
  #filling = 0;
  #taken = 0;
  #isEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  onRoom: (() => void) | undefined;

  constructor(buffers: readonly Uint8Array[]) {
    this.#buffers = buffers;
    this.#lengths = buffers.map(() => 0);
  }

  room(): Uint8Array | undefined {
    if (this.#filling - this.#taken >= this.#buffers.length) return undefined;
    const place = this.#filling % this.#buffers.length;
    return this.#buffers[place]?.subarray(this.#lengths[place]);
  }

  filled(bytes: number): void {
    const place = this.#filling % this.#buffers.length;
    this.#lengths[place] = (this.#lengths[place] as number) + bytes;
    if (this.#lengths[place] === this.#buffers[place]?.length) this.#advance();
  }

  /** Nothing more comes, but what is there may be taken; then the error is thrown, if there is one. */
  end(failure?: { readonly error: unknown }): void {
    this.#failure = failure;
    this.#isEnded = true;
    this.#wake?.();
  }

  /** Frees the piece taken before and waits for the next one; undefined at the end. */
  async take(): Promise<Uint8Array | undefined> {
    this.#free();
    while (this.#taken === this.#filling && !this.#isEnded) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const place = this.#taken % this.#buffers.length;
    const length = this.#lengths[place] as number;
    if (length > 0) {
      this.#isLent = true;
      return this.#buffers[place]?.subarray(0, length);
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return undefined;
  }

  #isLent = false;

  #free(): void {
    if (!this.#isLent) return;
    this.#isLent = false;
    this.#lengths[this.#taken % this.#buffers.length] = 0;
    this.#taken++;
    // The last piece was not full.
    if (this.#filling < this.#taken) this.#filling = this.#taken;
    this.onRoom?.();
  }

  #advance(): void {
    this.#filling++;
    this.#wake?.();
  }
}
