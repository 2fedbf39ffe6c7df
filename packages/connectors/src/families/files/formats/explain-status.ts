import { typeName, type ParseStatus, type Type } from '@sluice/core';

/** Code and words for a text that is no value of a type. */
export function explainStatus(status: number, type: Type): { readonly code: string; readonly problem: string } {
  const name = typeName(type);
  switch (status as ParseStatus) {
    case 2:
      return { code: 'OUT_OF_RANGE', problem: `does not fit ${name}.` };
    case 3:
      return { code: 'INEXACT', problem: `digits would be lost in ${name}.` };
    default:
      return { code: 'MALFORMED', problem: `not a valid ${name}.` };
  }
}
