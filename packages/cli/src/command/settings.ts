import type { Parameter } from '@sluice/core';
import type { Command } from 'commander';
import { cliErrors } from '../errors.ts';
import type { LogFormat, LogLevel } from '../terminal/log.ts';

/** A setting shared by commands. Flag before environment before `settings` of sluice.config.json before default. */
interface Setting<T> {
  readonly flag: string;
  readonly help: string;
  /** What a valid value looks like, for messages. */
  readonly expected: string;
  /** The default as somebody would write it; absent when nothing is set. */
  readonly defaultText?: string;
  readonly fallback: T;
  /** Undefined when the text is no valid value. */
  parse(text: string): T | undefined;
}

const megabyte = 1024 * 1024;

const byteFactors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1000,
  kib: 1024,
  m: megabyte,
  mb: 1e6,
  mib: megabyte,
  g: 1024 * megabyte,
  gb: 1e9,
  gib: 1024 * megabyte,
};

const secondFactors: Readonly<Record<string, number>> = { '': 1, ms: 0.001, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** THE table: flags, environment variables (`stateDir` → `SLUICE_STATE_DIR`) and keys in the file derive from it. */
export const settingTable = {
  config: setting<string | undefined>(
    '--config <file>',
    'data sources and settings, instead of the nearest sluice.config.json',
    'a file',
    asText,
  ),
  stateDir: setting<string | undefined>(
    '--state-dir <folder>',
    'where runs, checkpoints and dirty records are kept',
    'a folder',
    asText,
  ),
  logFormat: setting<LogFormat>(
    '--log-format <format>',
    'text or json (one object per line on standard error)',
    'text or json',
    oneOf('text', 'json'),
    'text',
  ),
  logLevel: setting<LogLevel | undefined>(
    '--log-level <level>',
    'debug, info, warn or error',
    'debug, info, warn or error',
    oneOf('debug', 'info', 'warn', 'error'),
  ),
  quiet: setting<boolean>('--quiet', 'only errors on standard error', 'true or false', asFlag, 'false'),
  color: setting<boolean>('--no-color', 'no colours', 'true or false', asFlag, 'true'),
  memory: setting<number>(
    '--memory <size>',
    'data buffers of the whole run',
    'a size such as 256MiB',
    asBytes,
    '256MiB',
  ),
  verify: setting<'auto' | 'count' | 'off'>(
    '--verify <mode>',
    'count the target before and after: auto (when small), count (always), off',
    'auto, count or off',
    oneOf('auto', 'count', 'off'),
    'auto',
  ),
  channels: setting<number | undefined>(
    '--channels <number>',
    'parallel channels, instead of the number in the job',
    'a whole number above 0',
    asCount,
  ),
  threads: setting<'auto' | 'always' | 'off'>(
    '--threads <use>',
    'a thread per channel: auto (with four cores, or two where no server takes part), always, off',
    'auto, always or off',
    oneOf('auto', 'always', 'off'),
    'auto',
  ),
  timeout: setting<number | undefined>(
    '--timeout <duration>',
    'stop the run after this time, such as 30m',
    'a duration such as 90s or 30m',
    asSeconds,
  ),
  server: setting<string | undefined>(
    '--server <url>',
    'work on this server, with the token that sluice login keeps or SLUICE_TOKEN has',
    'an address',
    asText,
  ),
  project: setting<string | undefined>(
    '--project <name>',
    'project of the server; not needed by those who have only one',
    'a name',
    asText,
  ),
  drainTimeout: setting<number | undefined>(
    '--drain-timeout <duration>',
    'after a first signal, stop at once when splits still run after this time',
    'a duration such as 90s or 30m',
    asSeconds,
  ),
};

export type SettingName = keyof typeof settingTable;
export type Settings = { readonly [Name in SettingName]: (typeof settingTable)[Name]['fallback'] };

/** Settings that every command understands. */
export const commonSettings = [
  'config',
  'stateDir',
  'logFormat',
  'logLevel',
  'quiet',
  'color',
] as const satisfies readonly SettingName[];
/** Of commands that can also work on a server. */
export const remoteSettings = ['server', 'project'] as const satisfies readonly SettingName[];
export const runSettings = [
  'memory',
  'verify',
  'channels',
  'threads',
  'timeout',
  'drainTimeout',
] as const satisfies readonly SettingName[];

/** True when a server was named: the command works there. */
export function isRemote({ settings }: { readonly settings: Pick<Settings, 'server'> }): boolean {
  return settings.server !== undefined;
}

/** Declares the flags of the settings on a command. */
export function addSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { flag, help, defaultText } = settingTable[name];
    const takesValue = flag.includes('<');
    command.option(flag, takesValue && defaultText !== undefined ? `${help} (default: ${defaultText})` : help);
  }
  return command;
}

/** `stateDir` → `SLUICE_STATE_DIR`. */
export function environmentName(name: SettingName): string {
  return `SLUICE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * The value of every setting. Throws `CLI_INVALID_SETTING` with the place the value came from.
 *
 * @param flags options as parsed from the command line.
 * @param file `settings` of sluice.config.json.
 */
export function resolveSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  file: Parameter = {},
): Settings {
  const names = Object.keys(settingTable) as SettingName[];
  return Object.fromEntries(names.map((name) => [name, valueOf(name, flags, environment, file)])) as Settings;
}

function valueOf(
  name: SettingName,
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  file: Parameter,
): unknown {
  const { flag, fallback } = settingTable[name];
  const given: readonly (readonly [string, unknown])[] = [
    [flag.split(' ')[0] as string, flagValue(name, flags)],
    [environmentName(name), environment[environmentName(name)] || undefined],
    [`settings.${name} of sluice.config.json`, file[name]],
  ];
  const first = given.find(([, value]) => value !== undefined && value !== null);
  return first === undefined ? fallback : parsed(name, first[0], String(first[1]));
}

/** `--no-color` is known to the parser as `color`, which is true when nobody says anything. */
function flagValue(name: SettingName, flags: Readonly<Record<string, unknown>>): unknown {
  const value = flags[name];
  return settingTable[name].flag.startsWith('--no-') && value === true ? undefined : value;
}

function parsed(name: SettingName, source: string, text: string): unknown {
  const { parse, expected } = settingTable[name];
  const value = parse(text.trim());
  if (value === undefined) throw cliErrors.invalidSetting({ name: source, value: text, expected });
  return value;
}

function setting<T>(
  flag: string,
  help: string,
  expected: string,
  parse: (text: string) => NonNullable<T> | undefined,
  defaultText?: string,
): Setting<T> {
  if (defaultText === undefined) return { flag, help, expected, parse, fallback: undefined as T };
  return { flag, help, expected, parse, defaultText, fallback: parse(defaultText) as T };
}

function asText(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function asFlag(text: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  return /^(false|0|no|off)$/i.test(text) ? false : undefined;
}

function asCount(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function oneOf<const Word extends string>(...words: readonly Word[]): (text: string) => Word | undefined {
  return (text) => words.find((word) => word === text.toLowerCase());
}

/** `256MiB`, `1GB`, `512m`, `1048576`. */
export function asBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  const factor = byteFactors[match?.[2]?.toLowerCase() ?? ''];
  const bytes = Math.floor(Number(match?.[1]) * (factor ?? NaN));
  return bytes > 0 ? bytes : undefined;
}

/** `90s`, `30m`, `2h`, `1d`, `500ms`; seconds without a unit. */
export function asSeconds(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  const factor = secondFactors[match?.[2]?.toLowerCase() ?? ''];
  const seconds = Number(match?.[1]) * (factor ?? NaN);
  return seconds > 0 ? seconds : undefined;
}
