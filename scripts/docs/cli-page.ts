import type { SettingName } from '@sluice/cli';
import { buildProgram, environmentName, exitCodeMeanings, exitCodes, settingTable } from '@sluice/cli';

type Command = Awaited<ReturnType<typeof buildProgram>>;

const settingNames = Object.keys(settingTable) as SettingName[];

/** The reference of the command line: what `--help` says about every command, settings and exit codes. */
export async function cliPage(): Promise<string> {
  const program = await buildProgram(() => true);
  const commands = program.commands.flatMap((command) => leavesOf(command, 'sluice'));
  const parts = [
    '# Command line',
    program.description(),
    table(
      ['command', ''],
      commands.map(({ path, command }) => [`[\`${path}\`](#${anchorOf(path)})`, command.summary()]),
    ),
    '`sluice --version` prints the version; with `--json` as JSON.',
    ...commands.flatMap(({ path, command }) => commandSection(path, command)),
    ...settingsSection(),
    ...exitCodeSection(),
  ];
  return `${parts.join('\n\n')}\n`;
}

interface Leaf {
  readonly path: string;
  readonly command: Command;
}

function leavesOf(command: Command, parent: string): Leaf[] {
  const path = `${parent} ${command.name()}`;
  if (command.commands.length === 0) return [{ path, command }];
  return command.commands.flatMap((child) => leavesOf(child, path));
}

function anchorOf(path: string): string {
  return path.replaceAll(' ', '-');
}

function commandSection(path: string, command: Command): string[] {
  const words = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const own = command.options.filter((option) => settingOf(option.flags) === undefined && option.long !== '--json');
  const shared = command.options.filter((option) => settingOf(option.flags) !== undefined);
  return [
    `## ${path}`,
    `${sentence(command.summary())}`,
    `    ${[path, ...words, '[options]'].join(' ')}`,
    ...(command.registeredArguments.length === 0
      ? []
      : [table(['argument', ''], command.registeredArguments.map(argumentRow))]),
    ...(own.length === 0 ? [] : [table(['option', 'default', ''], own.map(optionRow))]),
    `Also \`--json\` and the [settings](#settings) ${shared.map(({ long }) => `\`${long}\``).join(', ')}.`,
  ];
}

type Argument = Command['registeredArguments'][number];
type Option = Command['options'][number];

function argumentRow(argument: Argument): string[] {
  const choices = argument.argChoices === undefined ? '' : `one of ${argument.argChoices.join(', ')}`;
  const byDefault = argument.defaultValue === undefined ? '' : ` (default: \`${String(argument.defaultValue)}\`)`;
  return [`\`${argument.name()}\``, [argument.description, choices].filter(Boolean).join('; ') + byDefault];
}

function optionRow(option: Option): string[] {
  const choices = option.argChoices === undefined ? '' : `one of ${option.argChoices.join(', ')}`;
  const must = option.mandatory ? 'required' : '';
  return [
    `\`${option.flags}\``,
    option.defaultValue === undefined ? '' : `\`${String(option.defaultValue)}\``,
    [option.description, choices, must].filter(Boolean).join('; '),
  ];
}

function settingOf(flags: string): SettingName | undefined {
  return settingNames.find((name) => settingTable[name].flag === flags);
}

function settingsSection(): string[] {
  const rows = settingNames.map((name) => {
    const { flag, defaultText = '', help } = settingTable[name];
    const key = name === 'config' ? '' : `\`${name}\``;
    return [`\`${flag}\``, `\`${environmentName(name)}\``, key, defaultText === '' ? '' : `\`${defaultText}\``, help];
  });
  return [
    '## Settings',
    'A flag wins over the environment variable, which wins over `settings` in [sluice.config.json](../guide/data-sources.md), which wins over the default. Sizes have a unit (`256MiB`, `1GB`, `512m`), durations too (`90s`, `30m`, `2h`, `500ms`).',
    table(['flag', 'environment variable', 'key in `settings`', 'default', ''], rows),
  ];
}

function exitCodeSection(): string[] {
  const rows = Object.entries(exitCodes).map(([name, code]) => [
    String(code),
    exitCodeMeanings[name as keyof typeof exitCodes],
  ]);
  return ['## Exit codes', table(['code', 'means'], rows)];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
