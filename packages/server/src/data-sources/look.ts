import {
  checkStep,
  SluiceError,
  typeName,
  type ConnectionCheck,
  type Connector,
  type TableDescription,
  type TableEntry,
} from '@sluice/core';
import type { Ground } from '../subject.ts';
import type { PreviewResult, Work, Workers, WorkSource } from '../worker/work.ts';
import { dataSourceErrors } from './errors.ts';
import type { TestView } from './views.ts';

export interface LookNeeds {
  /** Workers of a resource group. Throws when there is no such group. */
  workersOf(group: string): Promise<Workers>;
  connectorOf(type: string): Promise<Connector | undefined>;
}

/** Browses data sources from a resource group. */
export class Look {
  readonly #ground: Ground;
  readonly #needs: LookNeeds;

  constructor(ground: Ground, needs: LookNeeds) {
    this.#ground = ground;
    this.#needs = needs;
  }

  /** A failed test is an answer, with the hop that failed. */
  async test(source: WorkSource, group: string, signal: AbortSignal): Promise<TestView> {
    const at = new Date(this.#ground.clock.now()).toISOString();
    try {
      const checks = (await this.#perform({ kind: 'testSource', source }, group, signal)) as readonly ConnectionCheck[];
      return { group, at, ok: checks.every(({ ok }) => ok), checks: [...checks] };
    } catch (error) {
      if (!(error instanceof SluiceError) || error.kind === 'internal') throw error;
      return {
        group,
        at,
        ok: false,
        checks: [await checkStep('check', this.#ground.clock, () => Promise.reject(error))],
      };
    }
  }

  async tables(source: WorkSource, group: string, filter: { search?: string; limit: number }, signal: AbortSignal) {
    const work = { kind: 'listTables', source, ...filter } as const;
    return (await this.#perform(work, group, signal)) as readonly TableEntry[];
  }

  async describe(source: WorkSource, group: string, table: string, signal: AbortSignal) {
    const { schema, ...found } = (await this.#perform(
      { kind: 'describeTable', source, table },
      group,
      signal,
    )) as TableDescription;
    const columns = schema.columns.map(({ name, type, isNullable, nativeType }) => ({
      name,
      type: typeName(type),
      isNullable,
      ...(nativeType === undefined ? {} : { nativeType }),
    }));
    return {
      ...found,
      columns,
      primaryKey: [...found.primaryKey],
      uniqueKeys: found.uniqueKeys.map((key) => [...key]),
    };
  }

  /** First rows of a table, by a job that reads it whole. */
  async preview(source: WorkSource, group: string, table: string, rows: number, signal: AbortSignal) {
    const connector = await this.#needs.connectorOf(source.type);
    const fields = connector?.reader?.fields ?? {};
    const place = ['table', 'path', 'object'].find((name) => name in fields);
    if (place === undefined) throw dataSourceErrors.cannotPreview({ type: source.type });
    const value = place === 'table' ? table : [table];
    const parameter = { datasource: source.name, [place]: value, column: ['*'] };
    const text = JSON.stringify({
      type: 'job',
      version: '2.0',
      steps: [
        { stepType: source.type, category: 'reader', name: 'Reader', parameter },
        { stepType: 'stream', category: 'writer', name: 'Writer', parameter: { print: false } },
      ],
      order: { hops: [{ from: 'Reader', to: 'Writer' }] },
    });
    const job = { name: 'preview', text, variables: {}, sources: [source] };
    return (await this.#perform({ kind: 'preview', job, rows }, group, signal)) as unknown as PreviewResult;
  }

  async #perform(work: Work, group: string, signal: AbortSignal): Promise<unknown> {
    const workers = await this.#needs.workersOf(group);
    const result = await workers.perform(work, { kill: signal });
    if (result.ok) return result.value;
    const { suggestion: hint, code, kind, message, path, values } = result.error;
    throw new SluiceError({ code, kind, message, hint, values, place: path === undefined ? undefined : { path } });
  }
}
