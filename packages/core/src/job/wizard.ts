/**
 * What the wizard edits: one reader, one writer and a line for each column, beside the script of the same job. What the
 * wizard does not show is kept and comes back unchanged.
 */
import type { JsonValue } from '../data/batch.ts';
import { parseJob } from './detect.ts';
import { issueOf } from './findings.ts';
import type { Issue, Job, Parameter } from './job.ts';
import { printJson } from './lenient-json.ts';
import { joinPath } from './path.ts';
import { readScript, toScript } from './script.ts';
import { isObject } from './shape.ts';
import { columnsOfJob } from './wizard-columns.ts';
import { wizardErrors } from './wizard-errors.ts';
import { wizardObstacles } from './wizard-obstacles.ts';

/** An entry of the reader's `column` as the script writes it: a name, an expression, `{name, type}`, `{value, type}` … */
export type SourceField = JsonValue;

/** Line i says what the i-th column of the target gets. */
export interface MappingLine {
  /** null on every line: the reader has no list of columns, its query says them. */
  readonly source: SourceField;
  /** As the writer's column entry is written. null on every line: the writer has none and takes the columns as they come. */
  readonly target: JsonValue;
}

export interface WizardEnd {
  /** `stepType` of the script. */
  readonly connector: string;
  /** Everything but `column`. */
  readonly parameter: Parameter;
}

export interface WizardModel {
  readonly reader: WizardEnd;
  readonly writer: WizardEnd;
  readonly mapping: readonly MappingLine[];
  readonly transforms: readonly { readonly name: string; readonly parameter: Parameter }[];
  /** `setting` of the script, as it is. */
  readonly setting: Parameter;
  /** Keys beside `steps`, `setting` and `order`. */
  readonly extra: Parameter;
}

/** A model, with what is worth knowing before it replaces the script; or why there is none, with places in the script. */
export type ReadWizard =
  { readonly model: WizardModel; readonly issues: readonly Issue[] } | { readonly reasons: readonly Issue[] };

/** The wizard's view of a job file of any format. Never throws. */
export function wizardOfScript(text: string): ReadWizard {
  const parsed = parseJob(text, { allowUnknownVariables: true });
  const { job } = parsed;
  if (job === undefined) return { reasons: parsed.issues.filter(({ severity }) => severity === 'error') };
  const columns = columnsOfJob(job);
  const obstacles = [...wizardObstacles(job), ...('obstacles' in columns ? columns.obstacles : [])];
  if (obstacles.length > 0 || 'obstacles' in columns) return { reasons: parsed.locate(obstacles) };
  const issues = [...parsed.issues, ...(hasComments(text) ? [issueOf('warning', wizardErrors.commentsGo())] : [])];
  return { model: modelOf(job, columns.mapping), issues };
}

function modelOf(job: Job, mapping: readonly MappingLine[]): WizardModel {
  const script = scriptOf(job);
  const { type: _type, version: _version, steps: _steps, order: _order, setting, ...extra } = script;
  // Names of plug-ins are those of scripts: `mysql`, not `mysqlreader`.
  const { reader, writer, transforms } = job.format === 'script-2.0' ? job : (readScript(script).job ?? job);
  return {
    reader: endOf(reader),
    writer: endOf(writer),
    mapping,
    transforms: transforms.map(({ name, parameter }) => ({ name, parameter })),
    setting: isObject(setting) ? setting : {},
    extra,
  };
}

function endOf({ connector, parameter }: Job['reader']): WizardEnd {
  const { column: _column, ...others } = parameter;
  return { connector, parameter: others };
}

/** Its top-level keys; those of other formats are converted, and script 1.0 keeps its setting word for word. */
function scriptOf(job: Job): Parameter {
  if (job.format === 'script-2.0') return job.source;
  const script = toScript(job);
  const configuration = job.source['configuration'];
  const setting = isObject(configuration) ? configuration['setting'] : undefined;
  return setting === undefined ? script : { ...script, setting };
}

/** True when the text holds comments, which JSON that is printed anew cannot keep. */
function hasComments(text: string): boolean {
  const tokens = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(\/[/*])/gs;
  return [...text.matchAll(tokens)].some((match) => match[1] !== undefined);
}

/** The script 2.0 of a model, formatted; `wizardOfScript` makes the same model of it. */
export function scriptOfWizard(model: WizardModel): string {
  const { reader, writer, mapping, transforms, setting, extra } = model;
  const processors = transforms.map(({ name, parameter }, index) => ({
    stepType: name,
    parameter,
    name: `Processor${index + 1}`,
    category: 'processor',
  }));
  const route = ['Reader', ...processors.map(({ name }) => name), 'Writer'];
  const sources = mapping.map(({ source }) => source);
  const targets = mapping.map(({ target }) => target);
  return printJson({
    ...extra,
    type: 'job',
    version: '2.0',
    steps: [
      { stepType: reader.connector, parameter: withColumns(reader, sources), name: 'Reader', category: 'reader' },
      { stepType: writer.connector, parameter: withColumns(writer, targets), name: 'Writer', category: 'writer' },
      ...processors,
    ],
    setting,
    order: { hops: route.slice(1).map((to, index) => ({ from: route[index] as string, to })) },
  });
}

/** No line at all is an empty list, which a run refuses: a mapping that was cleared must not mean all columns. */
function withColumns({ parameter }: WizardEnd, entries: readonly JsonValue[]): Parameter {
  const isOpen = entries.length > 0 && entries.every((entry) => entry === null);
  return isOpen ? parameter : { ...parameter, column: entries };
}

const stepPath = /^steps\[(\d+)\](?:\.(stepType|parameter))?(.*)$/s;
const columnPath = /^\.column\[(\d+)\](.*)$/s;

/** The place in the model that stands for a place in the script that `scriptOfWizard` made of it. */
export function placeInWizard(path: string): string {
  const match = stepPath.exec(path);
  if (match === null) return isExtra(path) ? `extra${path.startsWith('[') ? '' : '.'}${path}` : path;
  const [, step, member, rest = ''] = match;
  const index = Number(step);
  if (index > 1) return `${joinPath('transforms', index - 2)}${member === 'parameter' ? '.parameter' : '.name'}${rest}`;
  const side = index === 0 ? 'reader' : 'writer';
  if (member !== 'parameter') return `${side}.connector`;
  const column = columnPath.exec(rest);
  if (column !== null) return `mapping[${column[1]}].${index === 0 ? 'source' : 'target'}${column[2] ?? ''}`;
  return rest === '.column' ? 'mapping' : `${side}.parameter${rest}`;
}

function isExtra(path: string): boolean {
  return path !== '' && !/^(?:type|version|steps|setting|order)\b/.test(path);
}
