import type { Dialect } from './dialect.ts';
import { lineEndBytes } from './dialect.ts';

/** Why a file is read in one piece, or undefined when its records can be told apart from any place. */
export function cutObstacle(dialect: Dialect, hasQuotedNewlines: boolean): string | undefined {
  if (lineEndBytes(dialect).length > 1) return 'its lines end with several characters';
  if (dialect.quote === undefined || !hasQuotedNewlines) return undefined;
  const isSimple =
    dialect.delimiter.length === 1 && dialect.escape === undefined && !dialect.trims && dialect.comment === undefined;
  return isSimple ? undefined : 'only quotes without escapes, trimming and comments can be followed fast enough';
}

/** First end of a line after each target; without quotes every line ends a record. */
export async function lineBoundaries(
  read: (start: number) => AsyncIterable<Uint8Array>,
  targets: readonly number[],
  dialect: Dialect,
): Promise<readonly number[]> {
  const [lineEnd] = lineEndBytes(dialect) as unknown as [number];
  const found: number[] = [];
  for (const target of targets) {
    let offset = target;
    for await (const chunk of read(target)) {
      const at = chunk.indexOf(lineEnd);
      offset += at < 0 ? chunk.length : at + 1;
      if (at >= 0) break;
    }
    found.push(offset);
  }
  return found;
}

/**
 * First end of a record at or after each target, from one pass over the file by the rules of the scanner. Undefined
 * when a quote is still open at the end: then nobody can say what was meant.
 */
export async function quotedBoundaries(
  chunks: AsyncIterable<Uint8Array>,
  targets: readonly number[],
  dialect: Dialect,
): Promise<readonly number[] | undefined> {
  const walk = new QuoteWalk(dialect, targets);
  for await (const chunk of chunks) walk.take(chunk);
  return walk.isOpen ? undefined : walk.found;
}

const outside = 0;
const inside = 1;
/** A quote was seen inside quotes: the next byte tells whether it closes. */
const closing = 2;

class QuoteWalk {
  readonly found: number[] = [];
  readonly #targets: readonly number[];
  readonly #quote: number;
  readonly #delimiter: number;
  readonly #lineEnd: number;
  #state = outside;
  #isFieldStart = true;
  #offset = 0;

  constructor(dialect: Dialect, targets: readonly number[]) {
    this.#targets = targets;
    this.#quote = dialect.quote as number;
    this.#delimiter = dialect.delimiter[0] as number;
    this.#lineEnd = lineEndBytes(dialect)[0] as number;
  }

  get isOpen(): boolean {
    return this.#state === inside;
  }

  take(chunk: Uint8Array): void {
    // Most pieces of most files hold no quote: two searches at memory speed do.
    if (this.#state === outside && !chunk.includes(this.#quote)) this.#takePlain(chunk);
    else this.#takeQuoted(chunk);
    this.#offset += chunk.length;
  }

  get #target(): number {
    return this.#targets[this.found.length] ?? Infinity;
  }

  #takePlain(chunk: Uint8Array): void {
    for (let at = 0; this.#target <= this.#offset + chunk.length;) {
      at = chunk.indexOf(this.#lineEnd, Math.max(at, this.#target - this.#offset - 1)) + 1;
      if (at === 0) break;
      this.found.push(this.#offset + at);
    }
    const last = chunk[chunk.length - 1];
    this.#isFieldStart = last === this.#delimiter || last === this.#lineEnd;
  }

  #takeQuoted(chunk: Uint8Array): void {
    const quote = this.#quote;
    const delimiter = this.#delimiter;
    const lineEnd = this.#lineEnd;
    let state = this.#state;
    let isFieldStart = this.#isFieldStart;
    let target = this.#target - this.#offset;
    for (let at = this.#offset === 0 ? markLength(chunk) : 0; at < chunk.length; at++) {
      const c = chunk[at];
      if (state === inside) {
        if (c === quote) state = closing;
        continue;
      }
      if (state === closing) {
        if (c === quote) {
          state = inside;
          continue;
        }
        state = outside;
      }
      if (c === lineEnd) {
        isFieldStart = true;
        while (at + 1 >= target) {
          this.found.push(this.#offset + at + 1);
          target = this.#target - this.#offset;
        }
      } else if (c === delimiter) isFieldStart = true;
      else {
        if (c === quote && isFieldStart) state = inside;
        isFieldStart = false;
      }
    }
    this.#state = state;
    this.#isFieldStart = isFieldStart;
  }
}

/** A byte order mark is no part of the first field. */
function markLength(chunk: Uint8Array): number {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
}
