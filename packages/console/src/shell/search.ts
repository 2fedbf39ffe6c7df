import { api } from '../api.ts';
import { may, type Me } from '../me.ts';
import { paths } from '../paths.ts';

export interface Found {
  readonly kind: 'page' | 'project' | 'job' | 'dataSource' | 'run' | 'instance';
  readonly to: string;
  readonly text: string;
  /** Beside the name; default: its kind. */
  readonly detail?: string;
}

const most = 6;

export function matches(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}

/** Asks the server for everything of a project that has `text` in its name, or has it as its id. */
export async function findEverywhere(
  me: Me,
  project: string,
  text: string,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const params = { project };
  // Names never hold other signs, and the server limits the length.
  const search = text.slice(0, 80);
  const mayLook = (permission: Parameters<typeof may>[2]): boolean => may(me, project, permission);
  const searches: readonly (() => Promise<readonly Found[]>)[] = [
    async () => {
      if (!mayLook('jobs.view')) return [];
      const { items } = await api.jobs.list({ params, query: { search, limit: most }, signal });
      return items.map(({ name }) => ({ kind: 'job', to: paths.job(project, name), text: name }));
    },
    async () => {
      if (!mayLook('dataSources.view')) return [];
      const { items } = await api.dataSources.list({ params, query: { search, limit: most }, signal });
      return items.map(({ name }) => ({ kind: 'dataSource', to: paths.dataSource(project, name), text: name }));
    },
    async () => {
      if (!mayLook('instances.view') || search.length < 2) return [];
      const { items } = await api.instances.list({ params, query: { search, limit: most }, signal });
      return items.map(({ id, job, businessDate }) => {
        return { kind: 'instance', to: paths.instance(project, id), text: `${job} · ${businessDate}` };
      });
    },
    async () => {
      if (!mayLook('runs.view') || !looksLikeId(text)) return [];
      const run = await api.runs.get({ params: { project, run: text }, signal });
      return [{ kind: 'run', to: paths.run(project, run.id), text: run.job ?? run.id, detail: run.id }];
    },
  ];
  const results = await Promise.allSettled(searches.map((search) => search()));
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

/** Ids are long and have no spaces. */
function looksLikeId(text: string): boolean {
  return /^[\w-]{16,64}$/.test(text);
}
