/** The two lists of columns of a job as lines. */
import type { JsonValue } from '../data/batch.ts';
import { issueOf } from './findings.ts';
import type { Issue, Job, JobStep } from './job.ts';
import { joinPath } from './path.ts';
import type { MappingLine } from './wizard.ts';
import { wizardErrors } from './wizard-errors.ts';

/** One line per column, or why there is none. */
export function columnsOfJob({
  reader,
  writer,
}: Job): { readonly mapping: readonly MappingLine[] } | { readonly obstacles: readonly Issue[] } {
  const sources = listOf(reader);
  const targets = listOf(writer);
  const obstacles = [...starsIn(reader, sources), ...starsIn(writer, targets)];
  const count = sources?.length ?? targets?.length;
  if (count === undefined) {
    if (obstacles.length === 0) obstacles.push(issueOf('error', wizardErrors.noColumns(), { path: reader.path }));
    return { obstacles };
  }
  if (obstacles.length > 0) return { obstacles };
  if (sources !== undefined && targets !== undefined && sources.length !== targets.length) {
    const error = wizardErrors.columnCounts({ read: sources.length, written: targets.length });
    return { obstacles: [issueOf('error', error, { path: joinPath(writer.path, 'column') })] };
  }
  if (count === 0 && (sources === undefined || targets === undefined)) {
    return { obstacles: [issueOf('error', wizardErrors.noColumns(), { path: reader.path })] };
  }
  const mapping = Array.from({ length: count }, (_, index) => ({
    source: sources?.[index] ?? null,
    target: targets?.[index] ?? null,
  }));
  return { mapping };
}

/** Undefined when the step has no list. A single value is a list of one, as everywhere. */
function listOf({ parameter }: JobStep): readonly JsonValue[] | undefined {
  const column = parameter['column'];
  if (column === undefined || column === null || column === '') return undefined;
  return Array.isArray(column) ? (column as readonly JsonValue[]) : [column];
}

function starsIn({ path }: JobStep, entries: readonly JsonValue[] | undefined): Issue[] {
  return (entries ?? []).flatMap((entry, index) => {
    const place = { path: joinPath(joinPath(path, 'column'), index) };
    if (entry === null) return [issueOf('error', wizardErrors.emptyColumn(), place)];
    return typeof entry === 'string' && entry.trim() === '*'
      ? [issueOf('error', wizardErrors.allColumns(), place)]
      : [];
  });
}
