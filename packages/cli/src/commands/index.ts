import type { Command } from 'commander';

/** A command: known by name and summary, loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Declares arguments, options and the action. */
  load(): Promise<(command: Command) => void>;
}

/** THE table of commands, in the order of `sluice --help`. */
export const commandTable: readonly CommandEntry[] = [
  { name: 'run', summary: 'run a job file', load: async () => (await import('./run.ts')).configure },
  {
    name: 'copy',
    summary: 'copy between two URLs without a job file',
    load: async () => (await import('./copy.ts')).configure,
  },
  {
    name: 'validate',
    summary: 'check a job file without opening anything',
    load: async () => (await import('./validate.ts')).configure,
  },
  {
    name: 'plan',
    summary: 'what a run would do, column by column, without any effect',
    load: async () => (await import('./plan.ts')).configure,
  },
  {
    name: 'preview',
    summary: 'the first rows of a job, after its transforms',
    load: async () => (await import('./preview.ts')).configure,
  },
  {
    name: 'resume',
    summary: 'continue an interrupted run: only the rest',
    load: async () => (await import('./resume.ts')).configure,
  },
  {
    name: 'runs',
    summary: 'runs that are kept, and what they did',
    load: async () => (await import('./runs.ts')).configure,
  },
  {
    name: 'dirty',
    summary: 'dirty records of a run: list, export, write again',
    load: async () => (await import('./dirty.ts')).configure,
  },
  {
    name: 'data-sources',
    summary: 'test and browse the data sources of sluice.config.json',
    load: async () => (await import('./data-sources.ts')).configure,
  },
  {
    name: 'jobs',
    summary: 'jobs of a server: from files through versions into production',
    load: async () => (await import('./jobs.ts')).configure,
  },
  {
    name: 'instances',
    summary: 'what the schedules of a server made, and what to do with it',
    load: async () => (await import('./instances.ts')).configure,
  },
  {
    name: 'backfills',
    summary: 'instances of a server for business dates that are over',
    load: async () => (await import('./backfills.ts')).configure,
  },
  {
    name: 'api',
    summary: 'any other route of a server',
    load: async () => (await import('./api.ts')).configure,
  },
  {
    name: 'server',
    summary: 'the server: start it, back it up, change its key',
    load: async () => {
      (await import('@sluice/server/small-heap')).keepHeapSmall();
      return (await import('./server.ts')).configure;
    },
  },
  { name: 'login', summary: 'keep a token for a server', load: async () => (await import('./login.ts')).configure },
  {
    name: 'connectors',
    summary: 'connectors and their options',
    load: async () => (await import('./connectors.ts')).configure,
  },
  {
    name: 'template',
    summary: 'a job file to start from',
    load: async () => (await import('./template.ts')).configure,
  },
  {
    name: 'convert',
    summary: 'a job file in the other format',
    load: async () => (await import('./convert.ts')).configure,
  },
  {
    name: 'init',
    summary: 'a first job and a config file, ready to run',
    load: async () => (await import('./init.ts')).configure,
  },
  {
    name: 'doctor',
    summary: 'check this machine and the data sources',
    load: async () => (await import('./doctor.ts')).configure,
  },
  {
    name: 'help',
    summary: 'about a command or an error code',
    load: async () => (await import('./help.ts')).configure,
  },
  { name: 'explain', summary: 'about an error code', load: async () => (await import('./help.ts')).configure },
  {
    name: 'completion',
    summary: 'completion script for bash, zsh or fish',
    load: async () => (await import('./completion.ts')).configure,
  },
];
