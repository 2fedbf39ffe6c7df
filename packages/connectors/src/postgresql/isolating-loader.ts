import type { Batch, Rejection } from '@sluice/core';
import type { Loader } from '../families/relational/session.ts';
import type { Load } from './load.ts';
import { type Refusal, refusalOfError } from './server-errors.ts';

/**
 * Rows per COPY. Small, as a refused row costs the work on the rows before it; and up to 1,000 rows the server makes
 * room for each row of a COPY anew, at a price that grows with their number.
 */
const maxPiece = 256;
const minPiece = 8;
/** Pieces that should go between two refused rows. */
const piecesPerGap = 4;

const savepoint = 'sluice_chunk';

/**
 * Loads in small pieces under savepoints and finds the rows that the server refuses. Where the server names the row,
 * the rows before it are sent again and the load goes on behind it; where it does not, the piece is halved.
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
      await this.#settle({ batch: ready, rows: all, from: 0, to: all.length }, refused);
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

  async #settle(piece: Piece, refused: Rejection[]): Promise<void> {
    let { from } = piece;
    // End of the rows among which the server refuses one without saying which.
    let suspectEnd = 0;
    while (from < piece.to) {
      const isSuspect = from < suspectEnd;
      const wanted = isSuspect ? Math.ceil((suspectEnd - from) / 2) : this.#pieceSize();
      const to = Math.min(from + wanted, piece.to);
      const refusal = await this.#try({ ...piece, from, to });
      if (refusal === undefined) {
        this.#rowsSinceRefusal += to - from;
        from = to;
        continue;
      }
      const place = to - from === 1 ? from : placeOf(refusal, from, to);
      if (place === undefined) {
        suspectEnd = to;
        continue;
      }
      // What stands before it may hold another bad row: some checks come late.
      if (place > from) await this.#settle({ ...piece, from, to: place }, refused);
      refused.push(this.#rejection(piece, place, refusal));
      this.#gap = (this.#gap + this.#rowsSinceRefusal) / 2;
      this.#rowsSinceRefusal = 0;
      from = place + 1;
    }
  }

  #pieceSize(): number {
    const gap = Math.max(this.#gap, this.#rowsSinceRefusal);
    return Math.min(Math.max(Math.ceil(gap / piecesPerGap), minPiece), maxPiece);
  }

  /** Loads a piece, or says why the server refused it. Takes one round trip. */
  async #try({ batch, rows, from, to }: Piece): Promise<Refusal | undefined> {
    const { plan, request } = this.#load;
    const { copySql, staging } = plan;
    const begin = this.#isDirty ? `rollback to savepoint ${savepoint}` : `savepoint ${savepoint}`;
    const merge = staging === undefined ? [] : [...staging.merge, staging.clear];
    const copy = this.#load.copy([begin, copySql, ...merge, `release savepoint ${savepoint}`].join('; '), true);
    try {
      await copy.append(batch, rows, from, to);
      const stored = await copy.end();
      this.#rowsStored += staging?.isCounted === true ? stored : to - from;
      this.#isDirty = false;
      return undefined;
    } catch (error) {
      const refusal = refusalOfError(error, plan.copyTable);
      if (refusal === undefined || request.signal.aborted) throw error;
      this.#isDirty = true;
      return refusal;
    }
  }

  #rejection({ rows }: Piece, place: number, refusal: Refusal): Rejection {
    const { copyColumns, mappings } = this.#load.plan;
    const { columnName, code, reason } = refusal;
    const names =
      columnName === undefined ? [] : [copyColumns, this.#load.request.schema.columns.map(({ name }) => name)];
    const column = names.map((list) => list.indexOf(columnName as string)).find((index) => index >= 0);
    const isKnown = column !== undefined && column < mappings.length;
    return { row: rows[place] as number, ...(isKnown ? { column } : {}), code, reason };
  }
}

function placeOf({ line }: Refusal, from: number, to: number): number | undefined {
  const place = line === undefined ? undefined : from + line - 1;
  return place !== undefined && place < to ? place : undefined;
}

interface Piece {
  readonly batch: Batch;
  readonly rows: Int32Array;
  readonly from: number;
  readonly to: number;
}
