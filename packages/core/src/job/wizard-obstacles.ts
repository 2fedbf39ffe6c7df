/** What stands beside reader, writer and transforms in a script and has no place in the wizard. */
import type { JsonValue } from '../data/batch.ts';
import { issueOf } from './findings.ts';
import type { Issue, Job, Parameter } from './job.ts';
import { joinPath } from './path.ts';
import { isObject } from './shape.ts';
import { wizardErrors } from './wizard-errors.ts';

/** Everything that would be lost, or cannot be known before a run, with its path. */
export function wizardObstacles(job: Job): Issue[] {
  const names = [job.reader, job.writer].flatMap(({ connector, path }) =>
    connector.includes('${')
      ? [
          issueOf('error', wizardErrors.variableConnector({ name: connector }), {
            path: path.replace(/\.parameter$/, ''),
          }),
        ]
      : [],
  );
  return [...names, ...(job.format === 'script-2.0' ? stepObstacles(job) : [])];
}

function stepObstacles(job: Job): Issue[] {
  const shown = new Set([job.reader, job.writer, ...job.transforms].map(({ path }) => path));
  const steps = job.source['steps'] as readonly JsonValue[];
  return steps.flatMap((step, index) => {
    const path = joinPath('steps', index);
    if (!isObject(step)) return [];
    if (!shown.has(`${path}.parameter`)) return isBlank(step) ? [] : [otherStep(step, path)];
    return unknownKeys(step, path);
  });
}

/** The processor of a template: it has no effect. */
function isBlank({ stepType, parameter }: Parameter): boolean {
  const isEmpty = !isObject(parameter) || Object.keys(parameter).length === 0;
  return (stepType === undefined || stepType === null || stepType === '') && isEmpty;
}

function otherStep({ name, stepType }: Parameter, path: string): Issue {
  return issueOf('error', wizardErrors.moreSteps({ name: String(name ?? stepType ?? path) }), { path });
}

const stepKeys = new Set(['stepType', 'category', 'name', 'parameter', 'copies']);

function unknownKeys(step: Parameter, path: string): Issue[] {
  return Object.keys(step)
    .filter((key) => !stepKeys.has(key))
    .map((key) => issueOf('error', wizardErrors.stepKey({ key }), { path: joinPath(path, key) }));
}
