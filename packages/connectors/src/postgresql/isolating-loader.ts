import type { Batch, Rejection } from '@sluice/core';
import type { Loader } from '../families/relational/session.ts';
import type { Load } from './load.ts';
import { type Refusal, refusalOfError } from './server-errors.ts';

/**
 * Rows per COPY. Small, as a refused row costs the work on the rows before it; and up to 1,000 rows the server makes
 * room for each row of a COPY anew, at a price that grows with their number.
 */
const maxPiece = 128;
const minPiece = 8;
/** Pieces that should go between two refused rows. */
const piecesPerGap = 8;
/** Pieces in one query: round trips cost more than the rows of a small piece. */
const maxPieces = 16;

const savepoint = 'sluice_chunk';

/**
 * Loads in small pieces under savepoints and finds the rows that the server refuses. Where the server names the row, its
 * piece is sent again without it; where it does not, the piece is halved. Several pieces go in one query: at a refusal
 * those before are stored, and those behind are dropped by the server.
 */
export class IsolatingLoader implements Loader {
  readonly #load: Load;
  #rowsStored = 0;
  /** Mean number of rows between refused ones, lately. */
  #gap = maxPiece * piecesPerGap;
  #rowsSinceRefusal = 0;
  /** The last piece was refused: what is left of it goes with the next statement. */
  #isDirty = false;

  constructor(load: Load) {
    this.#load = load;
  }

  async write(batch: Batch): Promise<readonly Rejection[]> {
    const { rejections, rows, ready } = this.#load.screen(batch);
    const all = rows ?? Int32Array.from({ length: batch.rowCount }, (_, row) => row);
    const refused: Rejection[] = [...rejections];
    try {
      await this.#settle(ready, all, refused);
    } catch (error) {
      throw this.#load.refused(error);
    }
    return refused.sort((left, right) => left.row - right.row);
  }

  async commitToken(): Promise<string | undefined> {
    return this.#load.token;
  }

  async commit(): Promise<number> {
    if (this.#isDirty) await this.#load.link.run(`rollback to savepoint ${savepoint}`);
    await this.#load.commit();
    return this.#rowsStored;
  }

  abort(): Promise<void> {
    return this.#load.abort();
  }

  /** Stores the rows but for those that the server refuses; `rows` is used up. */
  async #settle(batch: Batch, rows: Int32Array, refused: Rejection[]): Promise<void> {
    let [from, end] = [0, rows.length];
    // End of the rows among which the server refuses one without saying which.
    let suspectEnd = 0;
    while (from < end) {
      const ends = from < suspectEnd ? [(from + suspectEnd + 1) >> 1] : this.#piecesOf(from, end);
      const { stored, refusal } = await this.#try({ batch, rows, from, ends });
      const next = ends[stored - 1] ?? from;
      this.#rowsSinceRefusal += next - from;
      from = next;
      if (refusal === undefined) continue;
      const pieceEnd = ends[stored] as number;
      const place = pieceEnd - from === 1 ? from : placeOf(refusal, from, pieceEnd);
      if (place === undefined) {
        suspectEnd = pieceEnd;
        continue;
      }
      refused.push(this.#rejection(rows[place] as number, refusal));
      rows.copyWithin(place, place + 1, end--);
      if (suspectEnd > place) suspectEnd--;
      this.#gap = (this.#gap + this.#rowsSinceRefusal) / 2;
      this.#rowsSinceRefusal = 0;
    }
  }

  /** Where the pieces of the next query end: about as many rows as lie between two refused ones. */
  #piecesOf(from: number, end: number): readonly number[] {
    const gap = Math.max(this.#gap, this.#rowsSinceRefusal);
    const size = Math.min(Math.max(Math.ceil(gap / piecesPerGap), minPiece), maxPiece);
    const count = Math.min(Math.max(Math.ceil(gap / size), 1), maxPieces, Math.ceil((end - from) / size));
    return Array.from({ length: count }, (_, index) => Math.min(from + (index + 1) * size, end));
  }

  /** Loads pieces in one round trip. At a refusal those before are stored, and nothing else. */
  async #try({ batch, rows, from, ends }: Pieces): Promise<Outcome> {
    const { plan, request } = this.#load;
    const { copySql, staging } = plan;
    const merge = staging === undefined ? [] : [...staging.merge, staging.clear];
    const piece = [`savepoint ${savepoint}`, copySql, ...merge, `release savepoint ${savepoint}`];
    const first = this.#isDirty ? [`rollback to savepoint ${savepoint}; release savepoint ${savepoint}`] : [];
    const copy = this.#load.copy([...first, ...ends.flatMap(() => piece)].join('; '), true);
    let refusal: Refusal | undefined;
    try {
      for (const [index, end] of ends.entries()) {
        if (index > 0) copy.nextCopy();
        await copy.append(batch, rows, ends[index - 1] ?? from, end);
      }
      await copy.end();
      this.#isDirty = false;
    } catch (error) {
      refusal = refusalOfError(error, plan.copyTable);
      if (refusal === undefined || request.signal.aborted) throw error;
      this.#isDirty = true;
    }
    const counts = copy.released.slice(first.length);
    const sent = (ends[counts.length - 1] ?? from) - from;
    this.#rowsStored += staging?.isCounted === true ? counts.reduce((sum, count) => sum + count, 0) : sent;
    return { stored: counts.length, refusal };
  }

  #rejection(row: number, refusal: Refusal): Rejection {
    const { copyColumns, mappings } = this.#load.plan;
    const { columnName, code, reason } = refusal;
    const names =
      columnName === undefined ? [] : [copyColumns, this.#load.request.schema.columns.map(({ name }) => name)];
    const column = names.map((list) => list.indexOf(columnName as string)).find((index) => index >= 0);
    const isKnown = column !== undefined && column < mappings.length;
    return { row, ...(isKnown ? { column } : {}), code, reason };
  }
}

function placeOf({ line }: Refusal, from: number, to: number): number | undefined {
  const place = line === undefined ? undefined : from + line - 1;
  return place !== undefined && place < to ? place : undefined;
}

interface Pieces {
  readonly batch: Batch;
  /** Row indexes. The first piece begins at place `from` of them. */
  readonly rows: Int32Array;
  readonly from: number;
  readonly ends: readonly number[];
}

interface Outcome {
  /** Pieces. */
  readonly stored: number;
  readonly refusal: Refusal | undefined;
}
