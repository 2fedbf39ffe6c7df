import { SluiceError, type Clock } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { ByteRange, StoredFile } from '../families/files/storage.ts';
import type { HttpClient } from '../families/http/client.ts';
import type { HttpResponse } from '../families/http/response.ts';
import { httpfileErrors } from './errors.ts';
import { exchange } from './exchange.ts';
import { representationOf, type Representation } from './representation.ts';
import type { Target } from './targets.ts';

/** Attempts at the same byte; one that brings bytes begins a new count. */
const mostAttempts = 5;
const firstPauseMs = 200;

export interface DownloadRequest {
  readonly file: StoredFile;
  readonly range: ByteRange;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

export interface Download {
  /** Packed for the way with these, outermost last; then nothing is put together of parts. */
  readonly encodings: readonly string[];
  /** As sent. */
  readonly size: number | undefined;
  readonly bytes: AsyncGenerator<Uint8Array>;
}

interface Answer {
  readonly response: HttpResponse;
  readonly representation: Representation;
  /** Bytes before the wanted ones, from servers that send all. */
  readonly surplus: number;
}

/** Starts to fetch a file or a part of it. What breaks is fetched from there on, when the server serves parts. */
export async function download(http: HttpClient, target: Target, request: DownloadRequest): Promise<Download> {
  const { file, range, signal, clock } = request;
  const end = range.end ?? file.size ?? Infinity;
  const attempts = new Attempts(clock, signal);
  const open = async (position: number): Promise<Answer> => {
    for (;;) {
      try {
        return await ask(http, target, { ...request, position, end });
      } catch (error) {
        await attempts.pause(error);
      }
    }
  };
  if (range.start >= end) return { encodings: [], size: 0, bytes: nothing() };
  const first = await open(range.start);
  const { encodings, size } = first.representation;
  return { encodings, size, bytes: bytesFrom(first, { ...request, end, open, attempts }) };
}

interface Course extends DownloadRequest {
  readonly end: number;
  readonly open: (position: number) => Promise<Answer>;
  readonly attempts: Attempts;
}

async function* bytesFrom(first: Answer, course: Course): AsyncGenerator<Uint8Array> {
  const { file, range, end, maxBytes, attempts } = course;
  let answer = first;
  for (let position = range.start; position < end;) {
    try {
      for await (const chunk of wanted(answer, end - position)) {
        position += chunk.length;
        if (position > maxBytes) throw httpfileErrors.tooLarge({ url: file.path, maxBytes });
        attempts.reset();
        yield chunk;
      }
      if (end === Infinity) return;
      if (position < end) throw fileErrors.changed({ path: file.path });
    } catch (error) {
      // Without a size nobody knows whether what comes next belongs to the same content.
      if (end === Infinity && position > 0) throw error;
      await attempts.pause(error);
      answer = await course.open(position);
    }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Asks for the bytes from `position` on, and makes sure that they are of the file that was listed. */
async function ask(
  http: HttpClient,
  target: Target,
  request: DownloadRequest & { readonly position: number; readonly end: number },
): Promise<Answer> {
  const { file, position, end } = request;
  const isPart = file.size !== undefined;
  const headers: Record<string, string> = isPart
    ? { range: `bytes=${position}-${end - 1}`, ...(file.version === '' ? {} : { 'if-range': file.version }) }
    : {};
  const response = await exchange(http, target, { ...request, headers });
  const representation = representationOf(response);
  const problem = problemOf(response, representation, request);
  if (problem === undefined) return { response, representation, surplus: response.status === 200 ? position : 0 };
  response.discard();
  throw problem;
}

function problemOf(
  { status }: HttpResponse,
  { tag, size, start, encodings }: Representation,
  { file, position, maxBytes }: DownloadRequest & { readonly position: number },
): SluiceError | undefined {
  const { path } = file;
  if (size !== undefined && size > maxBytes) return httpfileErrors.tooLarge({ url: path, maxBytes });
  // Asked for a part of one version, a server sends all of another one.
  const isOther =
    file.version !== '' && (tag === '' ? status === 200 && file.size !== undefined : tag !== file.version);
  if (status >= 400 || isOther) return fileErrors.changed({ path });
  if (file.size === undefined) return undefined;
  if ((size !== undefined && size !== file.size) || encodings.length > 0) return fileErrors.changed({ path });
  if (status === 206 && start !== position)
    return httpfileErrors.brokenAnswer({ url: path, problem: `bytes from ${start ?? '?'} instead of ${position}` });
  return undefined;
}

/** At most `length` bytes, without what comes before them. */
async function* wanted({ response, surplus }: Answer, length: number): AsyncGenerator<Uint8Array> {
  let skip = surplus;
  let left = length;
  for await (const chunk of response.body()) {
    if (left <= 0) return;
    const rest = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - rest.length;
    if (rest.length === 0) continue;
    yield rest.length > left ? rest.subarray(0, left) : rest;
    left -= rest.length;
  }
}

/** Pauses between attempts that fail, until it makes no sense any more. */
class Attempts {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #count = 1;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  reset(): void {
    this.#count = 1;
  }

  /** Throws the error when another attempt would not help. */
  async pause(error: unknown): Promise<void> {
    this.#signal.throwIfAborted();
    if (!(error instanceof SluiceError && error.retryable) || this.#count >= mostAttempts) throw error;
    await this.#clock.sleep(firstPauseMs * 2 ** (this.#count - 1), this.#signal);
    this.#count++;
  }
}
