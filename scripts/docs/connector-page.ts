import type { ConnectorDescription, FieldDescription, JsonValue } from '@sluice/core';

/** The list of all connectors. */
export function connectorIndex(descriptions: readonly ConnectorDescription[]): string {
  const rows = descriptions.map(
    ({ name, title, summary, reader, writer }) =>
      `| [${title}](${name}.md) | \`${name}\` | ${tick(reader)} | ${tick(writer)} | ${summary} |`,
  );
  return `# Connectors\n\n| system | stepType | reads | writes | |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** Everything about one connector. */
export function connectorPage(description: ConnectorDescription): string {
  const { name, title, summary, aliases, reader, writer } = description;
  const names = [name, ...aliases].map((alias) => `\`${alias}\``).join(', ');
  const parts = [
    `# ${title}`,
    summary,
    `- stepType: ${names} (DataX: \`${name}reader\`, \`${name}writer\`)`,
    ...(description.urlSchemes.length === 0
      ? []
      : [`- URLs of \`sluice copy\`: ${description.urlSchemes.map((scheme) => `\`${scheme}:\``).join(', ')}`]),
    `- Proven on: ${description.provenOn.join('; ')}`,
    ...description.notes,
    ...section('Connection', description.connection),
    ...(reader === undefined
      ? []
      : [
          ...section('Reader', reader.fields),
          facts({ ...reader.capabilities }),
          template(name, 'reader', reader.template),
        ]),
    ...(writer === undefined
      ? []
      : [
          ...section('Writer', writer.fields),
          facts({ ...writer.capabilities }),
          template(name, 'writer', writer.template),
        ]),
  ];
  return `${parts.join('\n\n').replace(/(^- .*)\n\n(?=- )/gm, '$1\n')}\n`;
}

function section(title: string, fields: readonly FieldDescription[]): string[] {
  if (fields.length === 0) return [];
  const used = fields.filter((field) => field.ignored === undefined);
  const ignored = fields.filter((field) => field.ignored !== undefined);
  return [
    `## ${title}`,
    `| option | | default | what it does |\n|---|---|---|---|\n${used.flatMap((field) => fieldRows(field, '')).join('\n')}`,
    ...(ignored.length === 0
      ? []
      : [
          `Accepted without effect, because published jobs carry them: ${ignored.map((field) => `\`${field.name}\` (${lower(field.ignored ?? '')})`).join(', ')}.`,
        ]),
  ];
}

function fieldRows(field: FieldDescription, parent: string): string[] {
  const name = parent + field.name;
  const kind = [field.typeWords, field.unit, field.isRequired ? '**required**' : '', field.isSecret ? 'secret' : '']
    .filter(Boolean)
    .join(', ');
  const aliases =
    field.aliases === undefined ? '' : ` Also written ${field.aliases.map((alias) => `\`${alias}\``).join(', ')}.`;
  const example = field.example === undefined || field.isSecret ? '' : ` Example: ${code(field.example)}.`;
  const meanings = Object.entries(field.meanings ?? {}).map(([word, meaning]) => `\`${word}\`: ${meaning}`);
  const what = [field.title === field.name ? '' : `${field.title}.`, field.help ?? '', ...meanings]
    .filter(Boolean)
    .join(' ');
  const row = `| \`${name}\` | ${cell(kind)} | ${field.default === undefined ? '' : code(field.default)} | ${cell(what + aliases + example)} |`;
  return [
    row,
    ...(field.fields ?? [])
      .filter((inner) => inner.ignored === undefined)
      .flatMap((inner) => fieldRows(inner, `${name}.`)),
  ];
}

function facts(capabilities: Readonly<Record<string, boolean | undefined>>): string {
  const sentences: Readonly<Record<string, readonly [string, string]>> = {
    canSplit: ['A run reads several parts at once.', 'A run reads everything in one part.'],
    hasSnapshot: [
      'All parts see one state of the source where the server allows it.',
      'Parts do not share a snapshot.',
    ],
    isTransactional: [
      'A task that fails leaves nothing behind, so a retry never duplicates.',
      'A task that fails may leave rows behind.',
    ],
    canConfirmCommit: [
      'After a crash the target itself tells whether a task was committed.',
      'After a crash in the middle of a commit the target cannot tell whether it happened.',
    ],
    canWriteInParallel: ['Tasks write at the same time.', 'One task writes at a time.'],
  };
  const lines = Object.entries(capabilities).flatMap(([key, value]) => {
    const sentence = sentences[key];
    return sentence === undefined ? [] : [`- ${sentence[value === true ? 0 : 1]}`];
  });
  return lines.join('\n');
}

function template(name: string, category: string, parameter: Readonly<Record<string, JsonValue>>): string {
  const step = { stepType: name, category, name: category === 'reader' ? 'Reader' : 'Writer', parameter };
  return `\`\`\`json\n${JSON.stringify(step, undefined, 2)}\n\`\`\``;
}

function code(value: JsonValue): string {
  return `\`${cell(typeof value === 'string' ? value : JSON.stringify(value))}\``;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
}

function tick(side: unknown): string {
  return side === undefined ? '' : '✓';
}

function lower(text: string): string {
  return (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
}
