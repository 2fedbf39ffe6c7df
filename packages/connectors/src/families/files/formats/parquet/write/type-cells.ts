import type { Type } from '@sluice/core';
import { type Gather, gatherBytes, gatherNarrow, gatherWords } from './cells.ts';
import { decimalForm } from './schema.ts';

/** The cells of a type as its leaf has them. */
export function gatherOf(type: Type): Gather {
  switch (type.kind) {
    case 'bool':
      return gatherFlags();
    case 'int8':
    case 'int16':
      return gatherNarrow(1);
    case 'int32':
    case 'float32':
    case 'date':
      return gatherWords(1);
    case 'int64':
    case 'uint64':
    case 'float64':
    case 'time':
    case 'timestamp':
      return gatherWords(2);
    case 'decimal': {
      const { as } = decimalForm(type);
      if (as === 'word') return gatherNarrow(2);
      return as === 'words' ? gatherWords(2) : gatherBytes();
    }
    default:
      return gatherBytes();
  }
}

function gatherFlags(): Gather {
  const gather = gatherNarrow(1);
  return (column, from, to, cells) => {
    gather(column, from, to, cells);
    const { values, count } = cells;
    for (let i = 0; i < count; i++) values[i] = values[i] === 0 ? 0 : 1;
  };
}
