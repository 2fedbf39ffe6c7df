/** The wizard's view of a job, as it travels; what it means is in core (`job/wizard.ts`, `job/mapping.ts`). */
import type { JsonValue } from '@sluice/core';
import { z } from 'zod';

const jsonSchema = z.json() as unknown as z.ZodType<JsonValue>;
const parameterSchema = z.record(z.string().max(200), jsonSchema);

export const endSchema = z.object({
  connector: z.string().min(1).max(80),
  parameter: parameterSchema.meta({ description: 'Everything but `column`.' }),
});

export const mappingLineSchema = z
  .object({
    source: jsonSchema.meta({
      description: 'As the reader’s column entry is written: a name, an expression, {name, type}, {value, type} …',
    }),
    target: jsonSchema.meta({
      description: 'As the writer’s column entry is written; null on all lines: it lists none.',
    }),
  })
  .meta({ id: 'MappingLine' });

export const linesSchema = z.array(mappingLineSchema).max(10_000).readonly();

export const wizardModelSchema = z
  .object({
    reader: endSchema,
    writer: endSchema,
    mapping: linesSchema.meta({ description: 'Line i says what the i-th column of the target gets.' }),
    transforms: z
      .array(z.object({ name: z.string().min(1).max(80), parameter: parameterSchema }))
      .max(100)
      .readonly(),
    setting: parameterSchema.meta({ description: '`setting` of the script, as it is.' }),
    extra: parameterSchema.meta({ description: 'Keys of the script that the wizard does not show; kept.' }),
  })
  .meta({ id: 'WizardModel' });

export const mappingColumnSchema = z
  .object({
    name: z.string().max(500),
    type: z.string().max(200).optional().meta({ description: 'As plans print it: decimal(15,2).' }),
    nativeType: z.string().max(2_000).optional(),
    isNullable: z.boolean().optional(),
    hasDefault: z.boolean().optional().meta({ description: 'Filled in by the target itself. Absent: not known.' }),
    entry: jsonSchema.optional().meta({ description: 'How it is written in a script; absent: its name.' }),
  })
  .meta({ id: 'MappingColumn' });

export const columnsSchema = z.array(mappingColumnSchema).max(10_000).readonly();
