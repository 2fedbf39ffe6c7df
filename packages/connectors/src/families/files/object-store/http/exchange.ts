import type { BodySink } from '../sinks.ts';
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
  /** Takes the body of a success. */
  readonly sink: BodySink;
  /** The body is not longer. */
  readonly mostBytes: number;
}

/** More than was asked for: the server does not know byte ranges. */
export class AnswerTooLong extends Error {}

const mostHeadBytes = 64 * 1024;
const mostTextBytes = 64 * 1024;

/** Reads one answer of HTTP/1.1 from the bytes of a connection; knows where the next ones are best put. */
export class Exchange {
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
  #bytes = 0;
  /** Bytes of the body still to come; undefined: until the connection ends. */
  #left: number | undefined = 0;
  #chunked: ChunkedBody | undefined;
  #isBody = false;
  /** Content that found no room. */
  #kept: Buffer | undefined;

  constructor(request: BodyRequest) {
    this.#request = request;
  }

  /** Memory in which the next bytes would be where they belong; undefined: nothing of that kind. */
  get target(): Uint8Array | undefined {
    return this.#isDirect ? this.#request.sink.room()?.subarray(0, this.#left) : undefined;
  }

  /** Whoever takes the body has to make room first. */
  get isBlocked(): boolean {
    return this.#kept !== undefined || (this.#isDirect && this.#request.sink.room() === undefined);
  }

  get answer(): BodyAnswer {
    return { status: this.#status, headers: this.#headers, text: this.#text };
  }

  /** `length` bytes have been read into `target`. */
  advance(length: number): void {
    this.#left = (this.#left as number) - length;
    if (this.#left === 0) this.isDone = true;
    this.#request.sink.filled(length);
  }

  /** There may be room for what found none. */
  drain(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept !== undefined) this.#store(kept);
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

  /** The bytes that come next are content, and how many is known. */
  get #isDirect(): boolean {
    const isPlain = this.#isBody && !this.isDone && this.#isSuccess && this.#chunked === undefined;
    return isPlain && this.#left !== undefined && this.#left > 0 && this.#kept === undefined;
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
    if (this.#isSuccess && (this.#left ?? 0) > this.#request.mostBytes) throw new AnswerTooLong();
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
    this.#bytes += content.length;
    if (this.#bytes > this.#request.mostBytes) throw new AnswerTooLong();
    if (this.#kept === undefined) this.#store(content);
    else this.#kept = Buffer.concat([this.#kept, content]);
  }

  #store(content: Uint8Array): void {
    for (let at = 0; at < content.length;) {
      const room = this.#request.sink.room();
      if (room === undefined) {
        this.#kept = Buffer.from(content.subarray(at));
        return;
      }
      const count = Math.min(room.length, content.length - at);
      room.set(content.subarray(at, at + count));
      this.#request.sink.filled(count);
      at += count;
    }
  }
}
