import type { Ground, Subject } from '../subject.ts';
import { instanceRouteSet, type InstanceNeeds } from './routes.ts';

export function instanceSubject(ground: Ground, needs: InstanceNeeds): Subject {
  return { routes: [instanceRouteSet(ground, needs)] };
}
