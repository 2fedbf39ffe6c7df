/** The report of a run: the engine's own (`RunReport`), which the server hands on as it is stored. */
import { z } from 'zod';
import { errorValuesSchema, instantSchema } from './parts.ts';

export const runErrorSchema = z.object({
  code: z.string(),
  kind: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
  path: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  values: errorValuesSchema.optional(),
});

const rows = z.number().int().min(0);

const taskReportSchema = z.object({
  taskId: z.string(),
  label: z.string().meta({ description: 'The split, as its reader names it.' }),
  attempts: z.number().int(),
  isolated: z.boolean().meta({ description: 'Written in small pieces because the target refused rows.' }),
  rowsRead: rows,
  rowsWritten: rows,
  rowsSkipped: rows,
  rowsDirty: rows,
  rowsFiltered: rows,
  bytes: z.number(),
  seconds: z.number(),
  details: z.json().optional().meta({ description: 'What the writer says of its commit, for instance its files.' }),
});

const reconciliationSchema = z.object({
  ok: z.boolean().meta({ description: 'False: the target grew by another number of rows than it acknowledged.' }),
  acknowledged: rows.meta({ description: 'Rows the target acknowledged, in its own count.' }),
  countBefore: rows.optional().meta({ description: 'Counted in the target itself, where that is cheap.' }),
  countAfter: rows.optional(),
  sentence: z.string(),
});

export const runReportSchema = z
  .object({
    runId: z.string().meta({ description: 'Id of the engine; a run that was resumed keeps it.' }),
    state: z.enum(['succeeded', 'failed', 'stopped']),
    reader: z.string(),
    writer: z.string(),
    startedAt: instantSchema,
    finishedAt: instantSchema,
    seconds: z.number(),
    rowsRead: rows.meta({ description: 'Read = written + skipped + dirty + filtered, over all tasks.' }),
    rowsWritten: rows,
    rowsSkipped: rows.meta({ description: 'Left out on a key conflict by the write mode.' }),
    rowsDirty: rows,
    rowsFiltered: rows,
    bytes: z.number().meta({ description: 'Of the batches as read.' }),
    rowsPerSecond: z.number(),
    bytesPerSecond: z.number(),
    cpuSeconds: z.number().meta({ description: 'Of the whole process, start-up included.' }),
    peakRssBytes: z.number(),
    channels: z.number().int(),
    bottleneck: z.string().meta({ description: 'One sentence on what the run waited for.' }),
    reconciliation: reconciliationSchema,
    dirtyFolder: z.string().optional(),
    retries: z.number().int(),
    resumedFrom: z.object({ tasksSkipped: z.number().int(), rowsWritten: rows }).optional(),
    notes: z.array(z.string()),
    trial: z
      .object({
        place: z.string(),
        isRemoved: z.boolean(),
        problem: z.string().optional(),
        notes: z.array(z.string()),
      })
      .optional()
      .meta({ description: 'Of a test run: where it wrote, and whether that is gone.' }),
    tasks: z.array(taskReportSchema),
    error: runErrorSchema.optional(),
  })
  .meta({ id: 'RunReport' });
export type RunReportView = z.output<typeof runReportSchema>;
