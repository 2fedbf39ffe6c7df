import type { Loader, LoadRequest } from '../families/relational/session.ts';
import { FastLoader } from './fast-loader.ts';
import { IsolatingLoader } from './isolating-loader.ts';
import type { Link } from './link.ts';
import { Load } from './load.ts';
import type { LoadPlan } from './load-plan.ts';

/** Begins the transaction of one task attempt and opens its loader. */
export async function openLoader(link: Link, plan: LoadPlan, request: LoadRequest): Promise<Loader> {
  const { rows } = await link.run('begin; select txid_current()');
  const token = rows[0]?.[0] ?? undefined;
  if (plan.staging !== undefined) await link.run(plan.staging.create);
  const load = new Load(link, plan, request, token);
  if (!request.isolate) return new FastLoader(load);
  // Deferred constraints are checked where the row is still known.
  try {
    await link.run('set constraints all immediate');
    return new IsolatingLoader(load);
  } catch (error) {
    load.detach();
    throw error;
  }
}
