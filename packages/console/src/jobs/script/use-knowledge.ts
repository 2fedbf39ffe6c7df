import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, keys, shared } from '../../api.ts';
import type { EditorKnowledge } from './complete.ts';
import type { JsonSchema } from './json-schema.ts';

/** The schema of scripts for the connectors of this one, and names of the project's data sources. */
export function useKnowledge(project: string, reader: string | undefined, writer: string | undefined): EditorKnowledge {
  const schema = useQuery({
    queryKey: keys.installation('job-schema', reader, writer),
    staleTime: Infinity,
    retry: false,
    // While a name is typed, the schema of the one before is better than none.
    placeholderData: keepPreviousData,
    queryFn: async () =>
      (await api.wizard.jobSchema({
        query: { ...(reader === undefined ? {} : { reader }), ...(writer === undefined ? {} : { writer }) },
      })) as JsonSchema,
  });
  const sources = useQuery(shared.dataSources(project));
  return useMemo(
    () => ({
      schema: schema.data,
      valuesAt: (path) => (path.at(-1) === 'datasource' ? (sources.data ?? []).map(({ name }) => name) : []),
    }),
    [schema.data, sources.data],
  );
}
