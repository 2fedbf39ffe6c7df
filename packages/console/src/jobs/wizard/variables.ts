import { builtInVariables, parseAssignments, substituteVariables } from '@sluice/core';

const filledIn = Object.keys(builtInVariables({ businessDate: '20260101' }));

/** Names of `${…}` in a script that neither its parameters nor the scheduler fill in. */
export function neededVariables(script: string, parameters: string): readonly string[] {
  const given = new Set([...filledIn, ...parseAssignments(parameters).assignments.map(({ name }) => name)]);
  const names = substituteVariables(script, {})
    .unknown.filter(({ isBraced }) => isBraced)
    .map(({ name }) => name);
  return [...new Set(names)].filter((name) => /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && !given.has(name));
}
