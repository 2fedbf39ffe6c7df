/** THE table of what pages offer as a command line. A test reads each with the command line's own parser. */
export const commands = {
  dataSources: () => ['data-sources', 'list'],
  testDataSource: (name: string) => ['data-sources', 'test', name],
  tables: (name: string) => ['data-sources', 'tables', name],
  describeTable: (name: string, table: string) => ['data-sources', 'describe', name, table],
  runDraft: (job: string) => ['run', job, '--draft'],
  runJob: (job: string) => ['run', job],
  runs: () => ['runs', 'list'],
  run: (id: string) => ['runs', 'show', id],
  runLog: (id: string) => ['runs', 'show', id, '--log'],
  dirtyRecords: (id: string) => ['dirty', 'list', id],
} as const satisfies Readonly<Record<string, (...values: string[]) => readonly string[]>>;

/** As it is typed; the token comes from `sluice login`. */
export function commandText(words: readonly string[], server: string, project: string): string {
  return ['sluice', ...words, '--server', server, '--project', project].map(shellWord).join(' ');
}

/** A word that a shell leaves as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text);
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
