/** What was measured, beside its goal. */
import { cpus, totalmem } from 'node:os';
import { median, noise } from '../measure.ts';

export interface Figure {
  readonly store: string;
  readonly what: string;
  readonly unit: 'ms' | 's' | 'MB' | '%' | 'kB';
  /** The smallest that would be too much; absent: only to look at. */
  readonly goal?: number;
  /** One per turn. */
  readonly values: readonly number[];
  /** Of one turn: processor time of this process and everything it started, ms. */
  readonly cpuMs?: number;
}

export function machine(): string {
  return `${cpus()[0]?.model ?? '?'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

export function lineOf({ store, what, unit, goal, values, cpuMs }: Figure): string {
  const middle = median(values);
  const cells = [
    `${store}: ${what}`.padEnd(62),
    `${shown(middle)} ${unit}`.padStart(10),
    `noise ${(noise(values) * 100).toFixed(0)} %`.padStart(12),
    cpuMs === undefined ? '' : `cpu ${shown(cpuMs)} ms`,
    goal === undefined ? '' : middle < goal ? `goal ${goal}` : `goal ${goal} MISSED`,
  ];
  return cells.join('  ').trimEnd();
}

/** For a page of results. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ store, what, unit, goal, values, cpuMs }) => {
    const middle = median(values);
    const aim = goal === undefined ? '' : `< ${goal} ${unit}${middle < goal ? '' : ' (missed)'}`;
    const cpu = cpuMs === undefined ? '' : `${shown(cpuMs)} ms`;
    return `| ${store} | ${what} | ${shown(middle)} ${unit} | ${aim} | ${cpu} | ${(noise(values) * 100).toFixed(0)} % |`;
  });
  return ['| store | what | median | goal | CPU | noise |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function shown(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
