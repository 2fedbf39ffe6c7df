import { sampleRoutes } from '../contract/samples.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';
import { createSamples } from './samples.ts';

/** First steps: something to run before there is anything of one's own. */
export function sampleSubject(ground: Ground): Subject {
  return {
    routes: [
      routeSet('samples', sampleRoutes, {
        async create(call) {
          const made = await createSamples(ground, call.project.id, call.caller.userId);
          call.note({ target: 'samples', after: made });
          return { dataSources: [...made.dataSources], job: made.job };
        },
      }),
    ],
  };
}
