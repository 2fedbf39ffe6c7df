import type { Batch, Rejection, SluiceError } from '@sluice/core';
import { taskErrors } from '@sluice/core';
import type { LoadRequest } from '../families/relational/session.ts';
import { withArrayLiterals } from './array-columns.ts';
import { CopyIn, type RowCodec, SendBuffers } from './copy-in.ts';
import { errors } from './errors.ts';
import type { Link } from './link.ts';
import type { LoadPlan } from './load-plan.ts';
import { compileRowEncoder } from './row-encoder.ts';
import { screenBatch } from './screen.ts';
import { isServerError, refusalOfError } from './server-errors.ts';

/** What both ways of loading share: the transaction, the screen in front of it, and how errors are told. */
export class Load {
  readonly link: Link;
  readonly plan: LoadPlan;
  readonly request: LoadRequest;
  readonly codec: RowCodec;
  readonly token: string | undefined;
  readonly #buffers = new SendBuffers();
  readonly #onAbort: () => void;

  constructor(link: Link, plan: LoadPlan, request: LoadRequest, token: string | undefined) {
    this.link = link;
    this.plan = plan;
    this.request = request;
    this.token = token;
    this.codec = compileRowEncoder(plan.mappings);
    this.#onAbort = () => void link.close({ cancel: true });
    request.signal.addEventListener('abort', this.#onAbort);
  }

  /** Starts a COPY, alone or among other statements; see `CopyIn`. */
  copy(sql: string, isEager = false): CopyIn {
    const copy = new CopyIn(sql, this.codec, this.#buffers, isEager);
    this.link.submit(copy, copy.finished);
    return copy;
  }

  /** Rows that need not be sent, the others, and the batch as the encoder wants it. */
  screen(batch: Batch): {
    readonly rejections: readonly Rejection[];
    readonly rows: Int32Array | undefined;
    readonly ready: Batch;
  } {
    const { ready, broken } = withArrayLiterals(this.plan.mappings, batch);
    const found = screenBatch(this.plan.mappings, ready);
    if (found.length + broken.length === 0) return { rejections: [], rows: undefined, ready };
    const bad = new Set([...broken, ...found].map((rejection) => rejection.row));
    const rejections = [...broken, ...found.filter(({ row }) => !broken.some((other) => other.row === row))];
    const rows = Int32Array.from({ length: batch.rowCount }, (_, row) => row).filter((row) => !bad.has(row));
    return { rejections, rows, ready };
  }

  /** For the caller: a refused row asks for isolation, everything else is what it is. */
  refused(error: unknown): SluiceError {
    const { signal, keyColumns, table } = this.request;
    if (signal.aborted || !isServerError(error)) return this.link.translate(error, signal);
    if (error.code === '42P10') return errors.keyNotUnique({ table: table.name, columns: keyColumns }, error);
    const refusal = refusalOfError(error, this.plan.copyTable);
    if (refusal === undefined) return this.link.translate(error);
    const where = error.constraint === undefined ? '' : ` (${error.constraint})`;
    return taskErrors.needsIsolation({ reason: `${refusal.code}${where}` }, error);
  }

  async commit(): Promise<void> {
    try {
      await this.link.send('commit');
    } catch (error) {
      throw this.refused(error);
    } finally {
      this.detach();
    }
  }

  /** Undoes everything. Never throws. */
  async abort(): Promise<void> {
    this.detach();
    await this.link.close({ cancel: true });
  }

  detach(): void {
    this.request.signal.removeEventListener('abort', this.#onAbort);
  }
}
