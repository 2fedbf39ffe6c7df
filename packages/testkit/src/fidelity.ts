/** What becomes of the values of a source type in a target type: measured by moving them, not by reading tables. */
import {
  SluiceError,
  compileBatchConversion,
  getCell,
  typeName,
  type Batch,
  type BatchConverter,
  type CellValue,
  type Reader,
  type Schema,
  type Split,
  type Type,
  type Writer,
} from '@sluice/core';
import { caseBatch, caseSchema, type TypeCase } from './cases/all-types.ts';

/** Two columns, `id` (never null, unique) and `value` with the edge values of one type. */
export interface FidelitySource {
  /** As its store calls it, or the logical type. */
  readonly type: string;
  readonly schema: Schema;
  read(): AsyncIterable<Batch>;
}

/** An empty table with the same two columns, `value` of the type under test. */
export interface FidelityTarget {
  readonly type: string;
  openWriter(): Promise<Writer>;
  /** Reads all of the table, with the same two columns. */
  openReader(): Promise<Reader>;
}

/**
 * - `exact`: every value came back as it was
 * - `checked`: those that do not fit were rejected, with a reason; the others came back as they were
 * - `changed`: a value came back as another one, or not at all
 * - `impossible`: refused before the start
 * - `failed`: the transfer ended with an error
 */
export type FidelityVerdict = 'exact' | 'checked' | 'changed' | 'impossible' | 'failed';

export interface FidelityRow {
  readonly source: string;
  readonly target: string;
  readonly verdict: FidelityVerdict;
  /** For people: how many values, and the first one that did not pass with what happened to it. */
  readonly evidence: string;
}

const textOptions = { timeZone: 'UTC', lenientDates: false };

/** Golden values of a logical type as a source. */
export function sourceOfCase(each: TypeCase): FidelitySource {
  return {
    type: typeName(each.type),
    schema: caseSchema(each.type),
    read: async function* () {
      yield caseBatch(each);
    },
  };
}

/** A reader of the two columns as a source; `type` as its store calls it. Reads it anew each time. */
export async function sourceOfReader(type: string, open: () => Promise<Reader>): Promise<FidelitySource> {
  const reader = await open();
  const schema = await reader.describe().finally(() => reader.close());
  return { type, schema, read: () => readAll(open, schema) };
}

/** Moves the values of the source into the target and reads them back. */
export async function measureFidelity(source: FidelitySource, target: FidelityTarget): Promise<FidelityRow> {
  const row = { source: source.type, target: target.type };
  const ledger = new Ledger(valueType(source.schema));
  try {
    await writeAll(source, target, ledger);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    const isRefusal = error.code === 'CONVERSION_IMPOSSIBLE';
    return { ...row, verdict: isRefusal ? 'impossible' : 'failed', evidence: error.message };
  }
  await readBack(source, target, ledger);
  return { ...row, ...ledger.close() };
}

/** Every source against every target. `targets` is asked for each pair, so that each gets a table of its own. */
export async function measureMatrix(
  sources: readonly FidelitySource[],
  targetTypes: readonly string[],
  makeTarget: (type: string, source: FidelitySource) => Promise<FidelityTarget>,
): Promise<readonly FidelityRow[]> {
  const rows: FidelityRow[] = [];
  for (const source of sources) {
    for (const type of targetTypes) rows.push(await measureFidelity(source, await makeTarget(type, source)));
  }
  return rows;
}

/** The rows as a Markdown table, one line per source type and a column per target type, with the evidence below. */
export function fidelityTable(rows: readonly FidelityRow[]): string {
  const targets = [...new Set(rows.map((row) => row.target))];
  const sources = [...new Set(rows.map((row) => row.source))];
  const verdictOf = (source: string, target: string): string =>
    rows.find((row) => row.source === source && row.target === target)?.verdict ?? '';
  const table = [
    tableLine(['source \\ target', ...targets]),
    tableLine(['---', ...targets.map(() => '---')]),
    ...sources.map((source) => tableLine([source, ...targets.map((target) => verdictOf(source, target))])),
  ];
  const notes = rows
    .filter((row) => row.verdict !== 'exact')
    .map((row) => `- ${row.source} → ${row.target}, ${row.verdict}: ${row.evidence}`);
  return [...table, ...(notes.length === 0 ? [] : ['', ...notes]), ''].join('\n');
}

