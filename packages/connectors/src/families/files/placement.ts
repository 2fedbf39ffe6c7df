import type { FileColumn } from './columns.ts';
import { fileErrors } from './errors.ts';

/** What happens to records and files that have other columns than the job. Absent: what each place finds safe. */
export interface ColumnPolicies {
  readonly missing?: 'null' | 'dirty' | 'error';
  readonly extra?: 'ignore' | 'dirty' | 'error';
}

/** The policies of a reader's options, in which `reject` is another word for `dirty`. */
export function policiesOf(options: {
  readonly missingColumns?: 'null' | 'dirty' | 'reject' | 'error' | undefined;
  readonly extraColumns?: 'ignore' | 'dirty' | 'reject' | 'error' | undefined;
}): ColumnPolicies {
  const { missingColumns, extraColumns } = options;
  return {
    ...(missingColumns === undefined ? {} : { missing: missingColumns === 'reject' ? 'dirty' : missingColumns }),
    ...(extraColumns === undefined ? {} : { extra: extraColumns === 'reject' ? 'dirty' : extraColumns }),
  };
}

/** How the columns of a job lie in a file that names its own. */
export interface Placement {
  /** Place of each column in the file; -1: it is not in the records of this file. */
  readonly places: readonly number[];
  /** Why every record of the file is refused. */
  readonly refusal?: FileRefusal;
}

export interface FileRefusal {
  /** Index in the schema. */
  readonly column?: number;
  readonly code: 'MISSING_FIELDS' | 'EXTRA_FIELDS';
  readonly reason: string;
}

export interface PlacementRequest {
  readonly columns: readonly FileColumn[];
  /** Columns of the file in its order. */
  readonly names: readonly string[];
  readonly path: string;
  /** Where the columns of the job were found. */
  readonly firstPath: string;
  /** The columns are those of the first file, not listed in the job. */
  readonly isDiscovered: boolean;
  readonly policies: ColumnPolicies;
}

/** Finds columns by name or index. Throws `FILES_COLUMN_NOT_FOUND`, `FILES_HEADER_DIFFERS` or `FILES_UNWANTED_COLUMN`. */
export function placeColumns(request: PlacementRequest): Placement {
  const { columns, names, path, policies } = request;
  const places = columns.map(({ key, index }) => (key === undefined ? (index ?? -1) : names.indexOf(key)));
  const missing = columns.findIndex(({ key }, at) => key !== undefined && (places[at] as number) < 0);
  const refusals = [missing < 0 ? undefined : refuseMissing(request, missing), refuseExtra(request)];
  const refusal = refusals.find((found) => found !== undefined);
  if (missing >= 0 && policies.missing === undefined) {
    const column = (columns[missing] as FileColumn).key as string;
    throw request.isDiscovered
      ? fileErrors.headerDiffers({ path, first: request.firstPath })
      : fileErrors.columnNotFound({ path, column, found: names.join(', ') });
  }
  return refusal === undefined ? { places } : { places, refusal };
}

function refuseMissing(request: PlacementRequest, missing: number): FileRefusal | undefined {
  const { columns, names, path, policies } = request;
  const column = (columns[missing] as FileColumn).key as string;
  if (policies.missing === 'error') throw fileErrors.columnNotFound({ path, column, found: names.join(', ') });
  if (policies.missing !== 'dirty') return undefined;
  return { column: missing, code: 'MISSING_FIELDS', reason: `The file has no column "${column}".` };
}

/** Only columns that were found by name tell what is too much. */
function refuseExtra(request: PlacementRequest): FileRefusal | undefined {
  const { columns, names, path, policies } = request;
  // What is known of the file stands for the column of that name in it.
  const known = new Set(columns.map(({ key, partition, fact, name }) => key ?? partition ?? (fact && name)));
  const isNamed = request.isDiscovered && columns.some(({ key }) => key !== undefined);
  const wantsAll = isNamed || (policies.extra ?? 'ignore') !== 'ignore';
  if (policies.extra === 'ignore' || !wantsAll || columns.every(({ key }) => key === undefined)) return undefined;
  const used = new Set(columns.map(({ index }) => index));
  const extra = names.find((name, place) => !known.has(name) && !used.has(place));
  if (extra === undefined) return undefined;
  if (policies.extra === 'error') throw fileErrors.unwantedColumn({ path, column: extra });
  if (policies.extra === 'dirty') return { code: 'EXTRA_FIELDS', reason: `The file has the column "${extra}" too.` };
  throw fileErrors.headerDiffers({ path, first: request.firstPath });
}
