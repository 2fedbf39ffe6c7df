import { defineErrors } from '@sluice/core';

export const cliErrors = defineErrors('cli', {
  usage: {
    message: ({ message }: { message: string; hint: string }) => message,
    hint: ({ hint }) => hint,
  },
  invalidSetting: {
    message: ({ name, value, expected }: { name: string; value: string; expected: string }) =>
      `${name} is "${value}"; expected ${expected}.`,
  },
  fileNotReadable: {
    message: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be read: ${reason}`,
    hint: () => 'Check the path and its permissions. "-" reads from standard input.',
  },
  fileNotWritable: {
    message: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be written: ${reason}`,
    hint: () => 'Check that the folder exists and that this user may write to it.',
    kind: 'environment',
  },
  fileExists: {
    message: ({ file }: { file: string }) => `${file} exists already and is left as it is.`,
    hint: () => 'Choose another folder, or remove the file first.',
  },
  planChanged: {
    message: ({ expected, found }: { expected: string; found: string }) =>
      `The plan is ${found} now, not ${expected} as approved: source, target or job have changed since. Nothing was run.`,
    hint: () => 'Look at the new plan with sluice plan, then run with its hash.',
  },
  timedOut: {
    message: ({ seconds }: { seconds: number }) =>
      `The run was stopped: it took longer than --timeout, ${seconds} seconds.`,
    hint: () => 'Finished splits are kept; sluice resume runs the rest.',
    kind: 'cancelled',
  },
  outputFailed: {
    message: ({ reason }: { reason: string }) => `Standard output cannot be written: ${reason}.`,
    hint: () => 'Check the space left where it leads to.',
    kind: 'environment',
  },
  outputClosed: {
    message: () => 'Nobody reads standard output any more.',
    kind: 'cancelled',
  },
  originUnknown: {
    message: ({ runId, reason }: { runId: string; reason: string }) =>
      `The job of run "${runId}" cannot be read again: ${reason}.`,
    hint: () => 'Give the job with --job FILE.',
  },
  jobOfRunInvalid: {
    message: ({ file }: { file: string }) => `The run file ${file} is damaged.`,
    hint: () => 'Start the job again with sluice run.',
    kind: 'environment',
  },
  noDirtyRecords: {
    message: ({ runId }: { runId: string }) => `Run "${runId}" left no dirty records.`,
    hint: () => 'sluice runs show prints what it did.',
  },
  noExplorer: {
    message: ({ name }: { name: string }) => `Connector "${name}" has no connection to test or browse.`,
    hint: () => 'sluice connectors shows what each connector can do.',
  },
  badServerUrl: {
    message: ({ url }: { url: string }) => `"${url}" is no address of a server.`,
    hint: () => 'Write it as in the address bar of the console: https://sluice.example.com.',
  },
  serverNeeded: {
    message: () => 'This command works on a server, and none was named.',
    hint: () => 'Give its address with --server, or set SLUICE_SERVER.',
  },
  unknownRoute: {
    message: ({ name }: { name: string; similar: string | undefined }) => `There is no route "${name}".`,
    hint: ({ similar }) => (similar === undefined ? 'sluice api lists them.' : `Did you mean ${similar}?`),
  },
  noToken: {
    message: ({ url }: { url: string }) => `There is no token for ${url}.`,
    hint: ({ url }) => `Make one in the console and keep it with sluice login ${url}, or set SLUICE_TOKEN.`,
  },
  projectNeeded: {
    message: ({ projects }: { projects: readonly string[] }) =>
      projects.length === 0 ? 'You belong to no project there.' : `You belong to ${projects.length} projects there.`,
    hint: ({ projects }) =>
      projects.length === 0
        ? 'Ask an administrator to make you a member of one.'
        : `Choose one with --project: ${projects.join(', ')}.`,
  },
  serverUnreachable: {
    message: ({ url, reason }: { url: string; reason: string }) => `${url} cannot be reached: ${reason}.`,
    hint: () => 'Check the address, and that the server runs.',
    kind: 'environment',
    retryable: true,
  },
  unknownCode: {
    message: ({ code }: { code: string; similar: string | undefined }) =>
      `There is no command or error code "${code}".`,
    hint: ({ similar }) => (similar === undefined ? 'sluice --help lists the commands.' : `Did you mean ${similar}?`),
  },
  unknownConnector: {
    message: ({ name }: { name: string; similar: string | undefined }) => `There is no connector "${name}".`,
    hint: ({ similar }) => (similar === undefined ? 'sluice connectors lists them.' : `Did you mean ${similar}?`),
  },
  unknownUrl: {
    message: ({ url }: { url: string; schemes: readonly string[] }) => `No connector understands "${url}".`,
    hint: ({ schemes }) => `Understood are: ${schemes.join(', ')}; plain paths of files; and "-".`,
  },
  formatNeeded: {
    message: () => 'Standard input and output have no file name to tell the format by.',
    hint: () => 'Give it with --format csv, text or jsonl.',
  },
});