async function writeAll(source: FidelitySource, target: FidelityTarget, ledger: Ledger): Promise<void> {
  const writer = await target.openWriter();
  try {
    const { wanted, shared } = await writer.prepare(source.schema);
    const converter = compileBatchConversion(source.schema, wanted, textOptions);
    const signal = new AbortController().signal;
    const task = await writer.openTask({ taskId: '0001', attempt: 1, schema: wanted, shared, isolate: true, signal });
    try {
      for await (const batch of source.read()) {
        ledger.sent(batch);
        const { batch: converted, rejections } = convert(converter, batch);
        for (const each of rejections) ledger.rejected(batch, each.row, each.reason);
        const refused = converted.rowCount === 0 ? [] : await task.write(converted);
        for (const each of refused) ledger.rejected(batch, converted.source?.rows?.[each.row] ?? each.row, each.reason);
      }
    } catch (error) {
      await task.abort();
      throw error;
    }
    await writer.finish([await task.commit()]);
  } finally {
    await writer.close();
  }
}

async function readBack(source: FidelitySource, target: FidelityTarget, ledger: Ledger): Promise<void> {
  let converter: BatchConverter | undefined;
  let isCompiled = false;
  for await (const batch of readAll(() => target.openReader(), source.schema)) {
    if (!isCompiled) converter = compileBatchConversion(batch.schema, source.schema, textOptions);
    isCompiled = true;
    const { batch: converted, rejections } = convert(converter, batch);
    for (const each of rejections) ledger.unreadable(batch, each.row, each.reason);
    ledger.received(converted);
  }
}

function convert(converter: BatchConverter | undefined, batch: Batch): ReturnType<BatchConverter['convert']> {
  return converter?.convert(batch) ?? { batch, rejections: [] };
}

async function* readAll(open: () => Promise<Reader>, wanted: Schema): AsyncGenerator<Batch> {
  const reader = await open();
  try {
    await reader.describe();
    const { schema, shared, splits } = await reader.plan({ channels: 1, wanted });
    const signal = new AbortController().signal;
    for (const split of splits as readonly Split[]) {
      yield* reader.read({ schema, shared, split, batchRows: 1_000, batchBytes: 1 << 20, signal });
    }
  } finally {
    await reader.close();
  }
}

/** What was sent and what became of it, by `id`. */
class Ledger {
  readonly #type: Type;
  readonly #sent = new Map<string, string>();
  readonly #received = new Map<string, string>();
  readonly #rejected = new Map<string, string>();
  readonly #unreadable = new Map<string, string>();

  constructor(type: Type) {
    this.#type = type;
  }

  sent(batch: Batch): void {
    this.#note(batch, this.#sent);
  }

  received(batch: Batch): void {
    this.#note(batch, this.#received);
  }

  rejected(batch: Batch, row: number, reason: string): void {
    this.#rejected.set(idOf(batch, row), reason);
  }

  unreadable(batch: Batch, row: number, reason: string): void {
    this.#unreadable.set(idOf(batch, row), reason);
  }

  close(): { readonly verdict: FidelityVerdict; readonly evidence: string } {
    const changes: string[] = [];
    const rejections: string[] = [];
    for (const [id, value] of this.#sent) {
      const arrived = this.#received.get(id);
      const reason = this.#rejected.get(id);
      if (reason !== undefined && arrived === undefined) rejections.push(`${shorten(value)}: ${reason}`);
      else if (arrived !== value) changes.push(`${shorten(value)} became ${this.#describe(id, arrived)}`);
    }
    const all = this.#sent.size;
    if (changes.length > 0)
      return { verdict: 'changed', evidence: `${changes.length} of ${all} values; ${changes[0]}` };
    if (rejections.length === 0) return { verdict: 'exact', evidence: `${all} values` };
    return { verdict: 'checked', evidence: `${rejections.length} of ${all} values rejected; ${rejections[0]}` };
  }

  #describe(id: string, arrived: string | undefined): string {
    if (arrived !== undefined) return shorten(arrived);
    const reason = this.#unreadable.get(id);
    return reason === undefined ? 'nothing' : `a value that does not read back (${reason})`;
  }

  #note(batch: Batch, into: Map<string, string>): void {
    const values = batch.columns[1];
    if (values === undefined) throw new Error('Fidelity is measured on the columns id and value');
    for (let row = 0; row < batch.rowCount; row++) into.set(idOf(batch, row), textOf(this.#type, getCell(values, row)));
  }
}

function idOf(batch: Batch, row: number): string {
  const ids = batch.columns[0];
  return ids === undefined ? '' : String(getCell(ids, row));
}

/** Equal texts mean equal values; JSON is compared by what it says. */
function textOf(type: Type, cell: CellValue): string {
  if (cell === null) return 'null';
  if (cell instanceof Uint8Array) return `0x${Buffer.from(cell).toString('hex')}`;
  if (type.kind === 'json' || type.kind === 'list') return JSON.stringify(JSON.parse(String(cell)));
  return typeof cell === 'string' ? JSON.stringify(cell) : String(cell);
}

function valueType(schema: Schema): Type {
  const type = schema.columns[1]?.type;
  if (type === undefined) throw new Error('Fidelity is measured on the columns id and value');
  return type;
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 36)} ...`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
