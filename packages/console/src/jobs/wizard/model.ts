/** Changes of a wizard model. Each answers a new one; everything it does not name stays as it is. */
import type { JsonValue, MappingLine, Parameter, WizardEnd, WizardModel } from '@sluice/core';

export type Side = 'reader' | 'writer';

/** What a new job begins with. */
export function emptyModel(reader: string, writer: string): WizardModel {
  return {
    reader: { connector: reader, parameter: {} },
    writer: { connector: writer, parameter: {} },
    mapping: [],
    transforms: [],
    setting: { errorLimit: { record: 0 }, speed: { concurrent: 2, throttle: false } },
    extra: {},
  };
}

/** Another kind of system: nothing of the old one's options means anything to it, and neither do its columns. */
export function withConnector(model: WizardModel, side: Side, connector: string): WizardModel {
  if (model[side].connector === connector) return model;
  return withLines({ ...model, [side]: { connector, parameter: {} } }, []);
}

/** `undefined` removes a parameter. */
export function withParameters(
  model: WizardModel,
  side: Side,
  values: Readonly<Record<string, JsonValue | undefined>>,
): WizardModel {
  const end: WizardEnd = { ...model[side], parameter: changed(model[side].parameter, values) };
  return { ...model, [side]: end };
}

/** Another table or data source: lines and split key belong to the old one. */
export function withPlace(
  model: WizardModel,
  side: Side,
  values: Readonly<Record<string, JsonValue | undefined>>,
): WizardModel {
  const reset = side === 'reader' && 'splitPk' in model.reader.parameter ? { splitPk: undefined } : {};
  return withLines(withParameters(model, side, { ...values, ...reset }), []);
}

export function withSetting(model: WizardModel, key: string, value: JsonValue | undefined): WizardModel {
  return { ...model, setting: changed(model.setting, { [key]: value }) };
}

export function changed(before: Parameter, values: Readonly<Record<string, JsonValue | undefined>>): Parameter {
  const entries = Object.entries({ ...before, ...values }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Parameter;
}

/** A column that no line has any more: the engine refuses it, so that no other column is changed instead. */
export const goneColumn = -1;

/**
 * New lines. Transforms name columns by their position, so they follow the lines that they belong to.
 */
export function withLines(model: WizardModel, mapping: readonly MappingLine[]): WizardModel {
  const transforms = model.transforms.map(({ name, parameter }) => {
    const index = Number(parameter['columnIndex']);
    const line = parameter['columnIndex'] === undefined ? undefined : model.mapping[index];
    if (line === undefined) return { name, parameter };
    const next = line.source === null ? ofQuery(index, mapping) : positionOf(line, mapping);
    return { name, parameter: next === index ? parameter : { ...parameter, columnIndex: next } };
  });
  return { ...model, mapping, transforms };
}

/** Columns of a query keep their places, whatever their targets. */
function ofQuery(index: number, lines: readonly MappingLine[]): number {
  return lines[index]?.source === null ? index : goneColumn;
}

function positionOf(line: MappingLine, lines: readonly MappingLine[]): number {
  const whole = lines.findIndex(({ source, target }) => same(source, line.source) && same(target, line.target));
  const found = whole < 0 ? lines.findIndex(({ source }) => same(source, line.source)) : whole;
  return found < 0 ? goneColumn : found;
}

export function same(left: JsonValue, right: JsonValue): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/** Name of the data source of a side. */
export function sourceOf({ parameter }: WizardEnd): string | undefined {
  const { datasource } = parameter;
  return typeof datasource === 'string' && datasource !== '' ? datasource : undefined;
}

/** A text or a list of texts as a list. */
export function textsOf(value: JsonValue | undefined): readonly string[] {
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return items.filter((item): item is string => typeof item === 'string' && item !== '');
}

/** The reader's own statements say which columns there are, and in which order. */
export function isQuery({ parameter }: WizardEnd): boolean {
  return textsOf(parameter['querySql']).some((statement) => statement.trim() !== '');
}
