import { ChunkedBody } from './chunked.ts';

/** What is left of an answer when its body is read. */
export interface BodyAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Body of an answer that is no success, at most 64 KiB of it. */
  readonly text: string;
}

export interface BodyRequest {
  /** Request line and headers as they are sent, with the empty line. */
  readonly head: string;
  /** Memory for the body of a success; it must not be longer. */
  readonly into: Uint8Array;
  readonly onBytes: (filled: number) => void;
}

/** More than was asked for: the server does not know byte ranges. */
export class AnswerTooLong extends Error {}

const mostHeadBytes = 64 * 1024;
const mostTextBytes = 64 * 1024;

/** Reads one answer of HTTP/1.1 from the bytes of a connection; knows where the next ones are best put. */
export class Exchange {
  filled = 0;
  isDone = false;
  /** The connection is good for another request. */
  isReusable = false;
  /** Something has arrived. */
  hasStarted = false;
  readonly #request: BodyRequest;
  #head = '';
  #status = 0;
  #headers = new Map<string, string>();
  #text = '';
  /** Bytes of the body still to come; undefined: until the connection ends. */
  #left: number | undefined = 0;
  #chunked: ChunkedBody | undefined;
  #isBody = false;

  constructor(request: BodyRequest) {
    this.#request = request;
  }

  /** Memory in which the next bytes would be where they belong; undefined: nothing of that kind. */
  get target(): Uint8Array | undefined {
    const isPlain = this.#isBody && !this.isDone && this.#isSuccess && this.#chunked === undefined;
    if (!isPlain || this.#left === undefined || this.#left === 0) return undefined;
    return this.#request.into.subarray(this.filled, this.filled + this.#left);
  }

  get answer(): BodyAnswer {
    return { status: this.#status, headers: this.#headers, text: this.#text };
  }

  /** `length` bytes have been read into `target`. */
  advance(length: number): void {
    this.filled += length;
    this.#left = (this.#left as number) - length;
    if (this.#left === 0) this.isDone = true;
    this.#request.onBytes(this.filled);
  }

  /** Bytes that have been read elsewhere. Throws when they make no sense. */
  take(bytes: Uint8Array): void {
    this.hasStarted = true;
    if (this.#isBody) return this.#takeBody(bytes);
    const seen = this.#head.length;
    this.#head += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n', Math.max(0, seen - 3));
    if (end < 0) {
      if (this.#head.length > mostHeadBytes) throw new Error('the head of the answer has no end');
      return;
    }
    const rest = bytes.subarray(end + 4 - seen);
    this.#readHead(this.#head.slice(0, end));
    this.#head = '';
    if (rest.length > 0) this.take(rest);
  }

  /** The other side has ended the connection. */
  end(): void {
    if (this.#isBody && this.#left === undefined && this.#chunked === undefined) this.isDone = true;
  }

  get #isSuccess(): boolean {
    return this.#status >= 200 && this.#status < 300;
  }

  #readHead(head: string): void {
    const [first = '', ...lines] = head.split('\r\n');
    const match = /^HTTP\/1\.([01]) (\d{3})/.exec(first);
    if (match === null) throw new Error('the answer is not HTTP');
    this.#status = Number(match[2]);
    this.#headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    if (this.#status < 200) return;
    this.#isBody = true;
    const length = this.#headers.get('content-length');
    if (/chunked/i.test(this.#headers.get('transfer-encoding') ?? '')) this.#chunked = new ChunkedBody();
    else this.#left = length === undefined ? undefined : Number(length);
    if (this.#status === 204 || this.#status === 304) this.#left = 0;
    const isKept = match[1] === '1' && !/close/i.test(this.#headers.get('connection') ?? '');
    this.isReusable = isKept && (this.#chunked !== undefined || this.#left !== undefined);
    if (this.#isSuccess && (this.#left ?? 0) > this.#request.into.length) throw new AnswerTooLong();
    if (this.#left === 0 && this.#chunked === undefined) this.isDone = true;
  }

  #takeBody(bytes: Uint8Array): void {
    if (this.isDone) {
      this.isReusable = false;
    } else if (this.#chunked !== undefined) {
      this.#chunked.take(bytes, (content) => this.#keep(content));
      this.isDone = this.#chunked.isDone;
    } else {
      const wanted = this.#left === undefined ? bytes : bytes.subarray(0, this.#left);
      if (wanted.length < bytes.length) this.isReusable = false;
      this.#keep(wanted);
      if (this.#left === undefined) return;
      this.#left -= wanted.length;
      if (this.#left === 0) this.isDone = true;
    }
  }

  #keep(content: Uint8Array): void {
    if (!this.#isSuccess) {
      if (this.#text.length < mostTextBytes) this.#text += Buffer.from(content).toString('utf8');
      return;
    }
    if (content.length > this.#request.into.length - this.filled) throw new AnswerTooLong();
    this.#request.into.set(content, this.filled);
    this.filled += content.length;
    this.#request.onBytes(this.filled);
  }
}
