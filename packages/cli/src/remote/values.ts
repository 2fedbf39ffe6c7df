import { parseVariableArguments, resolveAssignments } from '@sluice/core';
import type { VariableFlags } from '../job/read-job.ts';

/** Values of a run as the server takes them; those that come from its times alone it finds by itself. */
export function valuesOf({ parameter = [], params, bizdate, cyctime }: VariableFlags) {
  const times = {
    ...(bizdate === undefined ? {} : { businessDate: bizdate }),
    ...(cyctime === undefined ? {} : { cycleTime: cyctime }),
  };
  const assigned = params === undefined ? {} : resolveAssignments(params, times).values;
  return {
    variables: { ...assigned, ...parseVariableArguments(parameter) },
    ...(bizdate === undefined ? {} : { bizdate }),
    ...(cyctime === undefined ? {} : { cyctime }),
  };
}
