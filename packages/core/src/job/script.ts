/** Script 2.0 and 1.0, as DataWorks writes them, to the model and back. */
import type { JsonValue } from '../data/batch.ts';
import { findRoute, type ScriptStep } from './script-route.ts';
import { Findings } from './findings.ts';
import type { Issue, Job, JobStep, Parameter, TransformStep } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { joinPath } from './path.ts';
import { printScriptSetting, readScriptSetting } from './script-setting.ts';
import { checkKeys, isObject, isUnset, member, readObject, readWord, same, wordFor, type Placed } from './shape.ts';
import { checkTransform } from './transform-names.ts';

export interface ReadJob {
  /** Absent when a finding is an error. */
  readonly job?: Job;
  readonly issues: readonly Issue[];
}

/** Reads a parsed script 2.0. */
export function readScript(source: Parameter): ReadJob {
  const findings = new Findings();
  const root = { path: '', findings };
  checkKeys(source, { known: ['type', 'version', 'steps', 'setting', 'order', 'extend'] }, root);
  checkHeader(source, '2.0', root);
  const route = findRoute(readSteps(member(source, 'steps', root)), member(source, 'order', root));
  const setting = readScriptSetting(member(source, 'setting', root));
  const transforms = (route?.transforms ?? []).map(({ stepType, parameter, path }) => ({
    name: stepType,
    parameter,
    path,
  }));
  for (const transform of transforms) checkTransform(transform, findings);
  if (route === undefined || findings.hasErrors) return { issues: findings.issues };
  const job: Job = {
    format: 'script-2.0',
    reader: jobStep(route.reader),
    writer: jobStep(route.writer),
    transforms,
    setting,
    source,
  };
  return { job, issues: findings.issues };
}

/** Reads a parsed script 1.0: `configuration` with one reader, one writer and the setting. */
export function readScript1(source: Parameter): ReadJob {
  const findings = new Findings();
  const root = { path: '', findings };
  checkKeys(source, { known: ['type', 'version', 'configuration', 'traceId'] }, root);
  checkHeader(source, '1.0', root);
  const place = member(source, 'configuration', root);
  const configuration = readObject(place);
  checkKeys(configuration, { known: ['reader', 'writer', 'setting'] }, place);
  const reader = readSide('Reader', member(configuration, 'reader', place));
  const writer = readSide('Writer', member(configuration, 'writer', place));
  const setting = readScriptSetting(member(configuration, 'setting', place));
  if (reader === undefined || writer === undefined || findings.hasErrors) return { issues: findings.issues };
  return { job: { format: 'script-1.0', reader, writer, transforms: [], setting, source }, issues: findings.issues };
}

function checkHeader(source: Parameter, version: '1.0' | '2.0', root: Omit<Placed, 'value'>): void {
  const type = source['type'];
  if (isUnset(type)) root.findings.warning(jobErrors.missing({ what: '"type"', hint: 'Add "type": "job".' }), '');
  else readWord(member(source, 'type', root), ['job']);
  const found = source['version'];
  if (isUnset(found)) {
    root.findings.warning(jobErrors.missing({ what: '"version"', hint: `Add "version": "${version}".` }), '');
  } else if (Number(found) !== Number(version)) {
    const expected = `"${version}" for a job of this shape`;
    root.findings.error(jobErrors.numberRange({ key: 'version', found: String(found), expected }), 'version');
  }
}

function readSteps({ value, path, findings }: Placed): ScriptStep[] {
  if (!Array.isArray(value)) {
    const error = isUnset(value)
      ? jobErrors.missing({ what: '"steps"', hint: 'It lists the reader and the writer.' })
      : jobErrors.wrongType({ key: 'steps', expected: 'a list', found: wordFor(value) });
    findings.error(error, path);
    return [];
  }
  const items = value as readonly JsonValue[];
  return items.flatMap((item, index) => readStep({ value: item, path: joinPath(path, index), findings }) ?? []);
}

const categories = ['reader', 'writer', 'processor'] as const;
const defaultNames = { reader: 'Reader', writer: 'Writer', processor: 'Processor' };

