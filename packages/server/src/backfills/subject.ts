import type { Ground, Subject } from '../subject.ts';
import { backfillRouteSet, type BackfillNeeds } from './routes.ts';

export function backfillSubject(ground: Ground, needs: BackfillNeeds): Subject {
  return { routes: [backfillRouteSet(ground, needs)] };
}
