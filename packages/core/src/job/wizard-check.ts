import { issueOf } from './findings.ts';
import type { Issue } from './job.ts';
import { joinPath } from './path.ts';
import { placeInWizard, type WizardModel } from './wizard.ts';
import { wizardErrors } from './wizard-errors.ts';

/** Issues of the script of a model with their places in the model, and what only the model can get wrong. */
export function wizardIssues(model: WizardModel, ofScript: readonly Issue[]): readonly Issue[] {
  const placed = ofScript.map(({ path, ...issue }) => ({
    ...issue,
    ...(path === undefined ? {} : { path: placeInWizard(path) }),
  }));
  return [...checkLines(model), ...placed];
}

/** There are lines, and columns are listed for all of them or for none. */
function checkLines({ mapping }: WizardModel): Issue[] {
  if (mapping.length === 0) return [issueOf('error', wizardErrors.noLines(), { path: 'mapping' })];
  return (['source', 'target'] as const).flatMap((side) => {
    const open = mapping.findIndex((line) => line[side] === null);
    if (open < 0 || mapping.every((line) => line[side] === null)) return [];
    const path = joinPath(joinPath('mapping', open), side);
    return [issueOf('error', wizardErrors.mixedColumns({ side }), { path })];
  });
}
