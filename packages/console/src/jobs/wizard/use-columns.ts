/** Columns and keys of both ends, asked of the data sources themselves. */
import type { MappingColumn, WizardEnd } from '@sluice/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, keys } from '../../api.ts';
import type { Columns } from '../mapping/entries.ts';
import { isQuery, sourceOf, textsOf } from './model.ts';
import { useWizard } from './wizard-context.ts';

export interface LoadedColumns extends Columns {
  readonly isLoading: boolean;
  /** Why one side is not known. */
  readonly errors: { readonly reader: unknown; readonly writer: unknown };
  refetch(): void;
}

const none: readonly MappingColumn[] = [];

/** Both sides; a side that cannot be asked (yet) is empty. */
export function useColumns(): LoadedColumns {
  const { model } = useWizard();
  const reader = useSide(model.reader, 'reader');
  const writer = useSide(model.writer, 'writer');
  return useMemo(
    () => ({
      source: reader.data ?? none,
      target: writer.data ?? none,
      isLoading: reader.isLoading || writer.isLoading,
      errors: { reader: reader.error, writer: writer.error },
      refetch: () => {
        void reader.refetch();
        void writer.refetch();
      },
    }),
    [reader, writer],
  );
}

function useSide(end: WizardEnd, side: 'reader' | 'writer') {
  const { project, environment, draft } = useWizard();
  const place = placeOf(end);
  const look = { environment, group: draft.group };
  const asked =
    place === undefined ? readerSide(end, side, draft.parameters) : { dataSource: place.source, table: place.table };
  return useQuery({
    queryKey: keys.of(project, 'columns', side, asked, look),
    enabled: asked !== undefined,
    staleTime: 60_000,
    retry: false,
    queryFn: async ({ signal }) => {
      const nothing = { columns: [] };
      const known = asked === undefined ? nothing : { ...asked, ...look };
      const sides = side === 'reader' ? { source: known, target: nothing } : { source: nothing, target: known };
      const reply = await api.wizard.map({ params: { project }, body: { operation: 'check', ...sides }, signal });
      return side === 'reader' ? reply.source : reply.target;
    },
  });
}

/** What a reader delivers, for files and queries; a writer without a table has nothing to be asked about. */
function readerSide(
  end: WizardEnd,
  side: 'reader' | 'writer',
  parameters: string,
): { readonly reader: SentEnd; readonly parameters: string } | undefined {
  return side === 'reader' && hasPlace(end) ? { reader: sentEnd(end), parameters } : undefined;
}

type SentEnd = Parameters<typeof api.wizard.script>[0]['body']['model']['reader'];

/** The same JSON, for the client, whose types know no readonly lists. */
export function sentEnd({ connector, parameter }: WizardEnd): SentEnd {
  return { connector, parameter: parameter as SentEnd['parameter'] };
}

export interface TablePlace {
  readonly source: string;
  readonly table: string;
}

/** The one table of an end; undefined for queries, files and tables that only a pattern names. */
export function placeOf(end: WizardEnd): TablePlace | undefined {
  const source = sourceOf(end);
  const [table, ...others] = textsOf(end.parameter['table']);
  const isPlain = table !== undefined && others.length === 0 && !/[[*?$]/.test(table);
  return source === undefined || !isPlain || isQuery(end) ? undefined : { source, table };
}

/** Whether there is anything to ask a reader about. */
function hasPlace({ parameter }: WizardEnd): boolean {
  return Object.entries(parameter).some(([name, value]) => name !== 'datasource' && isFilled(value));
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
}

/** Columns and keys of the table of an end. */
export function useTable(end: WizardEnd) {
  const { project, environment, draft } = useWizard();
  const place = placeOf(end);
  return useQuery({
    queryKey: keys.of(project, 'table', place, environment, draft.group),
    enabled: place !== undefined,
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) =>
      api.dataSources.describe({
        params: { project, name: place?.source ?? '' },
        query: { table: place?.table ?? '', environment, group: draft.group },
        signal,
      }),
  });
}
