import { describeSettings } from '@sluice/server';
import { retentionSchema } from '@sluice/server/contract';

/** The reference of a server's settings: those of its start, and those that administrators change while it runs. */
export function settingsPage(): string {
  const start = describeSettings().map(({ name, variable, help, default: byDefault, isSecret }) => [
    `\`${variable}\``,
    isSecret ? '' : `\`--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\``,
    byDefault === undefined ? '' : `\`${byDefault}\``,
    help,
  ]);
  const retention = Object.entries(retentionSchema.shape).map(([name, field]) => [
    `\`retention.${name}\``,
    String(field.parse(undefined)),
    field.description ?? '',
  ]);
  const parts = [
    '# Settings of the server',
    'Read at the start, from environment variables or from the flags of `sluice server`; a flag wins. Secrets are no flags, because others see command lines. What they are for is told in [operations](../operations/server.md).',
    table(['variable', 'flag', 'default', ''], start),
    '## Settings of the installation',
    'Changed by administrators while servers run: `GET` and `PATCH /api/settings`.',
    table(['setting', 'default', ''], retention),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((each) => each.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
