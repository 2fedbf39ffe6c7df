import type { Command } from 'commander';

/** `-p` and its kin, on every command that reads a job file. */
export function addVariableOptions(command: Command): Command {
  return command
    .option(
      '-p, --parameter <name=value>',
      'value of a variable; repeatable; also -p "-Dname=value -Dother=value"',
      collect,
    )
    .option('--bizdate <yyyymmdd>', 'business date, for ${bizdate} and the like')
    .option('--cyctime <yyyymmddhh24miss>', 'planned time of the run, for ${cyctime} and the like')
    .option('--params <assignments>', 'variables as expressions, such as "day=$[yyyymmdd-1] month=${yyyymm}"');
}

/** On commands that read the job of an earlier run again. */
export function addJobOfRunOptions(command: Command): Command {
  return command
    .option('--job <file>', 'the job, when it is not where it was; - reads standard input')
    .option(
      '-p, --parameter <name=value>',
      'value of a variable that was not stored because it is a secret; repeatable',
      collect,
    );
}

/** Gathers the values of an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
