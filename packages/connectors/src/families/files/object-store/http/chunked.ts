/** Takes a body in `Transfer-Encoding: chunked` apart. */
export class ChunkedBody {
  #text = '';
  /** Bytes of the current chunk that are still to come; -1 while its size line is read. */
  #left = -1;
  #isTrailer = false;
  isDone = false;

  /** Hands the content of some bytes to `sink`. Throws when they are not in this form. */
  take(bytes: Uint8Array, sink: (content: Uint8Array) => void): void {
    let at = 0;
    while (at < bytes.length && !this.isDone) {
      if (this.#left > 0) {
        const count = Math.min(this.#left, bytes.length - at);
        sink(bytes.subarray(at, at + count));
        at += count;
        this.#left -= count;
        // The line end behind a chunk is an empty line before the next size.
        if (this.#left === 0) this.#left = -1;
      } else {
        this.#takeLineByte(bytes[at++] as number);
      }
    }
  }

  #takeLineByte(byte: number): void {
    if (byte !== 10) {
      if (byte !== 13) this.#text += String.fromCharCode(byte);
      if (this.#text.length > 8192) throw new Error('a chunk has no size');
      return;
    }
    const line = this.#text;
    this.#text = '';
    if (this.#isTrailer) {
      this.isDone = line === '';
    } else if (line !== '') {
      const size = Number.parseInt(line, 16);
      if (!Number.isInteger(size) || size < 0) throw new Error('a chunk has no size');
      if (size === 0) this.#isTrailer = true;
      else this.#left = size;
    }
  }
}
