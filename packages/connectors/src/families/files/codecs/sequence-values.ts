import { fileErrors } from '../errors.ts';

const lineFeed = 10;
const carriageReturn = 13;

/** Values of a SequenceFile as lines of text. */
export class SequenceValues {
  readonly #path: string;
  /** The length in front is a number of varying size, or else four bytes. */
  readonly #isText: boolean;
  #lines: Buffer = Buffer.alloc(64 * 1024);

  /** Throws `FILES_NOT_READ` for values that are no text. */
  constructor(className: string, path: string) {
    const name = className.slice(className.lastIndexOf('.') + 1);
    if (name !== 'Text' && name !== 'BytesWritable')
      throw fileErrors.notRead({ path, found: `values of ${className}, which is neither Text nor BytesWritable` });
    this.#path = path;
    this.#isText = name === 'Text';
  }

  /**
   * The next `count` values, which take all the bytes. Valid until the next call; undefined when there are none. Throws
   * an Error that says what is damaged, and `FILES_NOT_READ` for a value that would become two lines.
   */
  lines(bytes: Uint8Array, count: number): Uint8Array | undefined {
    const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (this.#lines.length < from.length + count) this.#lines = Buffer.alloc((from.length + count) * 2);
    let at = 0;
    let end = 0;
    for (let value = 0; value < count; value++) {
      const { start, length } = this.#place(from, at);
      if (start + length > from.length) throw new Error('a value goes beyond its end');
      this.#checkLine(from, start, start + length);
      end += from.copy(this.#lines, end, start, start + length);
      this.#lines[end++] = lineFeed;
      at = start + length;
    }
    if (at !== from.length) throw new Error('something follows its values');
    return end === 0 ? undefined : this.#lines.subarray(0, end);
  }

  #place(from: Buffer, at: number): { readonly start: number; readonly length: number } {
    if (!this.#isText) return { start: at + 4, length: at + 4 > from.length ? from.length : from.readUInt32BE(at) };
    if (at >= from.length) throw new Error('a value is missing');
    const first = from.readInt8(at);
    if (first >= 0) return { start: at + 1, length: first };
    const size = -112 - first;
    if (size < 1 || size > 4 || at + 1 + size > from.length) throw new Error('the length of a value is damaged');
    return { start: at + 1 + size, length: from.readUIntBE(at + 1, size) };
  }

  /** Readers of lines take a carriage return before the end for a part of it. */
  #checkLine(from: Buffer, start: number, end: number): void {
    const found = from.indexOf(lineFeed, start);
    const hasBreak = (found >= 0 && found < end) || (end > start && from[end - 1] === carriageReturn);
    if (!hasBreak) return;
    throw fileErrors.notRead({ path: this.#path, found: 'a value with a line break, where its row would end' });
  }
}
