/** Parts that many routes share. */
import { z } from 'zod';

/** Names of projects, jobs and data sources in paths: what needs no escaping. */
export const nameSchema = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u, 'letters, digits, "_", "-" and ".", beginning with a letter or digit')
  .meta({ description: 'Letters, digits, "_", "-" and ".".' });

/** Random and sortable by time. */
export const idSchema = z.string().min(1).max(64);

/** Epoch milliseconds in the store, ISO 8601 in UTC on the wire. */
export const instantSchema = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601 with zone.' });

/** `2026-11-20` */
export const dateSchema = z.iso.date();

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(512).optional().meta({ description: '`nextCursor` of the page before.' }),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().optional().meta({ description: 'Absent on the last page.' }),
    total: z.number().int().optional().meta({ description: 'Where it is cheap to know.' }),
  });
}

/** Grows with each change; the ETag of versioned things. */
export const versionSchema = z.number().int().min(1);

/** Errors and warnings of a job, with places, as the engine reports them. */
export const issueSchema = z.object({
  severity: z.enum(['error', 'warning', 'note']),
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  path: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});

export const errorValuesSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
  .meta({ description: 'What the sentences are made of, to say them in another language by `code`.' });

/** An error as RFC 9457 has it, with Sluice's code and hint. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    hint: z.string().optional(),
    path: z.string().optional(),
    line: z.number().int().optional(),
    column: z.number().int().optional(),
    requestId: z.string(),
    values: errorValuesSchema.optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problemSchema>;
