/** What editors ask for: templates, schemas, and the way between wizard and script. Opens nothing. */
import {
  printJson,
  processorSchema,
  scriptOfWizard,
  scriptSchema,
  stepSchema,
  templateOf,
  wizardIssues,
  wizardOfScript,
  type Connector,
  type JsonSchema,
  type WizardModel,
} from '@sluice/core';
import type { z } from 'zod';
import type { wizardRoutes } from '../contract/wizard.ts';
import { httpErrors } from '../http/errors.ts';
import { readScript } from '../jobs/read-script.ts';
import { issueView } from '../jobs/views.ts';
import type { ConnectorShelf } from './needs.ts';

type ModelReply = z.output<typeof wizardRoutes.model.reply>;
type ScriptReply = z.output<typeof wizardRoutes.script.reply>;

export function readModel(script: string): ModelReply {
  const read = wizardOfScript(script);
  if ('reasons' in read) return { issues: [], reasons: read.reasons.map(issueView) };
  return { model: read.model, issues: read.issues.map(issueView), reasons: [] };
}

export async function printModel(model: WizardModel): Promise<ScriptReply> {
  const script = scriptOfWizard(model);
  const { issues } = await readScript(script, '');
  return { script, issues: wizardIssues(model, issues).map(issueView) };
}

export interface TemplateRequest {
  readonly reader: string;
  readonly writer: string;
  readonly readerSource?: string | undefined;
  readonly writerSource?: string | undefined;
}

export async function printTemplate(shelf: ConnectorShelf, request: TemplateRequest): Promise<{ script: string }> {
  const [reader, writer] = [await find(shelf, request.reader), await find(shelf, request.writer)];
  const sources = { reader: request.readerSource, writer: request.writerSource };
  return { script: printJson(templateOf(reader, writer, sources)) };
}

/** Of the connectors that are named; of all where none is. */
export async function printSchema(
  shelf: ConnectorShelf,
  { reader, writer }: { readonly reader?: string | undefined; readonly writer?: string | undefined },
): Promise<JsonSchema> {
  const readers = await stepsOf(shelf, 'reader', reader);
  const writers = await stepsOf(shelf, 'writer', writer);
  return scriptSchema([...readers, ...writers, processorSchema()]);
}

async function stepsOf(
  shelf: ConnectorShelf,
  side: 'reader' | 'writer',
  name: string | undefined,
): Promise<readonly JsonSchema[]> {
  const names = name === undefined ? shelf.names : [name];
  const connectors = await Promise.all(names.map((each) => find(shelf, each)));
  return connectors.map((connector) => stepSchema(connector, side)).filter((schema) => schema !== undefined);
}

async function find(shelf: ConnectorShelf, name: string): Promise<Connector> {
  const connector = await shelf.find(name);
  if (connector === undefined) throw httpErrors.notFound({ what: 'connector', name });
  return connector;
}
