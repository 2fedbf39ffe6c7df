/**
 * The way from one type to another: every pair has exactly one. What plans show and what runs come from the same place.
 *
 * Principle: a value arrives exactly or its row is refused. Only routes marked `lossy` may round, and those need the
 * consent of the user.
 */
import type { Type } from '../types.ts';
import { sameType } from '../types.ts';
import { bytesRoute } from './bytes-routes.ts';
import { momentRoute } from './moment-routes.ts';
import { numberRoute } from './number-routes.ts';
import { type Route, type Verdict, isMomentKind, isNumberKind } from './verdict.ts';

export function findRoute(from: Type, to: Type): Route {
  if (sameType(from, to)) return { verdict: 'exact', check: 'none' };
  if (isNumberKind(from.kind) && isNumberKind(to.kind)) return numberRoute(from, to);
  const meetsMoment = isMomentKind(from.kind) || isMomentKind(to.kind);
  const isPlain = isNumberKind(from.kind) || isMomentKind(from.kind);
  if (meetsMoment && isPlain && (isNumberKind(to.kind) || isMomentKind(to.kind))) return momentRoute(from, to);
  return bytesRoute(from, to, findRoute);
}

/** What happens to values of `from` on their way into `to`. */
export function planConversion(from: Type, to: Type): Verdict {
  const { verdict, note } = findRoute(from, to);
  return note === undefined ? { verdict } : { verdict, note };
}
