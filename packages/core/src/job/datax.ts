/** Job files of DataX to the model and back. */
import type { JsonValue } from '../data/batch.ts';
import { dataxErrors } from './datax-errors.ts';
import { printDataxSetting, readDataxSetting } from './datax-setting.ts';
import { Findings } from './findings.ts';
import type { Job, JobStep, Parameter, TransformStep } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { joinPath } from './path.ts';
import type { ReadJob } from './script.ts';
import { checkKeys, isObject, isUnset, member, readObject, wordFor, type Placed, same } from './shape.ts';
import { checkTransform } from './transform-names.ts';

const handlerReason = 'Handlers are Java classes of DataX.';

/** Reads a parsed DataX file. */
export function readDatax(source: Parameter): ReadJob {
  const findings = new Findings();
  const root = { path: '', findings };
  const ignored = {
    plugin: 'Plug-ins come with Sluice; their settings stand in "parameter".',
    entry: 'There is no Java machine to configure.',
  };
  checkKeys(source, { known: ['job', 'core', 'common'], ignored }, root);
  const jobPlace = member(source, 'job', root);
  const job = readObject(jobPlace);
  checkKeys(
    job,
    {
      known: ['content', 'setting'],
      ignored: { preHandler: handlerReason, postHandler: handlerReason, entry: ignored.entry },
    },
    jobPlace,
  );
  const content = readContent(member(job, 'content', jobPlace));
  const setting = readDataxSetting(source, member(job, 'setting', jobPlace));
  if (content === undefined || findings.hasErrors) return { issues: findings.issues };
  findings.note(dataxErrors.differences(), '');
  return { job: { format: 'datax', ...content, setting, source }, issues: findings.issues };
}

function readContent({ value, path, findings }: Placed): Pick<Job, 'reader' | 'writer' | 'transforms'> | undefined {
  const elements: readonly JsonValue[] | undefined = Array.isArray(value) ? value : undefined;
  const first = elements?.[0];
  if (!isObject(first)) {
    const error =
      isUnset(value) || elements?.length === 0
        ? jobErrors.missing({ what: '"content"', hint: 'It lists one object with "reader" and "writer".' })
        : jobErrors.wrongType({
            key: 'content',
            expected: 'a list of objects',
            found: wordFor(elements === undefined ? value : first),
          });
    findings.error(error, path);
    return undefined;
  }
  const count = elements?.length ?? 0;
  if (count > 1) findings.warning(dataxErrors.moreContent({ count }), joinPath(path, 1));
  const place = { path: joinPath(path, 0), findings };
  checkKeys(first, { known: ['reader', 'writer', 'transformer'] }, place);
  const reader = readSide('reader', member(first, 'reader', place));
  const writer = readSide('writer', member(first, 'writer', place));
  const transforms = readTransforms(member(first, 'transformer', place));
  return reader === undefined || writer === undefined ? undefined : { reader, writer, transforms };
}

function readSide(side: 'reader' | 'writer', placed: Placed): JobStep | undefined {
  const object = readObject(placed);
  checkKeys(object, { known: ['name', 'parameter'] }, placed);
  if (isUnset(object['name'])) {
    placed.findings.error(dataxErrors.sideAbsent({ side }), placed.path);
    return undefined;
  }
  const parameterPlace = member(object, 'parameter', placed);
  const parameter = readObject(parameterPlace);
  refuseEncrypted({ ...parameterPlace, value: parameter });
  return {
    name: side === 'reader' ? 'Reader' : 'Writer',
    connector: String(object['name']),
    parameter,
    path: parameterPlace.path,
  };
}

/** DataX encrypts the values of keys that begin with a star. */
function refuseEncrypted({ value, path, findings }: Placed): void {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries())
      refuseEncrypted({ value: item, path: joinPath(path, index), findings });
  }
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const itemPath = joinPath(path, key);
    if (/^\*./.test(key)) findings.error(dataxErrors.encrypted({ key }), itemPath);
    refuseEncrypted({ value: item, path: itemPath, findings });
  }
}

function readTransforms({ value, path, findings }: Placed): TransformStep[] {
  if (isUnset(value)) return [];
  if (!Array.isArray(value)) {
    findings.error(jobErrors.wrongType({ key: 'transformer', expected: 'a list', found: wordFor(value) }), path);
    return [];
  }
  return (value as readonly JsonValue[]).map((item, index) => {
    const place = { value: item, path: joinPath(path, index), findings };
    const object = readObject(place);
    checkKeys(object, { known: ['name', 'parameter'] }, place);
    const parameterPlace = member(object, 'parameter', place);
    const name = isUnset(object['name']) ? '' : String(object['name']);
    const transform = { name, parameter: readObject(parameterPlace), path: parameterPlace.path };
    checkTransform({ ...transform, path: place.path }, findings);
    return transform;
  });
}

/** The DataX file of a job. For one that was read from DataX and not changed it is what was read, key by key. */
export function toDatax(job: Job): Parameter {
  const content = printContent(job);
  const printed = printDataxSetting(job.setting);
  const { setting, ...beside } = printed;
  if (job.format !== 'datax') return { job: { content: [content], setting }, ...beside };
  const before = readDatax(job.source).job;
  const hasSame = (part: 'reader' | 'writer' | 'transforms' | 'setting') =>
    before !== undefined && same(before[part], job[part]);
  const old = job.source['job'] as Parameter;
  const [first, ...rest] = old['content'] as readonly Parameter[];
  const hasSameContent = hasSame('reader') && hasSame('writer') && hasSame('transforms');
  const { core: _core, common: _common, ...others } = job.source;
  return {
    ...(hasSame('setting') ? job.source : { ...others, ...beside }),
    job: {
      ...old,
      content: [hasSameContent ? (first as Parameter) : content, ...rest],
      ...(hasSame('setting') ? {} : { setting }),
    },
  };
}

function printContent({ reader, writer, transforms }: Job): Parameter {
  return {
    reader: { name: pluginName(reader.connector, 'reader'), parameter: reader.parameter },
    writer: { name: pluginName(writer.connector, 'writer'), parameter: writer.parameter },
    ...(transforms.length === 0 ? {} : { transformer: transforms.map(({ name, parameter }) => ({ name, parameter })) }),
  };
}

function pluginName(connector: string, side: 'reader' | 'writer'): string {
  return connector.toLowerCase().endsWith(side) ? connector : `${connector}${side}`;
}
