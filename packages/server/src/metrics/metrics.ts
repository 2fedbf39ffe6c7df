import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Store } from '../store/database.ts';

/** Asking the store anew at each scrape would cost more than it tells. */
const freshMs = 5_000;
/** The delay of the event loop is looked at so often; each look wakes an idle server. */
const lagEveryMs = 100;
const durations = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 60];

export interface FinishedRun {
  readonly state: string;
  readonly rowsRead?: number;
  readonly rowsWritten?: number;
  readonly rowsDirty?: number;
  readonly bytes?: number;
}

/** What this process counts, for Prometheus. Counters are of this process; gauges come from the store, of all servers. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #finished = this.#counter('sluice_runs_finished_total', 'Runs that ended here.', ['state']);
  readonly #rowsRead = this.#counter('sluice_rows_read_total', 'Rows read by runs that ended here.');
  readonly #rowsWritten = this.#counter('sluice_rows_written_total', 'Rows written by runs that ended here.');
  readonly #rowsDirty = this.#counter('sluice_rows_dirty_total', 'Dirty records of runs that ended here.');
  readonly #bytes = this.#counter('sluice_bytes_total', 'Bytes moved by runs that ended here.');
  readonly #runs = this.#gauge('sluice_runs', 'Runs in the store.', ['state']);
  readonly #queue = this.#gauge('sluice_queue_length', 'Runs that wait for a slot.', ['group']);
  readonly #instances = this.#gauge('sluice_instances', 'Instances in the store.', ['state']);
  readonly #requests = new Histogram({
    name: 'sluice_http_request_seconds',
    help: 'Time to answer a request, by the template of its route.',
    labelNames: ['method', 'route', 'status'],
    buckets: durations,
    registers: [this.#registry],
  });
  #askedAt = -Infinity;

  constructor() {
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: lagEveryMs });
  }

  runFinished({ state, rowsRead = 0, rowsWritten = 0, rowsDirty = 0, bytes = 0 }: FinishedRun): void {
    this.#finished.inc({ state });
    this.#rowsRead.inc(rowsRead);
    this.#rowsWritten.inc(rowsWritten);
    this.#rowsDirty.inc(rowsDirty);
    this.#bytes.inc(bytes);
  }

  /** @param route with its parameters as names: `/api/projects/:project`. */
  requestDone(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds);
  }

  /** In the text format of Prometheus. */
  async text(store: Store, now: number): Promise<string> {
    if (now - this.#askedAt >= freshMs) {
      this.#askedAt = now;
      await this.#ask(store);
    }
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async #ask({ database }: Store): Promise<void> {
    const [runs, instances, groups] = await Promise.all([
      database
        .selectFrom('runs')
        .select(['state', 'group_id', (by) => by.fn.countAll<number>().as('count')])
        .groupBy(['state', 'group_id'])
        .execute(),
      database
        .selectFrom('instances')
        .select(['state', (by) => by.fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute(),
      database.selectFrom('resource_groups').select(['id', 'name']).execute(),
    ]);
    for (const gauge of [this.#runs, this.#queue, this.#instances]) gauge.reset();
    const names = new Map(groups.map(({ id, name }) => [id, name]));
    for (const name of names.values()) this.#queue.set({ group: name }, 0);
    for (const { state, group_id, count } of runs) {
      this.#runs.inc({ state }, Number(count));
      if (state === 'queued') this.#queue.set({ group: names.get(group_id) ?? 'deleted' }, Number(count));
    }
    for (const { state, count } of instances) this.#instances.set({ state }, Number(count));
  }

  #counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #gauge(name: string, help: string, labelNames: readonly string[]): Gauge {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }
}
