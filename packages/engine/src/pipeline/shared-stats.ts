import type { Stats } from './stats.ts';
import { newStats } from './stats.ts';

const names = Object.keys(newStats()) as (keyof Stats)[];

/** Memory for the counters of some lanes, readable from every thread. */
export function allocateStats(lanes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(lanes * names.length * 8);
}

/** The counters of one lane, living in shared memory. Only its own thread writes them. */
export function sharedStats(buffer: SharedArrayBuffer, lane: number): Stats {
  const cells = new Float64Array(buffer, lane * names.length * 8, names.length);
  const stats = {} as Stats;
  for (const [index, name] of names.entries()) {
    Object.defineProperty(stats, name, {
      enumerable: true,
      get: () => cells[index],
      set: (value: number) => {
        cells[index] = value;
      },
    });
  }
  return stats;
}

/** The sum over all lanes at this moment. */
export function sumStats(buffer: SharedArrayBuffer): Stats {
  const cells = new Float64Array(buffer);
  const total = newStats();
  for (const [index, value] of cells.entries()) total[names[index % names.length] as keyof Stats] += value;
  return total;
}
