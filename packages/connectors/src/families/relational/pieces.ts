/** Into how many pieces a table is cut. */

export interface PieceRequest {
  readonly channels: number;
  /** Tables of the whole job. */
  readonly tables: number;
  /** `splitFactor` of the job, when it is given. */
  readonly splitFactor: number | undefined;
  /** Rows of the table, as far as known. */
  readonly rows: number | undefined;
}

export const maxPieces = 1_000;
const defaultFactor = 5;
/** A table with fewer rows is read at once. */
const minRowsToSplit = 50_000;
const minRowsPerPiece = 25_000;

/**
 * One table: channels × splitFactor. Several tables: as many as it takes to keep all channels busy, without the
 * factor. One channel reads in one piece. Small tables are cut less, unless the job asks for a factor itself.
 */
export function pieceCount(request: PieceRequest): number {
  const wanted = Math.min(wantedPieces(request), maxPieces);
  if (wanted <= 1) return 1;
  if (request.splitFactor !== undefined || request.rows === undefined) return wanted;
  if (request.rows < minRowsToSplit) return 1;
  return Math.min(wanted, Math.floor(request.rows / minRowsPerPiece));
}

/** The number before the size of the table is looked at. */
export function wantedPieces(request: Omit<PieceRequest, 'rows'>): number {
  const { channels, tables, splitFactor } = request;
  if (tables > 1) return Math.ceil(channels / tables);
  if (channels <= 1) return splitFactor ?? 1;
  return channels * Math.max(1, splitFactor ?? defaultFactor);
}