function readStep(placed: Placed): ScriptStep | undefined {
  const { value, path, findings } = placed;
  if (!isObject(value)) {
    findings.error(jobErrors.wrongType({ key: 'steps', expected: 'a list of objects', found: wordFor(value) }), path);
    return undefined;
  }
  checkKeys(value, { known: ['stepType', 'category', 'name', 'parameter', 'copies'] }, placed);
  const category = readWord(member(value, 'category', placed), categories);
  if (category === undefined) {
    if (isUnset(value['category'])) {
      findings.error(jobErrors.missing({ what: '"category"', hint: `It is one of ${categories.join(', ')}.` }), path);
    }
    return undefined;
  }
  const stepType = isUnset(value['stepType']) ? '' : String(value['stepType']);
  const parameter = readObject(member(value, 'parameter', placed));
  if (stepType === '' && category !== 'processor') {
    findings.error(
      jobErrors.missing({ what: '"stepType"', hint: 'It names the plug-in, for instance "mysql".' }),
      path,
    );
  }
  if (stepType === '' && category === 'processor' && Object.keys(parameter).length > 0) {
    findings.warning(jobErrors.processorIgnored(), `${path}.parameter`);
  }
  const name = isUnset(value['name']) ? defaultNames[category] : String(value['name']);
  return { name, category, stepType, parameter, path: `${path}.parameter` };
}

function readSide(name: 'Reader' | 'Writer', placed: Placed): JobStep | undefined {
  const side = readObject(placed);
  checkKeys(side, { known: ['plugin', 'parameter', 'name'] }, placed);
  const parameterPlace = member(side, 'parameter', placed);
  if (isUnset(side['plugin'])) {
    const hint = 'It names the plug-in, for instance "mysql".';
    placed.findings.error(jobErrors.missing({ what: `"plugin" of the ${name.toLowerCase()}`, hint }), placed.path);
    return undefined;
  }
  return { name, connector: String(side['plugin']), parameter: readObject(parameterPlace), path: parameterPlace.path };
}

function jobStep({ name, stepType, parameter, path }: ScriptStep): JobStep {
  return { name, connector: stepType, parameter, path };
}

/**
 * Script 2.0 of a job. For one that was read from script 2.0 and not changed it is what was read, key by key; changed
 * parts replace theirs, and everything that the model does not cover stays.
 */
export function toScript(job: Job): Parameter {
  if (job.format !== 'script-2.0') return newScript(job);
  const before = readScript(job.source).job;
  if (before === undefined || !same(before.transforms, job.transforms))
    return { ...newScript(job), ...extendOf(job.source) };
  const steps = (job.source['steps'] as readonly Parameter[]).map((step, index) => {
    const path = `steps[${index}].parameter`;
    const used = [job.reader, job.writer].find((side) => side.path === path);
    return used === undefined ? step : printedOver(step, used);
  });
  const setting = readObject({ value: job.source['setting'], path: 'setting', findings: new Findings() });
  return {
    ...job.source,
    steps,
    ...(same(before.setting, job.setting) ? {} : { setting: printScriptSetting(job.setting, setting) }),
  };
}

function printedOver(step: Parameter, { connector, parameter }: JobStep): Parameter {
  const isEmpty = Object.keys(parameter).length === 0 && !isObject(step['parameter']);
  return {
    ...step,
    ...(String(step['stepType']) === connector ? {} : { stepType: connector }),
    ...(isEmpty ? {} : { parameter }),
  };
}

function extendOf(source: Parameter): Parameter {
  return source['extend'] === undefined ? {} : { extend: source['extend'] };
}

function newScript(job: Job): Parameter {
  const processors = job.transforms.map((transform, index) => printTransform(transform, `Processor${index + 1}`));
  const route = ['Reader', ...processors.map((step) => step['name'] as string), 'Writer'];
  return {
    type: 'job',
    version: '2.0',
    steps: [
      {
        stepType: stepTypeOf(job.reader.connector),
        parameter: job.reader.parameter,
        name: 'Reader',
        category: 'reader',
      },
      {
        stepType: stepTypeOf(job.writer.connector),
        parameter: job.writer.parameter,
        name: 'Writer',
        category: 'writer',
      },
      ...processors,
    ],
    setting: printScriptSetting(job.setting),
    order: { hops: route.slice(1).map((to, index) => ({ from: route[index] as string, to })) },
  };
}

function printTransform({ name, parameter }: TransformStep, stepName: string): Parameter {
  return { stepType: name, parameter, name: stepName, category: 'processor' };
}

/** `mysqlreader` and `mysqlwriter` are `mysql` in a script. */
function stepTypeOf(connector: string): string {
  const stem = /^(.+?)(?:reader|writer)$/i.exec(connector.trim());
  return stem?.[1] ?? connector;
}
