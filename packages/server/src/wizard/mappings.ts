import {
  checkMapping,
  clearMapping,
  layoutMapping,
  mapByName,
  mapByRow,
  mapFuzzy,
  type LineVerdict,
  type Mapped,
} from '@sluice/core';
import type { z } from 'zod';
import type { wizardRoutes } from '../contract/wizard.ts';
import { issueView } from '../jobs/views.ts';
import { columnsOfSide, type SideContext } from './sides.ts';

type Request = z.output<typeof wizardRoutes.map.body>;
type Reply = z.output<typeof wizardRoutes.map.reply>;

/** Performs an operation on the lines, and judges what there is then. */
export async function mapColumns(request: Request, context: SideContext): Promise<Reply> {
  const [source, target] = await Promise.all([
    columnsOfSide(request.source, context),
    columnsOfSide(request.target, context),
  ]);
  const mapped = operate(request, { source: source.columns, target: target.columns, lines: request.lines });
  const { verdicts, issues } = checkMapping(mapped);
  return {
    source: mapped.source,
    target: mapped.target,
    lines: mapped.lines.map((line, index) => ({ ...line, ...(verdicts[index] as LineVerdict) })),
    issues: issues.map(issueView),
  };
}

function operate({ operation, ignoreCase }: Request, mapped: Mapped): Mapped {
  switch (operation) {
    case 'sameName':
      return { ...mapped, lines: mapByName(mapped, { ignoreCase }) };
    case 'sameRow':
      return { ...mapped, lines: mapByRow(mapped) };
    case 'fuzzy':
      return { ...mapped, lines: mapFuzzy(mapped) };
    case 'clear':
      return { ...mapped, lines: clearMapping() };
    case 'layout':
      return layoutMapping(mapped);
    case 'check':
      return mapped;
  }
}
