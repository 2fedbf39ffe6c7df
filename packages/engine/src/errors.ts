import { defineErrors } from '@sluice/core';

export const runErrors = defineErrors('run', {
  tooManyDirtyRecords: {
    message: ({ limit, count }: { limit: number; count: number }) =>
      `${count} dirty ${count === 1 ? 'record' : 'records'}, ${limit} allowed (setting.errorLimit.record).`,
    hint: () => 'Look at the dirty records of this run (sluice dirty list), repair the data or raise the limit.',
    kind: 'limit',
  },
  dirtyShareTooLarge: {
    message: ({ percent, limitPercent }: { percent: string; limitPercent: string }) =>
      `${percent} % of the records are dirty, ${limitPercent} % allowed (setting.errorLimit.percentage).`,
    hint: () => 'Look at the dirty records of this run (sluice dirty list), repair the data or raise the limit.',
    kind: 'limit',
  },
  cancelled: {
    message: ({ reason }: { reason: string }) => `The run was stopped: ${reason}.`,
    hint: () => 'Finished splits are kept; sluice resume runs the rest.',
    kind: 'cancelled',
  },
  columnCountDiffers: {
    message: ({ reader, writer }: { reader: number; writer: number }) =>
      `The reader yields ${reader} columns, the writer takes ${writer}.`,
    hint: () => 'Columns are matched by position: both lists must have the same length.',
  },
  conversionImpossible: {
    message: ({ column, from, to }: { column: string; from: string; to: string }) =>
      `Column "${column}": ${from} cannot become ${to}.`,
    hint: () => 'Cast the column in the reader, or choose another target type.',
  },
  doesNotReconcile: {
    message: (values: {
      task: string;
      read: number;
      written: number;
      skipped: number;
      dirty: number;
      filtered: number;
    }) =>
      `Task ${values.task}: ${values.read} rows read, but ${values.written} written + ${values.skipped} skipped + ${values.dirty} dirty + ${values.filtered} filtered.`,
    hint: () => 'Rows were lost or doubled on the way. Please report this with the log of the run.',
    kind: 'internal',
  },
  commitInDoubt: {
    message: ({ task }: { task: string }) =>
      `The connection was lost during the commit of task ${task}; it may or may not have been committed.`,
    hint: () =>
      'Compare the target with the source for this split, then resume and say what you found: keep (the rows are there) or repeat (they are not). On the command line: --in-doubt keep or --in-doubt repeat.',
    kind: 'environment',
  },
  commitsUntold: {
    message: ({ splits }: { splits: readonly string[] }) =>
      `The run ended while ${splits.length === 1 ? 'a split was' : `${splits.length} splits were`} being committed, and this target cannot tell whether the rows are there: ${splits.slice(0, 5).join('; ')}${splits.length > 5 ? '; …' : ''}.`,
    hint: () =>
      'Compare the target with the source for them, then resume and say what you found: keep (the rows are there) or repeat (they are not). On the command line: --in-doubt keep or --in-doubt repeat.',
    kind: 'environment',
  },
  commitUnknown: {
    message: ({ task }: { task: string }) =>
      `The connection was lost during the commit of task ${task}, and the target cannot be asked what became of it.`,
    hint: () => 'Resume the run when the target is back: it is asked again, and no row is written twice.',
    kind: 'environment',
  },
  unsafeRetry: {
    message: ({ task }: { task: string }) =>
      `Task ${task} failed after it had written rows that the target cannot take back.`,
    hint: () =>
      'A retry would duplicate rows. Use a write mode that replaces by key, or clean the target and run again.',
    kind: 'environment',
  },
  notFound: {
    message: ({ runId }: { runId: string }) => `There is no run "${runId}".`,
    hint: () => 'sluice runs list shows the runs that are kept.',
  },
  notResumable: {
    message: ({ runId, reason }: { runId: string; reason: string }) => `Run "${runId}" cannot be resumed: ${reason}.`,
    hint: () => 'Start the job again with sluice run.',
  },
  finished: {
    message: ({ runId }: { runId: string }) => `Run "${runId}" has succeeded; there is nothing to resume.`,
    hint: () => 'sluice runs show tells what it did. Started again with sluice run, it writes all rows again.',
  },
  inProgress: {
    message: ({ runId, pid }: { runId: string; pid: number }) => `Run "${runId}" is still running (process ${pid}).`,
    hint: () => 'Wait for it, or stop that process first.',
  },
  stateNotWritable: {
    message: ({ folder }: { folder: string }) => `The state folder ${folder} cannot be written.`,
    hint: () => 'Give --state-dir or SLUICE_STATE_DIR a folder that this user may write.',
    kind: 'environment',
  },
});

export const configErrors = defineErrors('config', {
  unknownConnector: {
    message: ({ name }: { name: string }) => `There is no connector "${name}".`,
    hint: () => 'sluice connectors lists them.',
  },
  sideMissing: {
    message: ({ name, side }: { name: string; side: string }) => `Connector "${name}" has no ${side}.`,
  },
  unknownDataSource: {
    message: ({ name }: { name: string; known: readonly string[] }) => `Data source "${name}" is not defined.`,
    hint: ({ known }: { name: string; known: readonly string[] }) =>
      known.length === 0
        ? 'Define it in sluice.config.json, or give the connection inline.'
        : `Defined are: ${known.join(', ')}.`,
  },
  notExplorable: {
    message: ({ name }: { name: string }) => `Connector "${name}" has no connection that could be tested or browsed.`,
    hint: () => 'sluice connectors shows what each connector can do.',
  },
  noTables: {
    message: ({ title }: { title: string }) => `${title} has no tables that could be created.`,
    hint: () => 'Files and the like are made by the run itself.',
  },
  noTrial: {
    message: ({ title }: { title: string }) => `${title} has no place for a test run beside the target.`,
    hint: () => 'Look at the preview and the plan instead, or run the job with another target.',
  },
  secretMissing: {
    message: ({ reference }: { reference: string }) => `The secret ${reference} cannot be resolved.`,
    hint: () => 'Set the environment variable, or create the file, for the process that runs the job.',
    kind: 'environment',
  },
  invalidOptions: {
    message: ({ summary }: { summary: string }) => summary,
  },
  invalidFile: {
    message: ({ file, reason }: { file: string; reason: string }) => `${file}: ${reason}`,
  },
});
