import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Issue, JsonValue, Parameter } from '@sluice/core';
import { parseLenientJson } from '@sluice/core';
import { configErrors } from '../errors.ts';

/** A named, saved connection to one system. Secrets are references, resolved at use. */
export interface DataSource {
  readonly name: string;
  /** Connector name. */
  readonly type: string;
  readonly connection: Parameter;
  /** File it was defined in. */
  readonly file: string;
}

export type DataSources = ReadonlyMap<string, DataSource>;

export interface LoadedDataSources {
  readonly dataSources: DataSources;
  /** `settings` of the files, for whoever runs the engine; a key in the project file wins. */
  readonly settings: Parameter;
  readonly issues: readonly Issue[];
  /** Files that were read, the one that wins first. */
  readonly files: readonly string[];
}

const fileName = 'sluice.config.json';

/**
 * Reads the data sources of the project file (nearest `sluice.config.json` upwards from `folder`) and of the user
 * file (`$XDG_CONFIG_HOME/sluice/sluice.config.json`). A name in the project file wins.
 *
 * @param explicitFile read instead of both.
 */
export function loadDataSources(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  explicitFile?: string,
): LoadedDataSources {
  const userFolder = environment['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  const candidates =
    explicitFile === undefined ? [...upwards(folder), join(userFolder, 'sluice', fileName)] : [explicitFile];
  const dataSources = new Map<string, DataSource>();
  let settings: Parameter = {};
  const issues: Issue[] = [];
  const files: string[] = [];
  for (const file of new Set(candidates)) {
    const text = readText(file, explicitFile !== undefined);
    if (text === undefined) continue;
    files.push(file);
    const content = parseFile(file, text);
    settings = { ...content.settings, ...settings };
    for (const dataSource of content.dataSources) {
      if (!dataSources.has(dataSource.name)) dataSources.set(dataSource.name, dataSource);
    }
  }
  return { dataSources, settings, issues, files };
}

/** The nearest project file only: a project is not mixed with the one around it. */
function upwards(folder: string): string[] {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const file = join(current, fileName);
    if (readText(file, false) !== undefined) return [file];
    if (current === dirname(current)) return [];
  }
}

function readText(file: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (mustExist) throw configErrors.invalidFile({ file, reason: 'cannot be read' }, error);
    return undefined;
  }
}

function parseFile(file: string, text: string): { dataSources: DataSource[]; settings: Parameter } {
  const { value, issues } = parseLenientJson(text);
  const error = issues.find((issue) => issue.severity === 'error');
  if (error !== undefined) {
    throw configErrors
      .invalidFile({ file, reason: error.message })
      .at(error.line === undefined ? {} : { line: error.line, column: error.column ?? 1 });
  }
  const content = isObject(value) ? value : {};
  const settings = content['settings'] ?? {};
  if (!isObject(settings)) throw configErrors.invalidFile({ file, reason: '"settings" must be an object' });
  return { dataSources: dataSourcesOf(content['dataSources'] ?? {}, file), settings };
}

function dataSourcesOf(defined: JsonValue, file: string): DataSource[] {
  if (!isObject(defined))
    throw configErrors.invalidFile({ file, reason: '"dataSources" must be an object of named data sources' });
  return Object.entries(defined).map(([name, entry]) => {
    if (!isObject(entry) || typeof entry['type'] !== 'string') {
      throw configErrors.invalidFile({ file, reason: `data source "${name}" needs a "type"` });
    }
    const { type, ...connection } = entry;
    return { name, type: type as string, connection, file };
  });
}

export function isObject(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
